/** Rule files that are measured. */

/** Nothing matches and nothing is delivered: what remains is taking the event durably, and looking at it. */
export const acceptOnly = `version: 1
destinations:
  nowhere: { console: {} }
rules:
  - { name: never, on: room.join, then: [nowhere] }
`;

/** The main job: one message in ten is delivered as templated JSON. */
export function fullJob(sinkPort: number): string {
  return withSink(
    sinkPort,
    `  - name: asks-for-a-human
    on: chat.push
    when: { role: user, keywords: [refund, "speak to a human", "cancel*"] }
    then: [sink]
`,
  );
}

/** The main job among many rules that look for other words, three each. */
export function manyKeywords(sinkPort: number, count: number): string {
  const others = Array.from(
    { length: count - 1 },
    (_, n) => `  - { name: other-${n}, on: chat.push, when: { role: user, keywords: [${wordsOf(n)}] }, then: [sink] }\n`,
  );
  return fullJob(sinkPort) + others.join("");
}

/** The main job among many rules with patterns. */
export function manyPatterns(sinkPort: number, count: number): string {
  const others = Array.from(
    { length: count - 1 },
    (_, n) => `  - { name: other-${n}, on: chat.push, when: { role: user, pattern: "(order|ticket) #${n}-\\\\d+" }, then: [sink] }\n`,
  );
  return fullJob(sinkPort) + others.join("");
}

function wordsOf(n: number): string {
  return [`zq${n}`, `"wx${n} vu${n}"`, `"kj${n}*"`].join(", ");
}

function withSink(port: number, rules: string): string {
  return `version: 1
destinations:
  sink:
    http:
      method: POST
      url: http://127.0.0.1:${port}/
      allow_private: ["127.0.0.0/8"]
      json: { n: "{{ event.data.n }}", rule: "{{ rule.name }}", agent: "{{ event.agent }}", session: "{{ event.session }}", text: "{{ event.message | truncate: 300 }}" }
rules:
${rules}`;
}
