import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { historyOf } from "../../../bench/history.ts";
import { type Random, random } from "../../../crash/random.ts";
import { type Event, ownEvent } from "../../../src/core/event.ts";
import { reportType } from "../../../src/core/insights/report.ts";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import type { Program } from "../../../src/rules/engine/program.ts";
import { type Explained, explain } from "../../../src/rules/trials/explain.ts";
import { createReplay } from "../../../src/rules/trials/replay.ts";
import { makeChat, makeSessionEnd } from "../../support/make.ts";
import { engineOf, programOf } from "../../support/program.ts";
import { digest, programFrom } from "../../support/recorded.ts";

/** A condition that looks at one value of the event, which no other condition looks at. */
interface Leaf {
  /** Where it stands under `when:`. */
  readonly at: string;
  readonly look: Look;
}

type Look = { readonly kind: "field" | "keywords" | "pattern" | "role" | "agent"; readonly n: number };

type Tree = Look | { readonly kind: "all" | "any"; readonly parts: readonly Tree[] } | { readonly kind: "not"; readonly part: Tree };

function whenOf(tree: Tree): JsonObject {
  switch (tree.kind) {
    case "all":
    case "any":
      return { [tree.kind]: tree.parts.map(whenOf) };
    case "not":
      return { not: whenOf(tree.part) };
    case "field":
      return { field: { path: `data.f${tree.n}`, equals: "yes" } };
    case "keywords":
      return { keywords: [`word${tree.n}`, `other${tree.n}`] };
    case "pattern":
      return { pattern: `no${tree.n}-\\d+` };
    case "role":
      return { role: "user" };
    case "agent":
      return { agent: "lobby" };
    default:
      return tree satisfies never;
  }
}

function leavesOf(tree: Tree, before = ""): readonly Leaf[] {
  const at = `${before}${tree.kind}`;
  if (tree.kind === "not") return leavesOf(tree.part, `${at}.`);
  if ("parts" in tree) return tree.parts.flatMap((part, index) => leavesOf(part, `${at}[${index}].`));
  return [{ at, look: tree }];
}

/** A tree of conditions, in which a role and an agent stand once at most: an event has one of each. */
function treeFrom(chance: Random): Tree {
  let n = 0;
  const single = chance.shuffled(["role", "agent"] as const);
  const grow = (depth: number): Tree => {
    if (depth > 0 && chance.happens(0.7)) {
      if (chance.happens(0.25)) return { kind: "not", part: grow(depth - 1) };
      return { kind: chance.pick(["all", "any"]), parts: Array.from({ length: chance.between(1, 4) }, () => grow(depth - 1)) };
    }
    const once = chance.happens(0.2) ? single.pop() : undefined;
    return { kind: once ?? chance.pick(["field", "keywords", "pattern"]), n: n++ };
  };
  return { kind: "all", parts: Array.from({ length: chance.between(1, 3) }, () => grow(3)) };
}

/** The event in which exactly the conditions at these places hold. */
function eventWith(leaves: readonly Leaf[], held: ReadonlySet<string>): Event {
  const data: Record<string, Json> = {};
  const said: string[] = ["so"];
  let [role, agent]: ["user" | "agent", string] = ["agent", "hall"];
  for (const { look } of leaves.filter(({ at }) => held.has(at))) {
    if (look.kind === "field") data[`f${look.n}`] = "yes";
    if (look.kind === "keywords") said.push(`word${look.n}`);
    if (look.kind === "pattern") said.push(`no${look.n}-42`);
    if (look.kind === "role") role = "user";
    if (look.kind === "agent") agent = "lobby";
  }
  return makeChat({ role, agent, message: said.join(" "), data });
}

/** The top is written as a rule writes it: side by side. */
function ruleOf(tree: Tree & { readonly kind: "all" }): { readonly when: JsonObject; readonly leaves: readonly Leaf[] } {
  const parts: readonly Tree[] = tree.parts;
  const kinds = new Set(parts.map(({ kind }) => kind));
  if (kinds.size < parts.length) return { when: whenOf(tree), leaves: leavesOf(tree) };
  return { when: Object.assign({}, ...parts.map(whenOf)), leaves: parts.flatMap((part) => leavesOf(part)) };
}

type Ask = (event: Event) => Explained;

/** What the engine decides of an event, explained. */
function explainer(when: JsonObject): Ask {
  const program = programOf([{ name: "r", when }]);
  return (event) => explained(program, when, event);
}

function explained(program: Program, when: JsonObject, event: Event): Explained {
  const [evaluation] = createPlanner(program)([event]).decide(new Map()).evaluations;
  if (evaluation === undefined) throw new Error("nothing was decided");
  const [told] = explain({ event, trace: evaluation.trace, program, written: () => when });
  if (told === undefined) throw new Error("nothing was told");
  return told;
}

function flipped(held: ReadonlySet<string>, places: readonly string[]): ReadonlySet<string> {
  const next = new Set(held);
  for (const place of places) if (!next.delete(place)) next.add(place);
  return next;
}

