import { describe, expect, test } from "vitest";
import { largestFile, mostAliases } from "../../../src/rules/yaml/guard.ts";
import { readYaml } from "../../../src/rules/yaml/written.ts";

function faults(text: string): readonly string[] {
  const read = readYaml(text);
  return (read.ok ? read.written.faults : read.faults).map(({ code, offset }) => `${code} at ${offset}`);
}

function value(text: string): unknown {
  const read = readYaml(text);
  if (!read.ok) throw new Error(read.faults.map((fault) => fault.text).join());
  return read.written.value;
}

/** `levels` anchors, each nine times the one before: 9^levels values in a few hundred characters. */
function bomb(levels: number): string {
  const lines = ["a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]"];
  for (let level = 1; level < levels; level++)
    lines.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  return lines.join("\n");
}

// C04
describe("aliases", () => {
  test("a bomb of 9^11 values is refused within 200 ms and 20 MB", () => {
    const [started, before] = [performance.now(), process.memoryUsage().rss];
    expect(faults(bomb(11))).toEqual([expect.stringMatching(/^E_YAML_ALIASES/)]);
    expect(performance.now() - started).toBeLessThan(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(20 * 1_048_576);
  });

  test("so are very many of them, before the parser sees the file", () => {
    expect(faults(`a: &a 1\nb: [${"*a, ".repeat(mostAliases + 1)}]`)).toEqual([expect.stringMatching(/^E_YAML_ALIASES/)]);
  });

  test("a chain of them that grows deep is refused", () => {
    const chain = Array.from({ length: 100 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}]`);
    expect(faults(["a0: &a0 [1]", ...chain].join("\n"))).toEqual([expect.stringMatching(/^E_YAML_DEPTH/)]);
  });

  test("what people use them for stays", () => {
    expect(value("a: &usual { role: user }\nb: *usual\nc: [*usual, *usual]")).toEqual({
      a: { role: "user" },
      b: { role: "user" },
      c: [{ role: "user" }, { role: "user" }],
    });
  });
});

// C05
describe("depth: the parser would call itself until the process ends", () => {
  test.each([
    ["1,000 brackets", "[".repeat(1_000)],
    ["50,000 brackets", "[".repeat(50_000)],
    ["1,000 brackets and their ends", "[".repeat(1_000) + "]".repeat(1_000)],
    ["maps in maps", "{a: ".repeat(1_000)],
    ["maps in lists", "[{".repeat(40)],
    ["dashes on one line", "- ".repeat(2_000)],
    ["question marks", "? ".repeat(2_000)],
    ["colons", ": ".repeat(2_000)],
    ["anchors", "? &a ".repeat(3_000)],
    ["lines, each deeper", Array.from({ length: 1_000 }, (_, level) => `${" ".repeat(level)}a:`).join("\n")],
    ["dashes, each deeper", Array.from({ length: 1_000 }, (_, level) => `${" ".repeat(level)}-`).join("\n")],
  ])("%s", (_, text) => {
    const started = performance.now();
    expect(faults(text)).toEqual([expect.stringMatching(/^E_YAML_DEPTH/)]);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test.each([
    ["keys on one line", "a: ".repeat(10_000)],
    ["keys on one line in a list", `[${"a: ".repeat(10_000)}`],
    ["keys behind keys, line after line", "a: a: a:\n".repeat(10_000)],
  ])("what the parser would nest though it is no YAML: %s", (_, text) => {
    expect(faults(text)).toEqual([expect.stringMatching(/^E_YAML_SYNTAX/)]);
  });

  test("whatever is made of YAML's signs, the parser survives it", () => {
    const signs = [
      "[",
      "{",
      "- ",
      "? ",
      ": ",
      "a: ",
      "\n",
      "  ",
      " ",
      "&a ",
      "*a ",
      "!t ",
      "'",
      '"',
      "#",
      "|\n",
      "]",
      "}",
      ",",
      "a",
      "\t",
      "---\n",
      "\n  ",
    ];
    let seed = 20_240_115;
    const next = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 1_500; round++) {
      const some = Array.from({ length: 2 + next(4) }, () => signs[next(signs.length)] ?? "");
      const text = Array.from({ length: next(1_500) }, () => some[next(some.length)]).join("");
      expect(() => readYaml(text), JSON.stringify(text)).not.toThrow();
    }
  });

  test("ordinary depth is fine, in either style", () => {
    expect(faults(`${"[".repeat(60)}1${"]".repeat(60)}`)).toEqual([]);
    expect(faults(Array.from({ length: 60 }, (_, level) => `${" ".repeat(level)}a:`).join("\n"))).toEqual([]);
    expect(faults("rules:\n- name: a\n  then:\n  - to: x\n    json: {a: [b, {c: d}]}\n".repeat(1))).toEqual([]);
  });

  test("thousands of flat rules are no depth, whatever signs are in their texts", () => {
    const rule = (index: number) =>
      `  - name: r${index} [ (\n    when: { all: [ { pattern: "[a(" }, { role: user } ] }\n    text: see {here\n`;
    expect(faults(`rules:\n${Array.from({ length: 3_000 }, (_, index) => rule(index)).join("")}`)).toEqual([]);
  });
});

test("a file that is too large is not looked into", () => {
  expect(faults("#".repeat(largestFile + 1))).toEqual(["E_FILE_SIZE at 0"]);
});

// R24
test("keys like __proto__ are keys like others", () => {
  const made = value("__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }") as object;
  expect(Object.keys(made)).toEqual(["__proto__", "constructor"]);
  expect(Reflect.get({}, "polluted")).toBe(undefined);
});
