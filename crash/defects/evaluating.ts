/** Mistakes around the evaluation. */

import type { Message } from "../../src/core/delivery.ts";
import type { Json } from "../../src/core/json.ts";
import type { Decision, Evaluation, MemoryChange, Planner } from "../../src/core/rule.ts";
import type { Store } from "../../src/core/store.ts";
import type { Defect } from "./defect.ts";

const queuesLater: Defect = {
  name: "queues-in-a-second-transaction",
  sentence: "marks an event as evaluated first and queues its messages with the next batch",
  breaks: "I4",
  wrap(store) {
    let held: readonly Message[] = [];
    return decidingOtherwise(store, (decision) => {
      const [first, ...rest] = decision.evaluations.map((each): Evaluation => ({ ...each, messages: [] }));
      const evaluations = first === undefined ? [] : [{ ...first, messages: held }, ...rest];
      held = decision.evaluations.flatMap(({ messages }) => messages);
      return { ...decision, evaluations };
    });
  },
};

const countsOutside: Defect = {
  name: "counts-outside-the-transaction",
  sentence: "keeps counters in memory and writes them with the next batch",
  breaks: "I3",
  wrap(store) {
    let held: ReadonlyMap<string, MemoryChange> = new Map();
    return decidingOtherwise(
      store,
      (decision) => {
        const memories = held;
        held = decision.memories;
        return { ...decision, memories };
      },
      (memories) => overlaid(memories, held),
    );
  },
};

const forgetsTimers: Defect = {
  name: "forgets-timers",
  sentence: "writes what one batch in five decides without its timers",
  breaks: "I3",
  wrap(store) {
    let batches = 0;
    return decidingOtherwise(store, (decision) => {
      batches += 1;
      return batches % 5 === 0 ? { ...decision, timers: [] } : decision;
    });
  },
};

function overlaid(memories: ReadonlyMap<string, Json>, changes: ReadonlyMap<string, MemoryChange>): ReadonlyMap<string, Json> {
  const result = new Map(memories);
  for (const [key, { value }] of changes) {
    if (value === undefined) result.delete(key);
    else result.set(key, value);
  }
  return result;
}

type Change = (decision: Decision) => Decision;
type Sees = (memories: ReadonlyMap<string, Json>) => ReadonlyMap<string, Json>;

function decidingOtherwise(store: Store, change: Change, sees: Sees = (memories) => memories): Store {
  const spoilt =
    (planner: Planner): Planner =>
    (events) => {
      const { keys, decide } = planner(events);
      return { keys, decide: (memories) => change(decide(sees(memories))) };
    };
  return { ...store, evaluate: (max, planner) => store.evaluate(max, spoilt(planner)) };
}

const reloadForgets: Defect = {
  name: "reload-forgets",
  sentence: "clears the windows when the rules are loaded",
  breaks: "I3",
  wrap: (store, db) => ({
    ...store,
    async saveRules(version, text, now) {
      db.exec("DELETE FROM memory");
      return store.saveRules(version, text, now);
    },
  }),
};

export const evaluating: readonly Defect[] = [queuesLater, countsOutside, forgetsTimers, reloadForgets];
