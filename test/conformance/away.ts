/** What every store and the engine promise together: whatever was due while the relay was away is decided as if it had been there. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Planner } from "../../src/core/rule.ts";
import type { EvaluatedEvent, Store } from "../../src/core/store.ts";
import { day, hour, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { programOf } from "../support/program.ts";
import { anArrival, t0 } from "../support/store-cases.ts";
import type { StoreUnderTest } from "./store.ts";

const silence = { after: { role: "user" }, without: { role: "agent" }, for: "2m" };

const rules = createPlanner(
  programOf([
    { name: "summary", on: ["session.end"], when: { session: { user_messages: { at_least: 1 } } } },
    { name: "nobody-answers", when: { silence } },
    { name: "shouts", fanOut: { count: 1, per: minute }, on: ["chat.push"], then: [{ to: "oncall", settings: {} }] },
    { name: "step", on: ["chat.push"], then: [{ to: "desk", settings: {}, after: minute }] },
  ]),
);

const sessions = ["s1", "s2", "s3", "s4", "s5"];

const retention = {
  events: 30 * day,
  deliveries: 90 * day,
  dedupe: 90 * day,
  quarantined: 30 * day,
  quarantinedBytes: 1_000,
  figures: 730 * day,
};

export function decidesWhatWasDue(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the ${name} store, after the relay was away`, () => {
    let opened: StoreUnderTest;

    beforeEach(async () => {
      opened = await open();
    });

    afterEach(() => opened.cleanUp());

    it.each([
      ["an hour", hour],
      ["49 hours", 49 * hour],
      ["73 hours", 73 * hour],
      ["29 days", 29 * day],
    ])("for %s, ends every session that was open, and tells all that was due", async (_, away) => {
      for (const session of sessions) await opened.store.accept(anArrival(session, { session }));
      await evaluateAll(opened.store, rules);
      const store = (await opened.reopen?.()) ?? opened.store;
      const back = plus(t0, away);
      await store.accept(anArrival("somebody comes", { session: "s9", receivedAt: back, occurredAt: back }));
      const decided = await liveOn(store, back);
      const found = (rule: string) => decided.filter(({ rules: held }) => held.includes(rule)).map(({ event }) => event.session);
      expect(found("summary").sort()).toEqual([...sessions, "s9"]);
      expect(found("nobody-answers").sort()).toEqual([...sessions, "s9"]);
      const told = (to: string) => decided.flatMap(({ queued }) => queued).filter((each) => each === to).length;
      expect(told("desk")).toBe(2 * (sessions.length + 1)); // the step, and that the session has ended
      expect(told("oncall")).toBe(1); // one of the five was told when it came; this counts the others, and the one who came since
    });
  });
}

/** The relay's clock goes on for a while; what is kept is looked through before anything that waits is decided. */
async function liveOn(store: Store, from: Instant): Promise<readonly EvaluatedEvent[]> {
  const decided: EvaluatedEvent[] = [];
  for (let now = from; now < from + 2 * hour; now = plus(now, 10 * minute)) {
    await prune(store, now);
    await store.fireTimers(now, 100);
    await prune(store, plus(now, second));
    decided.push(...(await evaluateAll(store, rules)));
  }
  return decided;
}

async function prune(store: Store, now: Instant): Promise<void> {
  while ((await store.prune(retention, now, 100)) > 0);
}

async function evaluateAll(store: Store, planner: Planner): Promise<readonly EvaluatedEvent[]> {
  const all: EvaluatedEvent[] = [];
  for (;;) {
    const { count, decisions } = await store.evaluate(1, planner);
    if (count === 0) return all;
    all.push(...decisions);
  }
}
