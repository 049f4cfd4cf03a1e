/** One generated history, lived through by a relay and then run again over what was recorded. */

import { random } from "../../crash/random.ts";
import type { Event } from "../../src/core/event.ts";
import type { Evaluation } from "../../src/core/rule.ts";
import type { Store } from "../../src/core/store.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { createReplay, ownKey } from "../../src/rules/trials/replay.ts";
import { historyFrom, rulesFrom } from "./histories.ts";
import { type Decisions, live } from "./live.ts";
import { digest, programFrom } from "./recorded.ts";

export interface Compared {
  /** What was decided otherwise, for people; empty where nothing was. */
  readonly differences: readonly string[];
  readonly events: number;
  readonly findings: number;
  readonly messages: number;
  readonly duplicates: number;
}

/** The same seed gives the same rules, the same history and the same accidents. */
export async function compareLiveAndReplayed(seed: number, store: Store): Promise<Compared> {
  const chance = random(seed);
  const text = JSON.stringify(rulesFrom(chance));
  const history = historyFrom(chance);
  const start = () => programFrom(text);
  const lived = await live(history, { store, start, chance });
  const record = await recordedIn(store);
  const again = replayed(record, start());
  const ids = new Set([...lived.keys(), ...again.keys()]);
  const evaluations = [...lived.values()];
  return {
    differences: [...ids].filter((id) => decided(lived.get(id)) !== decided(again.get(id))).map((id) => told(id, lived, again)),
    events: record.length,
    findings: evaluations.reduce((sum, { findings }) => sum + findings.length, 0),
    messages: evaluations.reduce((sum, { messages }) => sum + messages.length, 0),
    duplicates: history.length - new Set(history.map(({ id }) => id)).size,
  };
}

/** A timer that nobody waits for any more decides nothing, whether it is looked at or not. */
function decided(evaluation: Evaluation | undefined): string {
  const isNothing = evaluation === undefined || (evaluation.trace.rules.length === 0 && !evaluation.late);
  return isNothing ? "nothing" : JSON.stringify(evaluation);
}

function told(id: string, lived: Decisions, again: Decisions): string {
  return `${id}\n  live      ${JSON.stringify(lived.get(id))}\n  replayed  ${JSON.stringify(again.get(id))}`;
}

async function recordedIn(store: Store): Promise<readonly Event[]> {
  return (await store.recorded(0, 100_000)).map(({ event }) => JSON.parse(JSON.stringify(event)) as Event); // as it comes from a disk
}

function replayed(record: readonly Event[], program: ReturnType<typeof programFrom>): Decisions {
  const own = new Set(record.flatMap((event) => ownKey(event) ?? []));
  const replay = createReplay({ planner: createPlanner(program), digest, isRecorded: (key) => own.has(key), rings: () => false });
  const decisions: Decisions = new Map();
  for (const event of record) for (const { evaluation } of replay.take(event)) decisions.set(evaluation.event, evaluation);
  return decisions;
}
