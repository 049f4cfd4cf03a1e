import { describe, expect, it } from "vitest";
import { isJsonObject } from "../../../src/core/json.ts";
import { withBound } from "../../../src/rules/trials/tune/edit.ts";
import { knobOf } from "../../../src/rules/trials/tune/knob.ts";
import { readYaml } from "../../../src/rules/yaml/written.ts";

function tuned(when: string, bound: number): string | undefined {
  const file = (settings: string) => `rules:\n  - name: a   # a comment\n    when: ${settings}\n    then: [t]\n`;
  const read = readYaml(file(when));
  const value = read.ok && isJsonObject(read.written.value) ? read.written.value : {};
  const [rule] = Array.isArray(value.rules) ? value.rules : [];
  const found = knobOf(isJsonObject(rule) ? rule.when : undefined);
  const edited = found.kind === "knob" ? withBound(file(when), "a", found.knob, bound) : undefined;
  return edited === undefined ? undefined : /when: (.*)\n/.exec(edited)?.[1];
}

describe("the bound of a detector is raised, however it is written", () => {
  it.each([
    ["{ wants_human: true }", "{ wants_human: { above: 0.7 } }"],
    ["{ role: agent, unanswered: true }", "{ role: agent, unanswered: { above: 0.7 } }"],
    ["{ unanswered: { above: 0.6 } }", "{ unanswered: { above: 0.7 } }"],
    ["{ concern: [urgent, legal] }", "{ concern: { is: [urgent, legal], above: 0.7 } }"],
    ["{ concern: leaving }", "{ concern: { is: leaving, above: 0.7 } }"],
    ["{ concern: { is: leaving } }", "{ concern: { above: 0.7, is: leaving } }"],
    ["{ frustration: 0.6 }", "{ frustration: { above: 0.7 } }"],
    ["{ frustration: { of: session } }", "{ frustration: { above: 0.7, of: session } }"],
    ["{ all: [{ wants_human: true }, { role: user }] }", "{ all: [{ wants_human: { above: 0.7 } }, { role: user }] }"],
  ])("%s", (before, after) => {
    expect(tuned(before, 0.7)).toBe(after);
  });

  it.each(["{ any: [{ wants_human: true }, { role: user }] }", "{ not: { concern: urgent } }", "{ wants_human: true, frustration: 0.7 }"])(
    "and it is left alone where that could find more, or where two are asked: %s",
    (when) => {
      expect(tuned(when, 0.7)).toBeUndefined();
    },
  );
});
