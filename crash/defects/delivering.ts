/** Mistakes between a queued message and its end. */

import { randomUUID } from "node:crypto";
import type { Sending, Settled } from "../../src/core/delivery.ts";
import type { Store } from "../../src/core/store.ts";
import type { Row } from "../../src/stores/rows.ts";
import type { Driver, SqlValue } from "../../src/stores/sqlite/driver.ts";
import type { Defect } from "./defect.ts";

const marksBeforeSending: Defect = {
  name: "marks-before-sending",
  sentence: "writes that a message is delivered, and then sends it",
  breaks: "I4",
  wrap: (store) => ({
    ...readingBack(store),
    async claimDeliveries(claim) {
      const sendings = await store.claimDeliveries(claim);
      await store.settle(sendings.map((sending) => deliveredAlready(sending, claim.now)));
      return sendings;
    },
    settle: (settled) => Promise.resolve(settled.map(({ id }) => id)),
    release: () => Promise.resolve(),
  }),
};

function deliveredAlready({ message, fence, attempts }: Sending, at: Settled["attempt"]["at"]): Settled {
  const attempt = { at, took: 0, kind: "delivered", reason: "", detail: "" } as const;
  return { id: message.id, fence, attempts: attempts + 1, attempt, next: { state: "delivered", at, reference: undefined } };
}

const inventsKeys: Defect = {
  name: "invents-keys",
  sentence: "makes a new Idempotency-Key for each attempt",
  breaks: "I5",
  wrap: (store) => claimingOtherwise(store, (sending) => ({ ...sending, key: randomUUID() })),
};

const keyNamesTheAttempt: Defect = {
  name: "key-names-the-attempt",
  sentence: "puts the number of the attempt into the Idempotency-Key",
  breaks: "I5",
  wrap: (store) => claimingOtherwise(store, (sending) => ({ ...sending, key: `${sending.key}-${sending.attempts}` })),
};

/** Nothing is handed over by an evaluation, so that each message passes a claim. */
function readingBack(store: Store): Store {
  return { ...store, evaluate: (max, plan) => store.evaluate(max, plan) };
}

function claimingOtherwise(store: Store, change: (sending: Sending) => Sending): Store {
  return { ...readingBack(store), claimDeliveries: async (claim) => (await store.claimDeliveries(claim)).map(change) };
}

const buriesInTwoSteps: Defect = {
  name: "buries-in-two-steps",
  sentence: "takes a dead message out of the outbox in one transaction and files it in another",
  breaks: "I7",
  wrap: (store, db) => ({
    ...store,
    async settle(settled) {
      const ids = await store.settle(settled);
      for (const { id, next } of settled) if (next.state === "dead") missingFor(100, db, "id = ?", id);
      return ids;
    },
  }),
};

const redriveDeletesFirst: Defect = {
  name: "redrive-deletes-first",
  sentence: "takes the dead out, and puts them back in to be sent again",
  breaks: "I7",
  wrap: (store, db) => ({
    ...store,
    redrive(redrive) {
      if (!redrive.dryRun) missingFor(150, db, "state = 3");
      return store.redrive(redrive);
    },
  }),
};

/** Rows are gone for some milliseconds: long enough for a kill to fall between. */
function missingFor(milliseconds: number, db: Driver, where: string, ...values: readonly SqlValue[]): void {
  const rows = db.prepare(`SELECT * FROM outbox WHERE ${where}`).all(...values);
  db.prepare(`DELETE FROM outbox WHERE ${where}`).run(...values);
  setTimeout(() => {
    for (const row of rows) putBack(db, row);
  }, milliseconds);
}

function putBack(db: Driver, row: Row): void {
  const columns = Object.keys(row);
  const places = columns.map(() => "?").join(", ");
  db.prepare(`INSERT INTO outbox (${columns.join(", ")}) VALUES (${places})`).run(...(Object.values(row) as SqlValue[])); // as SQLite gave it
}

const pruneTakesTheWaiting: Defect = {
  name: "prune-takes-the-waiting",
  sentence: "prunes whatever is not being sent, delivered or not",
  breaks: "I4",
  wrap: (store, db) => ({
    ...store,
    prune(retention, now, max) {
      db.exec("DELETE FROM outbox WHERE state = 0");
      return store.prune(retention, now, max);
    },
  }),
};

export const delivering: readonly Defect[] = [
  marksBeforeSending,
  inventsKeys,
  keyNamesTheAttempt,
  buriesInTwoSteps,
  redriveDeletesFirst,
  pruneTakesTheWaiting,
];
