/** A relay without its clock and its sockets: a real store, in which a history is accepted, evaluated, interrupted and swept. */

import type { Random } from "../../crash/random.ts";
import type { Event } from "../../src/core/event.ts";
import type { Json } from "../../src/core/json.ts";
import type { Evaluation, Planner } from "../../src/core/rule.ts";
import type { Store } from "../../src/core/store.ts";
import { day, type Instant, minute, plus } from "../../src/core/time.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import type { Program } from "../../src/rules/engine/program.ts";

/** What was decided, by the event's id. */
export type Decisions = Map<string, Evaluation>;

interface Living {
  readonly store: Store;
  /** Compiles the rules afresh, as every start does. */
  readonly start: () => Program;
  readonly chance: Random;
}

const retention = {
  events: 400 * day,
  deliveries: 400 * day,
  dedupe: 400 * day,
  quarantined: 400 * day,
  quarantinedBytes: 512 * 1_048_576,
  figures: 730 * day,
};

/** Lets the relay live through a history. Batches, sweeps, crashes and restarts come by chance. */
export async function live(history: readonly Event[], { store, start, chance }: Living): Promise<Decisions> {
  const decisions: Decisions = new Map();
  let planner = createPlanner(start());
  let swept = history[0]?.receivedAt ?? (0 as Instant); // before every event
  for (const event of history) {
    for (; plus(swept, minute) <= event.receivedAt; swept = plus(swept, minute)) await sweep(store, plus(swept, minute), chance);
    if (chance.happens(0.05)) planner = createPlanner(start());
    await store.accept({ kind: "event", event, raw: new Uint8Array() });
    if (chance.happens(0.1)) await crash(store, planner);
    if (chance.happens(0.7)) await evaluate(store, planner, chance.pick([1, 3, 256]), decisions);
  }
  for (const end = plus(swept, day); swept <= end; swept = plus(swept, 5 * minute)) {
    await evaluate(store, planner, 256, decisions);
    await store.fireTimers(swept, 500);
  }
  while ((await evaluate(store, planner, 256, decisions)) > 0);
  return decisions;
}

/** As the sweeper does: timers, sometimes after a pause, and each minute what has expired. */
async function sweep(store: Store, now: Instant, chance: Random): Promise<void> {
  if (chance.happens(0.8)) await store.fireTimers(now, chance.pick([1, 500]));
  await store.prune(retention, now, 100);
}

async function evaluate(store: Store, planner: Planner, max: number, decisions: Decisions): Promise<number> {
  const decided: Evaluation[] = [];
  const { count } = await store.evaluate(max, (events) => {
    const { decide, ...plan } = planner(events);
    return {
      ...plan,
      decide(memories) {
        const decision = decide(asStored(memories));
        decided.push(...decision.evaluations);
        return decision;
      },
    };
  });
  for (const evaluation of decided) decisions.set(evaluation.event, evaluation);
  return count;
}

/** What stands in a store is text: nothing else comes back. */
function asStored(memories: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> {
  return new Map(Array.from(memories, ([key, value]) => [key, JSON.parse(JSON.stringify(value)) as Json]));
}

/** The process ends between the decision and its commit. */
async function crash(store: Store, planner: Planner): Promise<void> {
  const dying: Planner = (events) => {
    const { decide, ...plan } = planner(events);
    return {
      ...plan,
      decide(memories) {
        decide(asStored(memories));
        throw new Error("the process has ended");
      },
    };
  };
  await store.evaluate(256, dying).catch(() => undefined);
}
