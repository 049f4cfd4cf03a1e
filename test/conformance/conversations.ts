/** What every store and the engine promise together of conversations: a restart of the relay between any two events changes nothing. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Event } from "../../src/core/event.ts";
import type { Store } from "../../src/core/store.ts";
import { hour, type Instant, plus, second } from "../../src/core/time.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { makeChat, makeJoin, monday } from "../support/make.ts";
import { programOf } from "../support/program.ts";
import type { StoreUnderTest } from "./store.ts";

const summary = { name: "summary", on: ["session.end"] };
const planner = createPlanner(programOf([summary], { splitAfter: 90 * second, rejoin: 60 * second }));

function at(session: string, after: number): Event {
  const when = plus(monday, after * second);
  return makeChat({ session, message: `after ${after}`, occurredAt: when, receivedAt: when });
}

export function keepsConversationsApart(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`conversations on the ${name} store`, () => {
    let under: StoreUnderTest;

    beforeEach(async () => {
      under = await open();
    });

    afterEach(() => under.cleanUp());

    it("ends each visitor's of a kiosk once, with their own numbers, wherever the relay is ended in between", async () => {
      const join = makeJoin({ session: "kiosk", agent: "hall" });
      const said = [1, 5, 200, 203, 206, 3_000].map((after) => ({ ...at("kiosk", after), agent: "hall" }));
      expect(await summaries(await livedThrough(under, [join, ...said]))).toEqual([
        ["kiosk", "split", undefined, 2],
        ["kiosk", "idle", undefined, 3],
        ["kiosk", "idle", undefined, 1],
      ]);
    });

    it("lets a session that restarts go on with the one before it, wherever the relay is ended in between", async () => {
      const events = [makeJoin({ session: "s1" }), at("s1", 1), at("s1", 5), at("s2", 30), at("s2", 40)];
      expect(await summaries(await livedThrough(under, events))).toEqual([["s2", "idle", "s1", 4]]);
    });
  });
}

/** The process ends after each event, and the clock goes on until nothing is due any more. */
async function livedThrough(under: StoreUnderTest, events: readonly Event[]): Promise<Store> {
  let { store } = under;
  for (const event of events) {
    await goOnTo(store, event.receivedAt);
    await store.accept({ kind: "event", event, raw: new TextEncoder().encode(JSON.stringify(event.data)) });
    await evaluateAll(store);
    store = (await under.reopen?.()) ?? store;
  }
  const last = events.at(-1)?.receivedAt ?? monday;
  for (let n = 1; n <= 4; n += 1) await goOnTo(store, plus(last, n * hour));
  return store;
}

async function goOnTo(store: Store, now: Instant): Promise<void> {
  while ((await store.fireTimers(now, 100)) > 0) await evaluateAll(store);
}

async function evaluateAll(store: Store): Promise<void> {
  while ((await store.evaluate(1, planner)).count > 0);
}

/** Of each conversation: its session, why it ended, the session that it went on with, and what the visitor said. */
async function summaries(store: Store): Promise<readonly unknown[]> {
  const { rows } = await store.searchDeliveries({ limit: 100 });
  const told = rows.map(({ body }) => body as unknown as Summary); // rendered by the mirror of `programOf`
  return told
    .sort((a, b) => a.event.time - b.event.time)
    .map(({ event, session }) => [session.id, event.reason, session.rejoined, session.user_messages]);
}

interface Summary {
  readonly event: { readonly time: number; readonly reason: string };
  readonly session: Readonly<Record<string, unknown>>;
}
