import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { offersAt, type SchemaNode } from "../../web/src/editor/offers.ts";
import { root } from "../support/build.ts";

const schema: SchemaNode = JSON.parse(readFileSync(join(root, "rules.schema.json"), "utf8"));
const labels = (before: string) => offersAt(schema, before)?.offers.map(({ label }) => label) ?? [];

describe("the editor offers", () => {
  it.each([
    ["keys of the file", "", ["version", "rules", "destinations", "settings"]],
    ["keys of a rule", "rules:\n  - name: a\n    ", ["on", "when", "then", "severity"]],
    ["keys of a rule whose list stands at the margin", "rules:\n- name: a\n  ", ["on", "when", "then"]],
    ["keys of a rule behind another", "rules:\n  - name: a\n    when:\n      keywords: b\n  - name: c\n    ", ["on", "when"]],
    ["the first key of an entry", "rules:\n  - ", ["name", "when"]],
    ["conditions", "rules:\n  - name: a\n    when:\n      ", ["keywords", "frustration", "wants_human", "all"]],
    ["severities", "rules:\n  - name: a\n    severity: ", ["low", "normal", "high", "critical"]],
    ["modes", "rules:\n  - name: a\n    mode: ", ["live", "shadow", "off"]],
    ["kinds of destinations", "destinations:\n  support:\n    ", ["slack", "email", "http", "webhook"]],
    ["keys behind a comment and an empty line", "rules:\n  # mine\n\n  - name: a\n    ", ["on", "when"]],
  ])("%s", (_, before, wanted) => {
    expect(labels(before)).toEqual(expect.arrayContaining(wanted));
  });

  it("what was begun to be replaced as a whole", () => {
    expect(offersAt(schema, "rules:\n  - name: a\n    sev")?.typed).toBe(3);
  });

  it.each([
    ["in the middle of a text", "rules:\n  - name: a b"],
    ["under a key that nobody knows", "nobody:\n  "],
  ])("nothing %s", (_, before) => {
    expect(labels(before)).toEqual([]);
  });
});
