import { expect, test } from "vitest";
import { ownValue, valueAt } from "../../src/core/json.ts";

test.each(["constructor", "__proto__", "toString", "missing"])("%s is no key of a table that does not name it", (key) => {
  expect(ownValue({ own: 1 }, key)).toBeUndefined();
  expect(valueAt({ data: { own: 1 } }, ["data", key])).toBeUndefined();
});

test("what a table names is found, whatever it is called", () => {
  expect(ownValue({ own: 1 }, "own")).toBe(1);
  expect(ownValue(JSON.parse('{ "__proto__": 2 }') as Readonly<Record<string, number>>, "__proto__")).toBe(2);
  expect(valueAt({ data: { list: ["a", "b"] } }, ["data", "list", "1"])).toBe("b");
});
