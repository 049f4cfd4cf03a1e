/** What every store promises of the figures of conversations. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Click, Event } from "../../src/core/event.ts";
import { act, type Incident } from "../../src/core/incident.ts";
import type { FigureQuery } from "../../src/core/insights/figures.ts";
import type { Store } from "../../src/core/store.ts";
import { day, hour, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { hourRows } from "../../src/insights/summary.ts";
import { clickOf } from "../../src/observe/admin/mute.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { makeAgentError, makeChat, makeJoin, makeSessionEnd, monday } from "../support/make.ts";
import { programOf } from "../support/program.ts";
import { recounted, tableOf } from "../support/recount.ts";
import { anIncident } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";
import { countAll, live, visits } from "../support/visits.ts";
import type { StoreUnderTest } from "./store.ts";

const planner = createPlanner({ ...programOf([{ name: "asks", when: { keywords: ["refund"] } }]), readsAll: true });

const all: FigureQuery = { since: plus(monday, -30 * day), until: plus(monday, 30 * day) };

const raw = new Uint8Array();

/** A store in memory counts everything again whenever somebody looks, so it forgets what is deleted. */
export function keepsFigures(name: string, open: () => Promise<StoreUnderTest>, isOnDisk = true): void {
  describe(`figures on the ${name} store`, () => {
    let under: StoreUnderTest;
    let store: Store;

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });

    afterEach(() => under.cleanUp());

    async function take(...events: readonly Event[]): Promise<void> {
      for (const event of events) await store.accept({ kind: "event", event, raw });
      while ((await store.evaluate(100, planner)).count > 0);
      await countAll(store);
    }

    const at = (after: number) => ({ occurredAt: plus(monday, after * second), receivedAt: plus(monday, after * second) });
    const rows = async () => hourRows(await store.figures(all), all);
    const table = async () => tableOf(await store.figures(all));

    it("counts what visitors and agents did, by hour, agent, source and language", async () => {
      await take(
        makeJoin(at(0)),
        makeChat({ ...at(10), message: "how do I get a refund for my order?" }),
        makeChat({ ...at(13), role: "agent", message: "I am sorry, I do not know." }),
        makeChat({ ...at(20), message: "this is useless, let me talk to a human" }),
        makeAgentError(at(30)),
        makeSessionEnd(at(3_700)),
      );
      const [first, last, ...others] = await rows();
      expect(others).toEqual([]);
      expect(first).toMatchObject({ hour: monday, agent: "A80HVD8577", source: "bithuman", language: "en" });
      expect(first?.counts).toMatchObject({ sessions: 1, messages: 2, answers: 1, question_turns: 2, asked: 1, errors: 1, ended: 0 });
      expect(first?.counts).toMatchObject({ wants_human: 1, unanswered: 1, unanswered_turns: 1 });
      expect(first?.rules).toEqual([{ rule: "asks", findings: 1, useful: 0, noise: 0 }]);
      expect(first?.histograms.latency).toMatchObject({ count: 1, median: 3_000 });
      expect(last).toMatchObject({ hour: plus(monday, hour), counts: { sessions: 0, ended: 1 } });
      expect(last?.histograms.turns.count).toBe(1);
    });

    it("moves what a conversation has counted to its language, once that is known", async () => {
      await take(makeChat({ ...at(1), message: "ok" }));
      expect((await rows()).map(({ language }) => language)).toEqual([""]);
      await take(makeChat({ ...at(2), message: "Wo finde ich bitte meine Rechnung vom letzten Monat?" }));
      expect(await rows()).toMatchObject([{ language: "de", counts: { sessions: 1, messages: 2 } }]);
    });

    it("moves the beginning of a conversation to the hour that a late event names", async () => {
      await take(makeChat({ ...at(60), message: "hello" }));
      await take(makeJoin({ occurredAt: plus(monday, -5 * minute), receivedAt: plus(monday, 2 * minute) }));
      const sessions = (await rows()).map((row) => [row.hour, row.counts.sessions, row.counts.messages]);
      expect(sessions).toEqual([
        [plus(monday, -hour), 1, 0],
        [monday, 0, 1],
      ]);
    });

    it("counts what people did with incidents, when they did it; a second vote replaces the first", async () => {
      const opened = anIncident("one", { openedAt: monday, updatedAt: monday, session: null });
      let incident: Incident = opened;
      const work = async (action: Click["action"], after: number) => {
        const click = clickOf({ action, by: "anna", rule: opened.ruleId, incident }, plus(monday, after));
        const acted = act(incident, click);
        incident = acted.kind === "changed" ? acted.incident : expect.unreachable(acted.text);
        await store.accept({ kind: "event", event: click, raw });
        await store.evaluate(10, deciding({ incidents: [incident] }));
        await countAll(store);
      };
      for (const [action, after] of [
        ["claim", 3 * minute],
        ["noise", 5 * minute],
        ["useful", 6 * minute],
        ["resolve", 2 * hour],
      ] as const)
        await work(action, after);
      const [first, second, ...others] = await rows();
      expect(others).toEqual([]);
      expect(first).toMatchObject({ hour: monday, agent: "A1", counts: { incidents: 1, claimed: 1, resolved: 0 } });
      expect(first?.rules).toEqual([{ rule: opened.rule, findings: 0, useful: 1, noise: 0 }]);
      expect(first?.histograms.time_to_claim).toMatchObject({ count: 1, p90: expect.any(Number) });
      expect(second).toMatchObject({ hour: plus(monday, 2 * hour), counts: { incidents: 0, resolved: 1 } });
    });

    it("are those of a plain count of everything, in whatever pieces it came in", async () => {
      const made = visits({ seed: 11, sessions: 150, from: monday, hours: 60 });
      for (let from = 0; from < made.length; from += 97) await live(store, made.slice(from, from + 97));
      const counted = await table();
      expect(counted).toEqual(recounted(made));
      expect(counted.size).toBeGreaterThan(500);
    });

    function onDisk(): void {
      it("are the same after everything is counted again", async () => {
        await live(store, visits({ seed: 12, sessions: 80, from: monday, hours: 40 }));
        const before = await store.figures(all);
        await store.rebuildFigures();
        expect((await store.figures(all)).uncounted).toBe(80);
        await countAll(store);
        expect(await store.figures(all)).toEqual(before);
      });

      it("stay when a session is forgotten or retention deletes it, also when the rest is counted again", async () => {
        const made = visits({ seed: 13, sessions: 60, from: monday, hours: 100 });
        await live(store, made);
        const before = await store.figures(all);
        await store.forget(made[5]?.event.session ?? "");
        const retention = { events: 2 * day, deliveries: day, dedupe: 30 * day, quarantined: day, quarantinedBytes: 1, figures: 730 * day };
        while ((await store.prune(retention, plus(monday, 4 * day), 100)) > 0);
        expect((await store.searchConversations({ limit: 100 })).rows.length).toBeLessThan(50);
        expect(await store.figures(all)).toEqual(before);
        await store.rebuildFigures();
        await countAll(store);
        expect(await store.figures(all)).toEqual(before);
      });

      it("are deleted when they are old, by the day", async () => {
        await live(store, visits({ seed: 15, sessions: 60, from: monday, hours: 100 }));
        const kept = { events: 90 * day, deliveries: 90 * day, dedupe: 90 * day, quarantined: day, quarantinedBytes: 1 };
        while ((await store.prune({ ...kept, figures: 3 * day }, plus(monday, 5 * day), 3)) > 0);
        const first = [...(await table()).keys()].map((cell) => Number(cell.split("|")[0]) * hour).sort((one, other) => one - other)[0];
        expect(new Date(first ?? 0).toISOString().slice(0, 10)).toBe("2026-03-04");
        while ((await store.prune({ ...kept, figures: 0 }, plus(monday, 5 * day), 3)) > 0);
        expect((await table()).size).toBe(0);
      });

      it("are not counted while that is off, and are complete again afterwards", async () => {
        const made = visits({ seed: 16, sessions: 30, from: monday, hours: 30 }).filter(({ event }) => event.session !== undefined);
        await live(store, made.slice(0, 60));
        const before = await table();
        await live(store, made.slice(60, 120), false);
        expect(await table()).toEqual(before);
        await live(store, made.slice(120));
        expect(await table()).toEqual(recounted(made));
      });

      it("gives the days of a query, by agent, source and language", async () => {
        await live(store, visits({ seed: 14, sessions: 60, from: monday, hours: 100 }));
        const query = {
          since: plus(monday, day) as Instant,
          until: plus(monday, 2 * day) as Instant,
          agent: "agent-1",
          source: "bithuman",
          language: "de",
        };
        const asked = tableOf({ ...(await store.figures(query)), uncounted: 0 });
        const expected = [...(await table())].filter(([cell]) => /^\d+\|agent-1\|bithuman\|de\|/.test(cell));
        expect([...asked.keys()].every((cell) => expected.some(([each]) => each === cell))).toBe(true);
        expect(asked.size).toBeGreaterThan(5);
      });
    }
    if (isOnDisk) onDisk();
  });
}
