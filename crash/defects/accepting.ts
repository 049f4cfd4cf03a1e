/** Mistakes between a webhook and its 200. */

import { randomBytes } from "node:crypto";
import type { EventId } from "../../src/core/event.ts";
import type { Arrival } from "../../src/core/store.ts";
import type { Defect } from "./defect.ts";

const acksBeforeCommit: Defect = {
  name: "acks-before-commit",
  sentence: "answers 200 and writes a moment later",
  breaks: "I1",
  wrap: (store) => ({
    ...store,
    accept(arrival) {
      setTimeout(() => void store.accept(arrival), 25);
      return Promise.resolve({ status: "accepted", id: idOf(arrival) });
    },
  }),
};

const remembersInMemory: Defect = {
  name: "remembers-in-memory",
  sentence: "knows what it has seen only until it is restarted",
  breaks: "I1",
  wrap(store) {
    const seen = new Map<string, EventId>();
    return {
      ...store,
      accept(arrival) {
        const known = seen.get(idOf(arrival));
        if (known !== undefined) return Promise.resolve({ status: "duplicate", id: known });
        const id = randomBytes(16).toString("hex") as EventId; // as long as a real one
        seen.set(idOf(arrival), id);
        return store.accept(renamed(arrival, id));
      },
    };
  },
};

const dropsTheRaw: Defect = {
  name: "drops-the-raw",
  sentence: "quarantines without keeping the bytes",
  breaks: "I1",
  wrap: (store) => ({
    ...store,
    accept: (arrival) => store.accept(arrival.kind === "quarantined" ? { ...arrival, raw: new Uint8Array() } : arrival),
  }),
};

function idOf(arrival: Arrival): EventId {
  return arrival.kind === "event" ? arrival.event.id : arrival.id;
}

function renamed(arrival: Arrival, id: EventId): Arrival {
  return arrival.kind === "event" ? { ...arrival, event: { ...arrival.event, id } } : { ...arrival, id };
}

export const accepting: readonly Defect[] = [acksBeforeCommit, remembersInMemory, dropsTheRaw];
