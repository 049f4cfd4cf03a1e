import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { createBacktest } from "../../../src/rules/trials/backtest.ts";
import { explain } from "../../../src/rules/trials/explain.ts";
import { makeChat } from "../../support/make.ts";
import { engineOf, programOf } from "../../support/program.ts";

/** A value in rules.yaml, one in an event, and whether they are the same. */
const cases: readonly (readonly [Json, Json, boolean])[] = [
  [404, 404, true],
  [404, "404", true],
  ["404", 404, true],
  ["404", "404", true],
  [404, "405", false],
  [404, "0404", false],
  [404, "404 not found", false],
  [404, "", false],
  [0, "", false],
  [0.5, "0.5", true],
  ["-1.50", -1.5, true],
  [true, "true", true],
  [true, "True", true],
  ["true", true, true],
  ["FALSE", false, true],
  [false, "true", false],
  [true, 1, false],
  [1, true, false],
  [true, "yes", false],
  ["de", "DE", false],
  [null, null, true],
  [null, "null", false],
  ["null", null, false],
  [404, { code: 404 }, false],
  [404, [404], false],
  [9_007_199_254_740_991, "9007199254740993", false],
];

function eventWith(value: Json) {
  return makeChat({ data: { value } });
}

function held(field: JsonObject, value: Json): boolean {
  const { evaluations } = engineOf(programOf([{ when: { field: { path: "data.value", ...field } } }])).run([eventWith(value)]);
  return evaluations[0]?.trace.rules[0]?.held === true;
}

describe("a value of rules.yaml and one of an event", () => {
  it.each(cases)("%j is %j: %j, by equals and by in", (wanted, saw, same) => {
    expect(held({ equals: wanted }, saw)).toBe(same);
    expect(held({ in: ["another", wanted] }, saw)).toBe(same);
  });

  it("is the same for bounds, where the text is a number", () => {
    expect(held({ above: 400 }, "404")).toBe(true);
    expect(held({ above: 404 }, "404")).toBe(false);
    expect(held({ above: 1 }, "many")).toBe(false);
  });
});

describe("the same in what looks back", () => {
  const when = (equals: Json) => ({ field: { path: "data.value", equals } });

  it("backtest finds that quotes around the value change nothing", () => {
    const [before, after] = [programOf([{ name: "r", when: when(404) }]), programOf([{ name: "r", when: when("404") }])];
    const backtest = createBacktest({ before, after, untouched: new Set(), isRecorded: () => false, counts: () => true });
    for (const value of [404, "404", 405, "x"]) backtest.take(eventWith(value), undefined);
    expect(backtest.result().rules.get("r")).toMatchObject({ added: 0, removed: 0 });
    expect(backtest.result().traffic.get("support")).toEqual({ before: 2, after: 2 });
  });

  it.each([
    ["404", true],
    ["405", false],
  ])("explain says of %j what was decided", (value, same) => {
    const program = programOf([{ name: "r", when: when(404) }]);
    const event = eventWith(value);
    const trace = engineOf(program).run([event]).evaluations[0]?.trace;
    if (trace === undefined) throw new Error("nothing was decided");
    const [told] = explain({ event, trace, program, written: () => when(404) });
    expect(told).toMatchObject(same ? { held: true } : { held: false, stopped: [{ saw: "405" }] });
  });
});
