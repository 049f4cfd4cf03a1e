import { describe, expect, it } from "vitest";
import { type Duration, minute, plus } from "../../src/core/time.ts";
import { makeChat, monday } from "../support/make.ts";
import { engineOf, programOf } from "../support/program.ts";

const rules = [
  { name: "both", then: ["support", "crm"].map((to) => ({ to, settings: {} })) },
  { name: "people", then: ["desk", "helper"].map((to) => ({ to, settings: {} })) },
];

/** Where each rule sends what is found so long after it happened. */
function told(age: Duration, origin?: "backfill") {
  const found = makeChat({ occurredAt: monday, receivedAt: plus(monday, age), late: true, ...(origin && { origin }) });
  const { messages, evaluations } = engineOf(programOf(rules, { talks: true })).run([found]);
  return { to: [...new Set(messages.map(({ to }) => to))], people: evaluations[0]?.trace.rules[1] };
}

describe("what was found in bitHuman's own record", () => {
  it("is told to people while they can act on it", () => {
    expect(told(10 * minute, "backfill").to).toEqual(["support", "crm", "helper", "desk"]);
  });

  it("is told to machines only when it is older, and the trace says why", () => {
    const { to, people } = told(10 * minute + 1, "backfill");
    expect(to).toEqual(["crm"]);
    expect(people).toMatchObject({ held: true, sent: 0, back: { by: "late" } });
  });

  it("is not what comes late by itself", () => {
    expect(told(11 * minute).to).toEqual(["support", "crm", "helper", "desk"]);
  });
});