describe("an explanation of a no", () => {
  it("names the values that decided: with all of them otherwise the rule holds, with one left as it is it does not", () => {
    const chance = random(3);
    let [pairs, withMany, derived] = [0, 0, 0];
    while (pairs < 1_000) {
      const { when, leaves } = ruleOf(treeFrom(chance) as Tree & { kind: "all" }); // `treeFrom` begins with it
      const held = new Set(leaves.filter(() => chance.happens(0.5)).map(({ at }) => at));
      const ask = explainer(when);
      const told = ask(eventWith(leaves, held));
      if (told.held !== false) continue;
      const places = told.stopped.map(({ at }) => at);
      const context = JSON.stringify({ when, held: [...held], places });
      expect(
        leaves.map(({ at }) => at),
        context,
      ).toEqual(expect.arrayContaining(places));
      expect(ask(eventWith(leaves, flipped(held, places))).held, context).toBe(true);
      for (const kept of places) {
        const others = places.filter((place) => place !== kept);
        expect(ask(eventWith(leaves, flipped(held, others))).held, `${context} but ${kept}`).toBe(false);
      }
      pairs += 1;
      if (places.length > 1) withMany += 1;
      if (told.derived) derived += 1;
    }
    expect(withMany).toBeGreaterThan(300);
    expect(derived).toBeGreaterThan(100);
  }, 180_000);

  it("says what each of them wants, also where it must not hold", () => {
    const when = {
      role: "user",
      any: [{ keywords: ["refund"] }, { not: { agent: "lobby" } }],
      not: { field: { path: "data.f", exists: true } },
    };
    expect(explainer(when)(makeChat({ agent: "lobby", data: { f: 1 } }))).toMatchObject({
      stopped: [
        { at: "any[0].keywords", saw: null, wants: ["refund"] },
        { at: "not.field", saw: "data.f is 1", wants: { not: { path: "data.f", exists: true } } },
      ],
    });
  });

  it("also looks up what would have been counted", () => {
    const when = { keywords: ["refund"], field: { path: "data.lang", equals: "de" }, count: { over: 2, within: "1m" } };
    const told = explainer(when)(makeChat({ message: "a refund" }));
    expect(told).toMatchObject({ derived: false, stopped: [{ at: "field" }, { at: "count", saw: 1 }] });
  });

  it("tells which conditions were never asked, where the event alone does not tell", () => {
    const when = { role: "user", keywords: ["refund"], frustration: { above: 0.5 } };
    expect(explainer(when)(makeChat({ message: "hello" }))).toMatchObject({ stopped: [{ at: "keywords" }], unasked: ["frustration"] });
    expect(explainer(when)(makeChat({ role: "agent", message: "a refund" }))).toMatchObject({
      stopped: [{ at: "role" }, { at: "frustration", saw: 0 }],
      unasked: [],
    });
  });
});

describe("a trace", () => {
  it("takes a kilobyte at most for an ordinary event under the example rules", () => {
    const program = programFrom(readFileSync("rules.example.yaml", "utf8"));
    const replay = createReplay({ planner: createPlanner(program), digest });
    const sizes = historyOf(3_000)
      .flatMap((event) => replay.take(event))
      .map(({ evaluation }) => Buffer.byteLength(JSON.stringify(evaluation.trace)))
      .sort((one, other) => one - other);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(1_024);
    expect(sizes.at(-1)).toBeLessThanOrEqual(4_096);
  });
});

describe("an end that was overtaken", () => {
  it("is told as one that no rule was asked about, and why", () => {
    const program = programOf(
      [
        { name: "summary", on: ["session.end"] },
        { name: "words", on: ["chat.push"] },
      ],
      { splitAfter: 90_000 },
    );
    const end = makeSessionEnd();
    const again = makeSessionEnd({ data: { again: true } });
    const { evaluations } = engineOf(program).run([makeChat(), end], [again]);
    const accounts = [end, again].map((event, index) => {
      const trace = evaluations[index + 1]?.trace ?? expect.fail("it was not evaluated");
      return explain({ event, trace, program, written: () => ({}) });
    });
    expect(accounts[0]?.map(({ held }) => held)).toEqual([true, false]);
    const why = { at: "session.end", saw: "overtaken: the conversation went on, or had ended already" };
    expect(accounts[1]).toMatchObject([
      { rule: "summary", held: false, stopped: [why] },
      { rule: "words", held: false, stopped: [{ at: "on", saw: "session.end" }, why] },
    ]);
  });

  it("of a report has what became of it, and no rule, since none was asked", () => {
    const program = programOf([{ name: "all", on: ["*"] }], {});
    const event = ownEvent(
      { id: makeChat().id, type: reportType, data: { report: {}, to: ["gone"], name: "weekly report" } },
      makeChat().receivedAt,
    );
    const { evaluations } = engineOf(program).run([event]);
    const trace = evaluations[0]?.trace ?? expect.fail("it was not evaluated");
    expect(explain({ event, trace, program, written: () => ({}) })).toEqual([
      expect.objectContaining({ rule: "weekly report", held: true, sent: 0 }),
      { rule: "weekly report", held: "error", error: "the destination gone carries no reports" },
    ]);
  });
});
