/** What every store promises of the conversations that people look for. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Event } from "../../src/core/event.ts";
import type { ConversationQuery, EventQuery, Store } from "../../src/core/store.ts";
import { day, hour, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { makeChat, makeJoin, makeSessionEnd, monday } from "../support/make.ts";
import { programOf } from "../support/program.ts";
import type { StoreUnderTest } from "./store.ts";

const rules = [
  { name: "asks-for-money", on: ["chat.push"], when: { keywords: ["refund"] } },
  { name: "greets", on: ["chat.push"], when: { keywords: ["hello"] } },
];
const program = programOf(rules);
const planner = createPlanner({ ...program, readsAll: true });

const at = (after: number) => plus(monday, after * second);

interface Said {
  readonly session?: string;
  readonly agent?: string;
  readonly role?: "user" | "agent";
  readonly after?: number;
}

function says(message: string, { after = 0, ...said }: Said = {}): Event {
  return makeChat({ message, occurredAt: at(after), receivedAt: at(after), ...said });
}

/** A store that is not on the disk finds conversations in its events, and has no projection behind them. */
export function keepsConversations(name: string, open: () => Promise<StoreUnderTest>, isOnDisk = true): void {
  describe(`conversations that people look for, on the ${name} store`, () => {
    let under: StoreUnderTest;
    let store: Store;

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });

    afterEach(() => under.cleanUp());

    async function take(...events: readonly Event[]): Promise<void> {
      for (const event of events) await store.accept({ kind: "event", event, raw: new TextEncoder().encode(JSON.stringify(event.data)) });
      while ((await store.evaluate(100, planner)).count > 0);
      while ((await store.project()).count > 0);
    }

    const found = async (query: Partial<ConversationQuery> = {}) =>
      (await store.searchConversations({ limit: 50, ...query })).rows.map(({ session }) => session);

    function onDisk(): void {
      it("names the conversations that a step has changed, once they can be read so", async () => {
        await take(says("hello", { session: "s1" }), says("hello", { session: "s2" }));
        await store.accept({ kind: "event", event: says("a refund", { session: "s1", after: 1 }), raw: new Uint8Array() });
        await store.evaluate(100, planner);
        const { conversation } = (await store.conversation("s1")) ?? expect.unreachable();
        expect(await store.project()).toEqual({ count: 1, conversations: [{ id: conversation.id, session: "s1" }], hasMore: false });
        expect((await store.conversation("s1"))?.conversation.messages).toBe(2);
        expect(await store.project()).toEqual({ count: 0, conversations: [], hasMore: false });
      });

      it("says how large it is, and how many timers wait", async () => {
        expect((await store.size()).timers).toBe(0);
        await take(says("hello", { session: "s1" }));
        expect(await store.size()).toEqual({ bytes: expect.any(Number), timers: 1 }); // the one of an idle session
        expect((await store.size()).bytes).toBeGreaterThan(10_000);
      });
    }

    it("counts each event once into the conversation of its session", async () => {
      const join = { ...makeJoin({ session: "s1" }), occurredAt: at(0), receivedAt: at(0) };
      await take(join, says("hello", { session: "s1", after: 1 }), says("how can I help?", { session: "s1", role: "agent", after: 3 }));
      await take(says("I want a refund", { session: "s1", after: 9 }), says("other", { session: "s2", after: 20 }));
      const { rows } = await store.searchConversations({ limit: 50 });
      expect(rows).toHaveLength(2);
      expect(rows[1]).toMatchObject({
        session: "s1",
        startedAt: at(0),
        lastAt: at(9),
        ended: false,
        messages: 3,
        userMessages: 2,
        language: "en",
        findings: { greets: 1, "asks-for-money": 1 },
      });
    });

    it("knows what was said last in each, whatever came after it", async () => {
      const end = makeSessionEnd({ session: "s1", occurredAt: at(10), receivedAt: at(10) });
      await take(
        says("one", { session: "s1" }),
        says("two", { session: "s1", after: 2, role: "agent" }),
        end,
        says("anew", { session: "s1", after: 60 }),
      );
      await take({ ...makeJoin({ session: "s2" }), occurredAt: at(70), receivedAt: at(70) });
      const { rows } = await store.searchConversations({ limit: 10 });
      const words = await store.lastWords(rows);
      expect(rows.map(({ id }) => words.get(id))).toEqual([undefined, { role: "user", text: "anew" }, { role: "agent", text: "two" }]);
      expect(await store.lastWords([])).toEqual(new Map());
    });

    if (isOnDisk) onDisk();

    it("keeps what the detectors heard of each turn, also where no rule asks them", async () => {
      await take(says("this is terrible, I am so angry, let me speak to a human now!", { session: "s1" }));
      const [row] = (await store.searchConversations({ limit: 1 })).rows;
      expect(row?.wantsHuman).toBeGreaterThan(0.5);
      const { rows } = row === undefined ? { rows: [] } : await store.conversationEvents(row, 10);
      expect(rows[0]?.reading).toMatchObject({ language: "en", wants_human: row?.wantsHuman });
      expect(rows[0]?.reading?.frustration).toBeGreaterThan(0);
    });

    it("finds a conversation by its own id and the newest of a session by the sender's, with the others", async () => {
      const end = makeSessionEnd({ session: "s 1/ä", occurredAt: at(10), receivedAt: at(10) });
      await take(says("one", { session: "s 1/ä" }), end, says("two", { session: "s 1/ä", after: 60 }));
      const newest = await store.conversation("s 1/ä");
      expect(newest?.conversation).toMatchObject({ ended: false, messages: 1, startedAt: at(60) });
      expect(newest?.others).toHaveLength(1);
      const before = await store.conversation(newest?.others[0]?.id ?? "");
      expect(before?.conversation).toMatchObject({ ended: true, startedAt: at(0) });
      expect(before?.others.map(({ id }) => id)).toEqual([newest?.conversation.id]);
      expect(await store.conversation("nobody")).toBeUndefined();
    });

    it("gives the events of one conversation, page by page, and none of another one of the same session", async () => {
      const end = makeSessionEnd({ session: "s1", occurredAt: at(10), receivedAt: at(10) });
      const words = ["one", "two", "three"].map((word, index) => says(word, { session: "s1", after: index }));
      await take(...words, says("beside", { session: "s2", after: 4 }), end, says("anew", { session: "s1", after: 60 }));
      const { conversation, others } = (await store.conversation("s1")) ?? expect.unreachable();
      const texts = async (of: typeof conversation, limit: number, before?: string) => {
        const { rows, next } = await store.conversationEvents(of, limit, before);
        return { next, texts: rows.map(({ event }) => (event?.kind === "chat" ? event.message : event?.kind)) };
      };
      expect(await texts(conversation, 10)).toEqual({ texts: ["anew"], next: undefined });
      const first = others[0] ?? expect.unreachable();
      const newest = await texts(first, 2);
      expect(newest.texts).toEqual(["three", "session-end"]);
      expect(await texts(first, 2, newest.next)).toEqual({ texts: ["one", "two"], next: undefined });
    });

    it.each<readonly [string, Partial<ConversationQuery>, readonly string[]]>([
      ["all, the one that began last first", {}, ["s4", "s3", "s2", "s1"]],
      ["by the agent", { agent: "hall" }, ["s4", "s2"]],
      ["by a rule", { rule: "asks-for-money" }, ["s3", "s1"]],
      ["by a rule and the agent", { rule: "greets", agent: "hall" }, ["s2"]],
      ["open ones", { state: "open" }, ["s4", "s3", "s2"]],
      ["ended ones", { state: "ended" }, ["s1"]],
      ["by the language", { language: "de" }, ["s4"]],
      ["those in which a person was wanted", { wantsHuman: true }, ["s3"]],
      ["those in which none was", { wantsHuman: false, agent: "desk" }, ["s1"]],
      ["those that are calm", { frustrated: false, state: "ended" }, ["s1"]],
      ["since a moment", { since: at(200) }, ["s4", "s3"]],
      ["until a moment", { until: at(200) }, ["s2", "s1"]],
      ["between two", { since: at(100), until: at(300) }, ["s3", "s2"]],
    ])("finds %s", async (_, query, sessions) => {
      await takeFour();
      expect(await found(query)).toEqual(sessions);
    });

    async function takeFour(): Promise<void> {
      await take(
        says("I want a refund", { session: "s1", agent: "desk" }),
        makeSessionEnd({ session: "s1", agent: "desk", occurredAt: at(5), receivedAt: at(5) }),
      );
      await take(says("hello there", { session: "s2", agent: "hall", after: 100 }));
      await take(says("I want my refund. I want to speak to a human being", { session: "s3", agent: "desk", after: 200 }));
      await take(says("Ich möchte gerne wissen, wann meine Bestellung endlich kommt", { session: "s4", agent: "hall", after: 300 }));
    }

    it("gives pages that follow each other, also where rows begin at the same moment", async () => {
      for (let n = 0; n < 7; n += 1) await take(says(`refund ${n}`, { session: `s${n}` }));
      for (const query of [{}, { rule: "asks-for-money" }, { q: "refund" }]) {
        const seen: string[] = [];
        for (let before: string | undefined; ; ) {
          const page = await store.searchConversations({ ...query, limit: 3, ...(before !== undefined && { before }) });
          seen.push(...page.rows.map(({ session }) => session));
          if (page.next === undefined) break;
          before = page.next;
        }
        expect(seen.toSorted()).toEqual(["s0", "s1", "s2", "s3", "s4", "s5", "s6"]);
        expect(seen).toHaveLength(7);
      }
    });

    it.each([
      ["a word, whatever its case and accents", "STRASSE", ["s2"]],
      ["several words, all of them in one turn", "late order", ["s1"]],
      ["words that stand in two turns, not", "late thanks", []],
      ["the beginning of the last word", "ord", ["s1"]],
      ["a whole word only where another follows it", "ord late", []],
      ["Chinese", "退款", ["s3"]],
      ["one Chinese letter", "款", ["s3"]],
      ["Chinese that stands otherwise, not", "款退", []],
      ["a word behind a change of script", "abc", ["s3"]],
      ["Japanese", "キャンセル", ["s4"]],
      ["what the agent said", "sorry", ["s1"]],
      ["signs alone, not", "?!", []],
      ["what an index would take for its own language", '" OR order NOT (', []],
    ])("finds %s", async (_, q, sessions) => {
      await take(
        says("My order is LATE", { session: "s1" }),
        says("sorry to hear that", { session: "s1", role: "agent", after: 1 }),
        says("thanks", { session: "s1", after: 2 }),
        says("Die Straße ist gesperrt", { session: "s2", after: 3 }),
        says("我想申请退款abc", { session: "s3", after: 4 }),
        says("予約をキャンセルしたい", { session: "s4", after: 5 }),
      );
      expect(await found({ q })).toEqual(sessions);
    });

    it("shows each conversation once, with the newest turn that holds the words", async () => {
      await take(says("a refund please", { session: "s1" }), says("refund", { session: "s2", after: 1 }));
      await take(says("where is the refund?", { session: "s1", after: 2 }), says("no word of it", { session: "s1", after: 3 }));
      const { rows } = await store.searchConversations({ q: "refund", limit: 10 });
      expect(rows.map(({ session, match }) => [session, match?.text])).toEqual([
        ["s1", "where is the refund?"],
        ["s2", "refund"],
      ]);
      const first = await store.searchConversations({ q: "refund", limit: 1 });
      const second = await store.searchConversations({ q: "refund", limit: 1, before: first.next ?? "" });
      expect([...first.rows, ...second.rows].map(({ session }) => session)).toEqual(["s1", "s2"]);
    });

    it("searches words within a filter", async () => {
      await take(says("refund", { session: "s1", agent: "desk" }), says("refund", { session: "s2", agent: "hall", after: 1 }));
      expect(await found({ q: "refund", agent: "desk" })).toEqual(["s1"]);
      expect(await found({ q: "refund", since: at(1) })).toEqual(["s2"]);
      expect(await found({ q: "refund", rule: "greets" })).toEqual([]);
    });

    it.each<readonly [string, Partial<EventQuery>, readonly string[]]>([
      ["by the agent", { agent: "hall" }, ["c", "b"]],
      ["by a rule", { rule: "asks-for-money" }, ["e", "a"]],
      ["by any rule", { found: true }, ["e", "b", "a"]],
      ["by any rule and the agent", { found: true, agent: "hall" }, ["b"]],
      ["by words", { q: "refund" }, ["e", "a"]],
      ["by words and a rule", { q: "hello", rule: "asks-for-money" }, []],
      ["by words that are none", { q: "!" }, []],
      ["by the type and the agent", { type: "chat.push", agent: "desk" }, ["e", "d", "a"]],
      ["since a moment", { since: at(200) }, ["e", "d", "c"]],
      ["until a moment", { until: at(200), type: "chat.push" }, ["b", "a"]],
      ["between two, of an agent", { since: at(100), until: at(300), agent: "hall" }, ["c", "b"]],
      ["in a session, by a rule", { session: "s1", rule: "asks-for-money" }, ["a"]],
    ])("finds events %s, before and after they are taken into the index", async (_, query, names) => {
      const texts: Readonly<Record<string, string>> = { a: "a refund", b: "hello", c: "what is it", d: "nothing", e: "my refund" };
      const events = Object.values(texts).map((text, index) =>
        says(text, { session: `s${index + 1}`, agent: index === 1 || index === 2 ? "hall" : "desk", after: index * 100 }),
      );
      const seen = async () =>
        (await store.searchEvents({ limit: 10, ...query })).rows.map(({ said }) =>
          Object.keys(texts).find((name) => texts[name] === said?.text),
        );
      for (const event of events) await store.accept({ kind: "event", event, raw: new Uint8Array() });
      while ((await store.evaluate(100, planner)).count > 0);
      expect((await seen()).toSorted()).toEqual([...names].toSorted());
      while ((await store.project()).count > 0);
      expect((await seen()).toSorted()).toEqual([...names].toSorted());
    });

    it("gives pages of events across what is in the index and what is not yet", async () => {
      for (let n = 0; n < 4; n += 1) await take(says(`refund ${n}`, { session: `s${n}`, agent: "desk", after: n }));
      for (let n = 4; n < 7; n += 1)
        await store.accept({ kind: "event", event: says(`refund ${n}`, { agent: "desk", after: n }), raw: new Uint8Array() });
      while ((await store.evaluate(100, planner)).count > 0);
      for (const query of [{ agent: "desk" }, { q: "refund" }, { rule: "asks-for-money" }]) {
        const seen: (string | undefined)[] = [];
        for (let before: string | undefined; ; ) {
          const page = await store.searchEvents({ ...query, limit: 2, ...(before !== undefined && { before }) });
          seen.push(...page.rows.map(({ said }) => said?.text));
          if (page.next === undefined) break;
          before = page.next;
        }
        expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `refund ${n}`));
      }
    });

    it("knows nothing of what was forgotten, and goes on", async () => {
      await take(says("my secret word is xylophone refund", { session: "s1" }), says("refund", { session: "s2", after: 1 }));
      await store.forget("s1");
      expect(await found()).toEqual(["s2"]);
      expect(await found({ q: "xylophone" })).toEqual([]);
      expect(await found({ rule: "asks-for-money" })).toEqual(["s2"]);
      expect(await store.conversation("s1")).toBeUndefined();
      await take(says("refund again", { session: "s2", after: 2 }));
      expect(await found({ q: "again" })).toEqual(["s2"]);
    });

    it("knows nothing of what retention has emptied", async () => {
      await take(says("old refund", { session: "s1" }), says("old beginning", { session: "s2", after: 1 }));
      await take(says("young refund", { session: "s2", after: 40 * 24 * 3_600 }));
      const now = plus(monday, 41 * day) as Instant; // a later point in time
      const retention = {
        events: 30 * day,
        deliveries: 90 * day,
        dedupe: 90 * day,
        quarantined: day,
        quarantinedBytes: 1_000,
        figures: 730 * day,
      };
      while ((await store.prune(retention, now, 100)) > 0);
      expect(await found()).toEqual(["s2"]);
      expect(await found({ q: "old" })).toEqual([]);
      expect(await found({ q: "young" })).toEqual(["s2"]);
      expect(await found({ rule: "asks-for-money" })).toEqual(["s2"]);
    });

    it("loses and doubles nothing where the process ends between any two steps", async () => {
      const events = [0, 1, 2, 3, 4, 5].map((n) => says(`refund ${n}`, { session: `s${n % 2}`, after: n * minute }));
      for (const event of events) {
        await store.accept({ kind: "event", event, raw: new Uint8Array() });
        await store.evaluate(1, planner);
        store = (await under.reopen?.()) ?? store;
        await store.project();
        store = (await under.reopen?.()) ?? store;
      }
      while ((await store.project()).count > 0);
      const { rows } = await store.searchConversations({ limit: 10 });
      expect(rows.map(({ messages, findings }) => [messages, findings])).toEqual([
        [3, { "asks-for-money": 3 }],
        [3, { "asks-for-money": 3 }],
      ]);
      expect(await store.projected()).toMatchObject({ behind: 0 });
      expect(await found({ since: at(-hour) })).toHaveLength(2);
    });
  });
}
