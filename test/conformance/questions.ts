/** What every store on a disk promises of visitors' questions. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Event } from "../../src/core/event.ts";
import type { GroupedQuestion, QuestionQuery } from "../../src/core/insights/questions.ts";
import type { Store } from "../../src/core/store.ts";
import { day, hour, type Instant, plus, second } from "../../src/core/time.ts";
import { createGrouping } from "../../src/insights/questions/grouping.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { makeChat, makeSessionEnd, monday } from "../support/make.ts";
import { programOf } from "../support/program.ts";
import type { StoreUnderTest } from "./store.ts";

const planner = createPlanner({ ...programOf([{ name: "greets", on: ["chat.push"], when: { keywords: ["hello"] } }]), readsAll: true });

const at = (after: number) => plus(monday, after * second);

interface Said {
  readonly session?: string;
  readonly agent?: string;
  readonly after?: number;
}

function asks(message: string, { after = 0, ...said }: Said = {}): Event {
  return makeChat({ message, role: "user", occurredAt: at(after), receivedAt: at(after), ...said });
}

function says(message: string, { after = 0, ...said }: Said = {}): Event {
  return makeChat({ message, role: "agent", occurredAt: at(after), receivedAt: at(after), ...said });
}

function ends({ after = 0, ...said }: Said = {}): Event {
  return makeSessionEnd({ occurredAt: at(after), receivedAt: at(after), ...said });
}

const parking = "Where can I park my car near the museum?";
const again = "where can I park my car near the museum";
const tickets = "How much is a ticket for two adults?";
const unknown = "I'm sorry, I don't know the answer to that.";
const week = { since: at(-day / second), until: at(day / second) };

export function groupsQuestions(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`visitors' questions on the ${name} store`, () => {
    let under: StoreUnderTest;
    let store: Store;

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });

    afterEach(() => under.cleanUp());

    async function accept(...events: readonly Event[]): Promise<void> {
      for (const event of events) await store.accept({ kind: "event", event, raw: new TextEncoder().encode(JSON.stringify(event.data)) });
      while ((await store.evaluate(100, planner)).count > 0);
      while ((await store.project()).count > 0);
    }

    async function group(): Promise<void> {
      while ((await store.groupQuestions(createGrouping)).count > 0);
    }

    async function take(...events: readonly Event[]): Promise<void> {
      await accept(...events);
      await group();
    }

    const list = async (query: Partial<QuestionQuery> = {}) =>
      (await store.questions({ ...week, sort: "times", limit: 50, ...query })).rows;
    const shown = ({ times, sessions, answered, unanswered, quotes }: GroupedQuestion) => [
      quotes[0]?.text,
      times,
      sessions,
      answered,
      unanswered,
    ];

    it("counts one question of several visitors once for each, with quotes that name their events", async () => {
      const events = [
        asks(parking, { session: "s1" }),
        asks(again, { session: "s2", after: 9 }),
        asks(tickets, { session: "s2", after: 20 }),
      ];
      await take(...events, asks("thanks", { session: "s2", after: 30 }), asks(again, { session: "s2", after: 40 }));
      const rows = await list();
      expect(rows.map(({ times, sessions, language }) => [times, sessions, language])).toEqual([
        [3, 2, "en"],
        [1, 1, "en"],
      ]);
      const [quote] = rows[1]?.quotes ?? [];
      expect(quote).toMatchObject({ event: events[2]?.id, session: "s2", text: tickets });
      expect((await store.conversation(quote?.conversation ?? ""))?.conversation.session).toBe("s2");
    });

    it("counts as answered what the agent's next turn answered, and as unanswered what nobody did until the end", async () => {
      await take(asks(parking, { session: "s1" }), says("Behind the hall, it is free.", { session: "s1", after: 2 }));
      await take(asks(parking, { session: "s2", after: 10 }), says(unknown, { session: "s2", after: 12 }));
      await take(
        asks(parking, { session: "s3", after: 20 }),
        asks(tickets, { session: "s3", after: 21 }),
        ends({ session: "s3", after: 30 }),
      );
      await take(asks(parking, { session: "s4", after: 40 }));
      expect((await list()).map(shown)).toEqual([
        [parking, 4, 4, 1, 2],
        [tickets, 1, 1, 0, 1],
      ]);
    });

    it("puts first what was not answered, where that is asked for", async () => {
      await take(asks(parking, { session: "s1" }), says("Behind the hall.", { session: "s1", after: 1 }));
      await take(asks(parking, { session: "s2", after: 5 }), says("Behind the hall.", { session: "s2", after: 6 }));
      await take(asks(tickets, { session: "s3", after: 10 }), says(unknown, { session: "s3", after: 11 }));
      expect((await list()).map(({ quotes }) => quotes[0]?.text)).toEqual([parking, tickets]);
      expect((await list({ sort: "unanswered" })).map(({ quotes }) => quotes[0]?.text)).toEqual([tickets, parking]);
    });

    it("names the one that was asked most, until one of its visitors is forgotten", async () => {
      const events = [
        asks(parking, { session: "s1" }),
        asks(again, { session: "s2", after: 1 }),
        asks(tickets, { session: "s3", after: 2 }),
      ];
      await take(...events);
      const [first] = await list();
      const num = first?.num ?? 0;
      expect(await store.questionToName(week, 3)).toBeUndefined();
      expect(await store.questionToName(week, 2)).toBe(num);
      await store.nameQuestion(num, "Parking", first?.quotes.map(({ event }) => event) ?? []);
      expect((await list()).map(({ name }) => name)).toEqual(["Parking", undefined]);
      expect((await store.question(num))?.name).toBe("Parking");
      expect(await store.questionToName(week, 2)).toBeUndefined();
      await store.forget("s2");
      expect((await store.question(num))?.name).toBeUndefined();
      await store.nameQuestion(num, "Parking of one who is forgotten", [events[1]?.id ?? expect.unreachable("no event")]);
      expect((await store.question(num))?.name).toBeUndefined();
    });

    it("keeps languages and agents apart, and gives pages", async () => {
      await take(asks(parking, { session: "s1", agent: "hall" }), asks(again, { session: "s2", agent: "desk", after: 1 }));
      await take(asks("Wo kann ich hier in der Nähe mein Auto parken?", { session: "s3", agent: "desk", after: 2 }));
      expect((await list()).map(({ times, language }) => [times, language])).toEqual([
        [2, "en"],
        [1, "de"],
      ]);
      expect((await list({ language: "de" })).map(({ times }) => times)).toEqual([1]);
      expect((await list({ agent: "hall" })).map(shown)).toEqual([[parking, 1, 1, 0, 0]]);
      const first = await store.questions({ ...week, sort: "times", limit: 1 });
      const second = await store.questions({ ...week, sort: "times", limit: 1, before: first.next ?? "" });
      expect([first.rows[0]?.language, second.rows[0]?.language, second.next]).toEqual(["en", "de", undefined]);
    });

    it("compares a span with the one before it", async () => {
      const today = 3 * (day / second);
      await take(
        asks(parking, { session: "s1" }),
        asks(parking, { session: "s2", after: 1 }),
        asks(parking, { session: "s3", after: today }),
      );
      const [row] = await list({ since: at(today), until: at(today + 3_600) });
      expect([row?.times, row?.before.times]).toEqual([1, 0]);
      const [longer] = await list({ since: at(today - 2 * (day / second)), until: at(today + 3_600) });
      expect([longer?.times, longer?.before.times]).toEqual([1, 2]);
    });

    it("loses and doubles nothing where the process ends between any two steps", async () => {
      const events = [0, 1, 2, 3].flatMap((n) => [
        asks(n % 2 === 0 ? parking : again, { session: `s${n}`, after: n * 10 }),
        says(n === 3 ? unknown : "Behind the hall.", { session: `s${n}`, after: n * 10 + 1 }),
      ]);
      for (const event of events) {
        await accept(event);
        store = (await under.reopen?.()) ?? store;
        await store.groupQuestions(createGrouping);
        store = (await under.reopen?.()) ?? store;
      }
      await group();
      expect((await list()).map(({ times, sessions, answered, unanswered }) => [times, sessions, answered, unanswered])).toEqual([
        [4, 4, 3, 1],
      ]);
    });

    it("groups what was said before it grouped anything", async () => {
      await accept(
        asks(parking, { session: "s1" }),
        says("Behind the hall.", { session: "s1", after: 1 }),
        asks(again, { session: "s2", after: 2 }),
      );
      expect(await list()).toEqual([]);
      store = (await under.reopen?.()) ?? store;
      await group();
      expect((await list()).map(({ times, answered }) => [times, answered])).toEqual([[2, 1]]);
    });

    it("quotes others once a visitor was forgotten, and keeps the counts", async () => {
      await take(asks("Where can I park my car near the museum, please?", { session: "s1" }), asks(parking, { session: "s2", after: 1 }));
      await take(asks("May my parrot xyzzy come with me to the concert?", { session: "s1", after: 5 }));
      await store.forget("s1");
      await group();
      expect((await list()).map(shown)).toEqual([[parking, 2, 2, 0, 0]]);
      await take(asks("May my parrot xyzzy come with me to the concert?", { session: "s3", after: 9 }));
      expect((await list()).map(({ times }) => times)).toEqual([2, 1]);
    });

    it("quotes nothing that retention has deleted", async () => {
      await take(asks(parking, { session: "s1" }), asks(again, { session: "s2", after: 40 * (day / second) }));
      const retention = {
        events: 30 * day,
        deliveries: 90 * day,
        dedupe: 90 * day,
        quarantined: day,
        quarantinedBytes: 1_000,
        figures: 730 * day,
      };
      while ((await store.prune(retention, plus(monday, 41 * day) as Instant, 100)) > 0);
      await group();
      const all = await list({ until: plus(monday, 42 * day) });
      expect(all.map(({ quotes, times }) => [quotes.map(({ text }) => text), times])).toEqual([[[again], 2]]);
    });

    it("shows where a question was asked, and what changed after its answer", async () => {
      await take(asks(parking, { session: "s1" }), says(unknown, { session: "s1", after: 1 }));
      const [{ num } = { num: 0 }] = await list();
      expect(
        await store.answerQuestion({ question: num + 1, at: at(5), by: "anna", asked: "?", session: undefined, text: "no" }),
      ).toBeUndefined();
      const written = { question: num, at: at(5), by: "anna", asked: parking, session: "s1", text: "Behind the hall." };
      expect(await store.answerQuestion(written)).toEqual({
        revision: 1,
        at: at(5),
        by: "anna",
        asked: parking,
        text: "Behind the hall.",
        upload: undefined,
      });
      await store.recordUpload(num, 1, { state: "uploaded", at: at(6), file: "f1" });
      await take(asks(again, { session: "s2", after: 10 }), says("Behind the hall.", { session: "s2", after: 11 }));
      const found = await store.question(num);
      expect(found?.conversations.map(({ session }) => session)).toEqual(["s2", "s1"]);
      expect(found?.days.map(({ revision, answered, unanswered }) => [revision, answered, unanswered]).sort()).toEqual([
        [0, 0, 1],
        [1, 1, 0],
      ]);
      expect(found?.answers).toMatchObject([{ revision: 1, asked: parking, upload: { state: "uploaded", file: "f1" } }]);
      await store.forget("s1");
      expect((await store.question(num))?.answers).toMatchObject([{ revision: 1, asked: undefined, text: "Behind the hall." }]);
    });

    it("counts nothing of what it has already, and nothing of what nobody asked", async () => {
      await take(
        asks("hello", { session: "s1" }),
        says("How can I help?", { session: "s1", after: 1 }),
        asks("ok thanks", { session: "s1", after: 2 }),
      );
      expect(await list()).toEqual([]);
      expect(await store.groupQuestions(createGrouping)).toEqual({ count: 0, hasMore: false });
      expect(await store.question(1)).toBeUndefined();
    });

    it("forgets counts that are older than two years", async () => {
      await take(asks(parking, { session: "s1" }));
      const retention = { events: hour, deliveries: day, dedupe: day, quarantined: day, quarantinedBytes: 1_000, figures: 730 * day };
      const later = plus(monday, 800 * day) as Instant;
      while ((await store.prune(retention, later, 100)) > 0);
      await group();
      while ((await store.prune(retention, later, 100)) > 0);
      expect(await store.question(1)).toBeUndefined();
    });
  });
}
