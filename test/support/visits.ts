/** Visits made of a seed: events with the readings and findings that their evaluation is to store. No detector runs. */

import { random } from "../../crash/random.ts";
import type { Event } from "../../src/core/event.ts";
import type { Planner, RuleTrace } from "../../src/core/rule.ts";
import type { Store } from "../../src/core/store.ts";
import { hour, type Instant, minute, plus, second } from "../../src/core/time.ts";
import type { TurnReading } from "../../src/core/turn-reading.ts";
import { makeAgentError, makeChat, makeJoin, makeOther, makeSessionEnd } from "./make.ts";

export interface Visited {
  readonly event: Event;
  readonly reading: TurnReading | undefined;
  readonly rules: readonly string[];
}

export interface VisitsWish {
  readonly seed: number;
  readonly sessions: number;
  readonly from: Instant;
  /** Visits begin within so many hours. */
  readonly hours: number;
  readonly agents?: number;
}

const concernNames = ["urgent", "leaving", "legal", "data_request"] as const;

/** In the order in which they come in. Some come in late, and some agents change in the middle. */
export function visits({ seed, sessions, from, hours, agents = 4 }: VisitsWish): readonly Visited[] {
  const { next: chance } = random(seed);
  const pick = (below: number) => Math.floor(chance() * below);
  const all: { readonly order: number; readonly visited: Visited }[] = [];
  for (let n = 0; n < sessions; n += 1) {
    const session = `visit-${seed}-${n}`;
    const source = chance() < 0.8 ? "bithuman" : "livekit";
    let agent = `agent-${pick(agents)}`;
    let at = plus(from, pick(hours * 3_600) * second);
    const add = (
      make: (base: { readonly occurredAt: Instant; readonly receivedAt: Instant; readonly session: string }) => Event,
      more: Partial<Visited> = {},
    ) => {
      const lag = chance() < 0.05 ? pick(90) * minute : pick(900);
      const event = make({ session, occurredAt: at, receivedAt: plus(at, lag) });
      all.push({ order: event.receivedAt, visited: { event, reading: undefined, rules: [], ...more } });
      at = plus(at, 1_000 + pick(80_000));
    };
    if (chance() < 0.7) add((when) => makeJoin({ ...when, agent, source }));
    for (let turn = 0; turn < 1 + pick(8); turn += 1) {
      const isVisitor = turn % 2 === 0;
      if (chance() < 0.01) agent = `agent-${pick(agents)}`;
      const reading = isVisitor ? visitorsReading(chance) : { unanswered: chance() < 0.1 ? 0.9 : 0 };
      const rules = chance() < 0.1 ? [`rule-${pick(5)}`] : [];
      add((when) => makeChat({ ...when, agent, source, role: isVisitor ? "user" : "agent", message: `${session} ${turn}` }), {
        reading,
        rules,
      });
    }
    if (chance() < 0.05) add((when) => makeAgentError({ ...when, agent, source }));
    if (chance() < 0.8) add((when) => makeSessionEnd({ ...when, agent, source }));
    if (chance() < 0.1)
      add((when) => makeOther({ ...when, session: undefined, agent, source, type: "agent.ready", data: { n } }), { rules: ["loose"] });
    if (chance() < 0.02) at = plus(at, hour);
  }
  return all.sort((one, other) => one.order - other.order).map(({ visited }) => visited);
}

function visitorsReading(chance: () => number): TurnReading {
  const concern = chance() < 0.05 ? { [concernNames[Math.floor(chance() * 4)] ?? "legal"]: 0.8 } : undefined;
  const language = chance() < 0.3 ? undefined : chance() < 0.7 ? "en" : "de";
  return {
    frustration: chance() < 0.1 ? 0.7 : 0.1,
    session: 0.2,
    repeat: 0,
    wants_human: chance() < 0.08 ? 0.9 : 0.1,
    ...(concern && { concern }),
    ...(chance() < 0.5 && { asks: true as const }),
    ...(language && { language }),
  };
}

/** Decides of each event what was planned for it. */
export function planned(all: readonly Visited[]): Planner {
  const byId = new Map(all.map((each) => [each.event.id, each]));
  return (events) => ({
    keys: [],
    decide: () => ({
      evaluations: events.map((event) => {
        const { reading, rules = [] } = byId.get(event.id) ?? {};
        const traces: readonly RuleTrace[] = rules.map((rule) => ({ rule, held: true, because: [], facts: {}, sent: 0 }));
        return {
          event: event.id,
          late: false,
          trace: { version: "v1", rules: traces },
          findings: [],
          messages: [],
          ...(reading && { reading }),
          ...(event.session !== undefined && { conversation: `conversation of ${event.session}` }),
        };
      }),
      memories: new Map(),
      timers: [],
      events: [],
      incidents: [],
    }),
  });
}

/** Accepts and evaluates them, and counts everything unless `counts` says otherwise. */
export async function live(store: Store, all: readonly Visited[], counts = true): Promise<void> {
  const raw = new Uint8Array();
  await Promise.all(all.map(({ event }) => store.accept({ kind: "event", event, raw })));
  const planner = planned(all);
  while ((await store.evaluate(256, planner)).count > 0);
  await countAll(store, counts);
}

export async function countAll(store: Store, counts = true): Promise<void> {
  while ((await store.project(counts)).count > 0);
}
