import { describe, expect, it } from "vitest";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { finished } from "../../../src/core/steps.ts";
import { composed, itemsAStep } from "../../../src/rules/yaml/compose.ts";

/** A node with the places of everything under it. */
function shape(node: unknown): unknown {
  if (isMap(node)) return { range: node.range, pairs: node.items.map(({ key, value }) => [shape(key), shape(value)]) };
  if (isSeq(node)) return { range: node.range, items: node.items.map(shape) };
  return isScalar(node) ? { range: node.range, value: node.value } : node;
}

const items = (count: number, item: (index: number) => string) => Array.from({ length: count }, (_, index) => item(index)).join("");
const many = 2 * itemsAStep + 7;

describe("a file that is composed in steps", () => {
  it.each<[string, string]>([
    ["a long list", `version: 1\nrules:\n${items(many, (index) => `  - name: r${index}\n    then: [a, b]\n`)}after: { x: 1 }\n`],
    ["two long lists", `one:\n${items(many, (index) => `- ${index}\n`)}two:\n${items(many, (index) => `  - { a: "${index}" }\n`)}`],
    [
      "empty items and comments between",
      `one: # here\n${items(many, (index) => (index % 3 === 0 ? "  -\n" : `  - x # no ${index}\n\n`))}\n# end\n`,
    ],
    ["a list at the top", items(many, (index) => `- ${index}\n`)],
    ["an anchor in one item and an alias in another", `rules:\n  - &a { x: 1 }\n${items(many, () => "  - *a\n")}`],
    ["block texts as items", `rules:\n${items(many, (index) => `  - |\n    line ${index}\n    and on\n`)}`],
  ])("is what it is in one go: %s", (_, text) => {
    const [inSteps, whole] = [finished(composed(text)), parseDocument(text)];
    expect(shape(inSteps.contents)).toEqual(shape(whole.contents));
    expect(inSteps.toJS({ maxAliasCount: -1 })).toEqual(whole.toJS({ maxAliasCount: -1 }));
    expect(inSteps.errors).toEqual([]);
  });

  it("has its mistakes where they are, whichever step finds them", () => {
    const text = `rules:\n${items(many, (index) => `  - name: ${index === many - 1 || index === 3 ? "[unclosed" : "fine"}\n`)}`;
    const [inSteps, whole] = [finished(composed(text)), parseDocument(text, { prettyErrors: false })];
    const told = ({ errors }: Pick<typeof whole, "errors">) => errors.map(({ code, pos }) => [code, ...pos]);
    expect(told(inSteps)).toEqual(told(whole));
    expect(told(inSteps).length).toBeGreaterThan(0);
  });

  it("takes a list in as many steps as it has parts", () => {
    const work = composed(`rules:\n${items(many, (index) => `  - ${index}\n`)}`);
    let steps = 0;
    while (work.next().done !== true) steps += 1;
    expect(steps).toBeGreaterThanOrEqual(Math.ceil(many / itemsAStep));
  });
});
