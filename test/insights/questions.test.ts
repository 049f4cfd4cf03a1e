import { describe, expect, it } from "vitest";
import type { QuestionGrouping } from "../../src/core/insights/questions.ts";
import { createGrouping, usualGrouping } from "../../src/insights/questions/grouping.ts";

function groupsOf(texts: readonly string[], grouping = createGrouping(), language = "en"): readonly (number | undefined)[] {
  return texts.map((text) => grouping.place({ text, language })?.group);
}

/** What a store would hold: the last model of each group. */
function storedFrom(...groupings: readonly QuestionGrouping[]) {
  const stored = new Map(groupings.flatMap((each) => each.changes().groups).map((group) => [group.num, group]));
  return [...stored.values()].sort((one, other) => one.num - other.num);
}

const questions = [
  "Where can I park my car?",
  "How much is a ticket for two adults?",
  "where can i park my car",
  "Is there parking for my car?",
  "Do you have a cloakroom?",
  "how much are tickets for adults",
  "Where can I parc my car",
  "When does the museum close on Sundays?",
];

describe("the grouping of questions", () => {
  it.each<readonly [string, string, string]>([
    ["marks and capitals differ", "Where can I park my car?", "where can i park my car"],
    ["a word is misspelt", "How do I cancel my subscription?", "how do i cancle my subscribtion"],
    ["words have other forms", "How much is a ticket for adults?", "How much are tickets for an adult?"],
    ["the small words differ", "Where can I park my car?", "so where could I park the car please"],
  ])("puts together questions of which %s", (_, one, other) => {
    expect(new Set(groupsOf([one, other])).size).toBe(1);
  });

  it.each<readonly [string, string, string]>([
    ["ask something else", "Where can I park my car?", "When does the museum close on Sundays?"],
    ["share one common word", "Can I pay the ticket by card?", "Can I return my ticket?"],
    ["say the opposite", "Why was my payment made twice?", "Why was my payment not made?"],
  ])("keeps apart questions that %s", (_, one, other) => {
    expect(new Set(groupsOf([one, other])).size).toBe(2);
  });

  it("groups nothing that asks nothing", () => {
    expect(groupsOf(["hello", "thanks", "ok", "???", ""])).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it("keeps languages apart", () => {
    const grouping = createGrouping();
    const [one] = groupsOf(["Was kostet der Transfer?"], grouping, "de");
    const [other] = groupsOf(["Was kostet der Transfer?"], grouping, "");
    expect(one).not.toBe(other);
  });

  it("groups Chinese, which writes no blanks", () => {
    const [one, same, other] = groupsOf(["我想申请退款怎么办", "怎么申请退款", "博物馆几点关门"], createGrouping(), "zh");
    expect(one).toBe(same);
    expect(other).not.toBe(one);
  });

  it("goes on from stored groups as if it had never ended", () => {
    const whole = createGrouping();
    const wanted = groupsOf(questions, whole);
    const model = storedFrom(whole);
    for (let cut = 0; cut <= questions.length; cut += 1) {
      const before = createGrouping();
      const first = groupsOf(questions.slice(0, cut), before);
      const stored = storedFrom(before);
      const after = createGrouping();
      after.load(stored);
      expect([...first, ...groupsOf(questions.slice(cut), after)]).toEqual(wanted);
      const kept = new Map(stored.map((group) => [group.num, group]));
      for (const group of storedFrom(after)) kept.set(group.num, group);
      expect([...kept.values()].sort((one, other) => one.num - other.num)).toEqual(model);
    }
  });

  it("begins anew where all that was asked is forgotten", () => {
    const grouping = createGrouping();
    const [first] = groupsOf(["Where can I park my car?"], grouping);
    grouping.forget(first ?? 0, true);
    expect(groupsOf(["Where can I park my car?"], grouping)).not.toEqual([first]);
  });

  it("drops what a forgotten visitor's question alone held", () => {
    const grouping = createGrouping();
    groupsOf(["Where can I park my car?", "Where can I park my car xyzzy?"], grouping);
    const [before] = grouping.changes().groups;
    grouping.forget(1, false);
    const [after] = grouping.changes().groups;
    expect(after?.model.length).toBeLessThan(before?.model.length ?? 0);
    expect(groupsOf(["where can I park my car"], grouping)).toEqual([1]);
  });

  it("stores no text", () => {
    const grouping = createGrouping();
    groupsOf(["Where can I park my Lamborghini?"], grouping);
    expect(JSON.stringify(grouping.changes())).not.toMatch(/lambo|park/i);
  });

  it("closes the smallest groups beyond its limit, and keeps the large ones", () => {
    const grouping = createGrouping({ ...usualGrouping, most: 8 });
    groupsOf(questions, grouping);
    groupsOf(["Where can I park my car?", "where can I park my car"], grouping);
    const others = ["lift", "garden", "dinosaur", "toilet", "coffee", "guide", "wheelchair", "photo", "shop", "bus", "locker", "discount"];
    groupsOf(
      others.map((word) => `${word} ${word}s?`),
      grouping,
    );
    const { closed } = grouping.changes();
    expect(closed.length).toBeGreaterThan(4);
    expect(closed).not.toContain(1);
    expect(groupsOf(["Where can I park my car?"], grouping)).toEqual([1]);
  });
});
