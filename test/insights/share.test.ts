import { describe, expect, it } from "vitest";
import { random } from "../../crash/random.ts";
import type { Entry } from "../../src/core/conversation.ts";
import { countNumbers, hourNumber } from "../../src/core/insights/figures.ts";
import { day, hour, type Instant, minute, plus } from "../../src/core/time.ts";
import { changesByDay, type FigureChanges } from "../../src/insights/cells.ts";
import { type ConversationShare, countEntries, recountEntries, shareFrom, shareText } from "../../src/insights/share.ts";
import { makeChat, monday } from "../support/make.ts";
import { visits } from "../support/visits.ts";

const source = "bithuman";
const numberOf = (rule: string) => Number(rule.slice(-1));

function turnAt(at: Instant, more: { readonly agent?: string; readonly language?: string } = {}): Entry {
  const { agent = "a", language } = more;
  const event = makeChat({ occurredAt: at, receivedAt: at, agent });
  return { place: 1, event, conversation: undefined, reading: language === undefined ? {} : { language }, trace: undefined };
}

/** All changes, by the row and the place in it. */
function sums(changes: readonly FigureChanges[]): Readonly<Record<string, number>> {
  const all = [...changesByDay(changes)].flatMap(([id, by]) => [...by].map(([slot, count]) => [`${id} ${slot}`, count] as const));
  return Object.fromEntries(all.filter(([, count]) => count !== 0));
}

describe("the share of a conversation", () => {
  it("adds the same, in whatever pieces its events are counted, and is the same share", () => {
    const chance = random(3);
    for (let run = 0; run < 40; run += 1) {
      const entries: Entry[] = [];
      let at: Instant = monday;
      for (let n = chance.between(1, 90); n > 0; n -= 1) {
        at = plus(at, chance.between(1, 200) * minute);
        const language = chance.happens(0.2) ? chance.pick(["en", "de"]) : undefined;
        const agent = chance.happens(0.1) ? "b" : "a";
        entries.push(turnAt(chance.happens(0.1) ? plus(at, -5 * hour) : at, { agent, ...(language !== undefined && { language }) }));
      }
      const changes: FigureChanges[] = [];
      let share: ConversationShare | undefined;
      for (let from = 0; from < entries.length; ) {
        const upTo = from + chance.between(1, 20);
        const counted = countEntries(share, { source, entries: entries.slice(from, upTo) }, numberOf);
        changes.push(...counted.changes);
        share = shareFrom(shareText(counted.share));
        from = upTo;
      }
      const again = recountEntries(undefined, { source, entries }, numberOf);
      expect(sums(changes)).toEqual(sums(again.changes));
      expect(shareText(again.share)).toBe(shareText(share ?? expect.unreachable()));
      expect(sums(recountEntries(share, { source, entries }, numberOf).changes)).toEqual({});
    }
  });

  it("moves with its language, except for hours that 48 later ones have settled", () => {
    const hours = Array.from({ length: 60 }, (_, n) => turnAt(plus(monday, n * hour)));
    const entries = [...hours, turnAt(plus(monday, 60 * hour), { language: "de" })];
    const counted = sums(countEntries(undefined, { source, entries }, numberOf).changes);
    const messages = (language: string) =>
      Object.entries(counted).reduce((sum, [place, count]) => {
        const isMessages = Math.floor(Number(place.split(" ").at(-1)) / 24) === countNumbers.messages;
        return isMessages && place.includes(`,"${language}"]`) ? sum + count : sum;
      }, 0);
    expect([messages(""), messages("de")]).toEqual([13, 48]);
  });

  it("is small, however long the conversation is", () => {
    const entries = Array.from({ length: 2_000 }, (_, n) => turnAt(plus(monday, n * 30 * minute)));
    const { share } = countEntries(undefined, { source, entries }, numberOf);
    expect(shareText(share).length).toBeLessThan(2_000);
    expect(share.from).toBe(hourNumber(plus(monday, 999 * hour)) - 47);
  });

  it("is about 100 bytes for a usual conversation, and contains no text", () => {
    const made = visits({ seed: 4, sessions: 1, from: monday, hours: 1 });
    const entries = made.map(({ event, reading }, place) => ({ place, event, reading, conversation: undefined, trace: undefined }));
    const text = shareText(countEntries(undefined, { source, entries }, numberOf).share);
    expect(text.length).toBeLessThan(250);
    expect(text).not.toContain("visit");
  });

  it("does not take an answer that came in late for the answer to a later message", () => {
    const entries = [
      turnAt(plus(monday, day)),
      { ...turnAt(monday), event: makeChat({ role: "agent", occurredAt: monday, receivedAt: plus(monday, day) }) },
    ];
    const { share } = countEntries(undefined, { source, entries }, numberOf);
    expect(share.waitsSince).toBe(plus(monday, day));
  });
});
