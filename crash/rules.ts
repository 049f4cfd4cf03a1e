/** The rules that the harness gives to the relay. `oracle.ts` says the same again, in its own words. */

/** A visit is over after this long without an event, by the relay's clock. */
export const idleMilliseconds = 4_000;

/** `edition` changes the file without changing what it does, so that a reload has something to load. */
export function rulesText(sinkPort: number, edition: number): string {
  return `version: 1
settings:
  sessions: { idle_after: ${idleMilliseconds}ms }
sources:
  bithuman: { path: /webhook, verify: { scheme: body, secrets: ["\${BITHUMAN_WEBHOOK_SECRET}"] } }
destinations:
  sink: ${destination(`http://127.0.0.1:${sinkPort}/sink`)}
  picky: ${destination(`http://127.0.0.1:${sinkPort}/picky`)}
rules:
  - name: asks
    on: chat.push
    when: { role: user, keywords: [refund, "speak to a human"] }
    then: [sink]
  - name: slow
    on: chat.push
    when: { role: user, keywords: [slow] }
    throttle: 20s
    then: [sink]
  - name: errors
    on: agent.error
    when: { count: { over: 3, within: 60s, per: [event.agent, event.data.error.code] } }
    then: [sink]
  - name: picky
    on: chat.push
    when: { role: user, keywords: [picky] }
    then: [picky]
  - name: summary
    on: session.end
    when: { session: { user_messages: { at_least: 1 } } }
    then: [sink]
  - name: edition-${edition}
    mode: shadow
    on: room.join
    then: [sink]
`;
}

/** Everything of a delivery that the oracle can foretell is in its body. */
function destination(url: string): string {
  const body = `{ rule: "{{ rule.name }}", event: "{{ event.id }}", users: "{{ session.user_messages }}", count: "{{ finding.count }}" }`;
  const pace = `timeout: 1s, concurrency: ${concurrency}, retry: { attempts: 100, first: 50ms, longest: 500ms }`;
  return `{ http: { method: POST, url: "${url}", allow_private: ["127.0.0.0/8"], json: ${body}, ${pace} } }`;
}

/** Requests to one destination at the same time: as many copies may be made at each kill. */
export const concurrency = 16;
