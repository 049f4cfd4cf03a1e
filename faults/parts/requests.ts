import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { sendMutated } from "../../test/support/mutated-requests.ts";
import { openWorkshop, type Relay, type StatsAnswer } from "../../test/support/relay.ts";
import { type Part, ran } from "../part.ts";
import { peakMemory } from "../process.ts";
import { within } from "../webhook.ts";

/** In MB. */
const mostMemory = 500;

/** Everything that looks at what a visitor said looks at mutated events, too. */
const rules = `version: 1
settings: { redact: [email, phone, card, iban], sessions: { idle_after: 5s } }
destinations: { me: { console: {} } }
rules:
  - { name: words, mode: shadow, on: chat.push, when: { keywords: [refund, "human*"] }, then: [me], throttle: 1m }
  - { name: tone, mode: shadow, on: chat.push, when: { frustration: { above: 0.7 } }, then: [me] }
  - { name: often, mode: shadow, on: "*", when: { count: { over: 5, within: 1m, per: event.session } }, then: [me] }
  - { name: end, mode: shadow, on: session.end, when: { session: { user_messages: { at_least: 1 } } }, then: [me] }
`;

export const requests: Part = {
  name: "requests",
  sentence: "sends mutated requests: the relay answers none of them with 5xx, reports no bug, and goes on",
  cases: { quick: 6_000, round: 25_000, nightly: 1_000_000 },
  async run({ cases, seed, folder }) {
    const workshop = openWorkshop(rules);
    try {
      const relay = await workshop.start();
      const statuses = await sendMutated({ port: relay.port, count: cases, connections: 32, seed, now: () => Date.now() / 1_000 });
      const failures = [...statuses]
        .filter(([status]) => status.startsWith("5"))
        .map(([status, count]) => `${count} were answered with ${status}`);
      failures.push(...(await afterwards(relay)));
      if (failures.length > 0) appendFileSync(join(folder, "relay.log"), relay.lines.join("\n"));
      return ran(cases, failures, Object.fromEntries([...statuses].sort()));
    } finally {
      await workshop.close();
    }
  },
};

/** It still takes webhooks and evaluates what it took, and its log reports no bug. */
async function afterwards(relay: Relay): Promise<readonly string[]> {
  const takes = await within(10_000, async () => (await relay.say("after all that")).status === 200);
  const drains = await within(120_000, async () => (await relay.api<StatsAnswer>("/api/stats")).pending === 0);
  const bugs = relay.lines.filter((line) => line.includes('"msg":"bug"') || line.includes('"level":"fatal"'));
  const memory = peakMemory(relay.pid);
  return [
    ...(takes ? [] : ["the relay takes no webhook any more"]),
    ...(drains ? [] : ["events still wait for their evaluation after 120 s"]),
    ...(memory <= mostMemory ? [] : [`the relay took ${memory} MB`]),
    ...bugs.slice(0, 5),
  ];
}
