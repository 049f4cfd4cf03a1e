import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Random, random } from "../../crash/random.ts";
import { type HttpSink, openHttpSink } from "../../test/support/http-sink.ts";
import { openWorkshop, type Relay } from "../../test/support/relay.ts";
import { type Part, ran, skipped } from "../part.ts";
import { within } from "../webhook.ts";

const hour = 3_600;
/** The relay looks at its clock each second: nobody sets one twice between two looks. */
const lookedAtEach = 1_500;
const jumps: readonly [number, ...number[]] = [-3 * hour, -hour, -60, 60, hour, 26 * hour, 48 * hour];

export const clocks: Part = {
  name: "clocks",
  sentence: "sets the clock of the machine back and forth: every session ends once and soon, and everything that is due is delivered once",
  cases: { quick: 1, round: 5, nightly: 40 },
  async run({ cases, seed, folder }) {
    const library = findFaketime();
    if (library === undefined) return skipped("libfaketime is not installed");
    const chance = random(seed);
    const failures: string[] = [];
    for (let index = 0; index < cases; index += 1) {
      const plan = planOf(chance);
      const found = await jump(plan, library, join(folder, `clock-${index}`));
      failures.push(...found.map((failure) => `a clock off by ${plan.join(", ")} s: ${failure}`));
    }
    return ran(cases, failures);
  },
};

function findFaketime(): string | undefined {
  const folders = existsSync("/usr/lib") ? readdirSync("/usr/lib") : [];
  return folders.map((name) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`).find(existsSync);
}

/** How wrong the clock is, in seconds, one value after the other. Nothing is said after the last: what waits has to come by itself. */
function planOf(chance: Random): readonly number[] {
  return [0, chance.pick(jumps), chance.pick(jumps), chance.pick(jumps)];
}

const rulesFor = (url: string) => `version: 1
settings: { sessions: { idle_after: 2s } }
destinations:
  sink: { http: { url: "${url}", allow_private: ["127.0.0.0/8"], json: { rule: "{{ rule.name }}", session: "{{ event.session }}" } } }
rules:
  - { name: asks, on: chat.push, when: { keywords: refund }, then: [sink] }
  - { name: summary, on: session.end, then: [sink] }
`;

async function jump(plan: readonly number[], library: string, clock: string): Promise<readonly string[]> {
  const sink = await openHttpSink();
  const workshop = openWorkshop(rulesFor(sink.url));
  writeFileSync(clock, "+0");
  try {
    const faked = { FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1" };
    const relay = await workshop.start({ LD_PRELOAD: library, ...faked });
    const refused: string[] = [];
    for (const [index, offset] of plan.entries()) {
      writeFileSync(clock, `${offset < 0 ? "" : "+"}${offset}`);
      const status = await ask(relay, `s-${index}`, Date.now() / 1_000 + offset);
      await wait(lookedAtEach);
      if (status !== 200) refused.push(`a webhook was answered with ${status}`);
    }
    await within(15_000, async () => plan.every((_, index) => timesOf(sink, "summary", `s-${index}`) > 0));
    return [...refused, ...plan.flatMap((_, index) => wrongFor(sink, `s-${index}`))];
  } finally {
    await workshop.close();
    await sink.close();
  }
}

async function ask(relay: Relay, session: string, timestamp: number): Promise<number> {
  const data = { role: "user", message: "I want a refund", session_id: session, timestamp };
  return (await relay.post({ agent_id: "A80HVD8577", event_type: "chat.push", data, timestamp })).status;
}

function wrongFor(sink: HttpSink, session: string): readonly string[] {
  return ["asks", "summary"].flatMap((rule) => {
    const times = timesOf(sink, rule, session);
    return times === 1 ? [] : [`${rule} of ${session} arrived ${times} times`];
  });
}

function timesOf({ requests }: HttpSink, rule: string, session: string): number {
  return requests.filter(({ body }) => body.includes(`"${rule}"`) && body.includes(`"${session}"`)).length;
}
