import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ReloadResult } from "../../src/evaluate/rulebook.ts";
import { oneLine } from "../../src/rules/language/diagnostic.ts";
import { fileOf, openRulebook } from "../support/rulebook.ts";

function linesOf(turned: ReloadResult): readonly string[] {
  return turned.kind === "refused" ? turned.diagnostics.map(oneLine) : [];
}

function namesIn({ rulebook }: ReturnType<typeof openRulebook>): readonly string[] {
  return rulebook.current().program.rules.map(({ name }) => name);
}

function running(count: number): ReturnType<typeof openRulebook> {
  const shelf = openRulebook(fileOf(count));
  expect(shelf.rulebook.reload().kind).toBe("reloaded");
  return shelf;
}

describe("the address of the page", () => {
  it.each([
    ["https://relay.example.com/", "https://relay.example.com"],
    ["relay.example.com", undefined],
    ["", undefined],
  ])("is what PUBLIC_ADMIN_URL says: %s", (written, address) => {
    const { rulebook } = openRulebook(fileOf(1), undefined, { BITHUMAN_WEBHOOK_SECRET: "s3cret", PUBLIC_ADMIN_URL: written });
    expect(rulebook.reload().kind).toBe("reloaded");
    expect(rulebook.current().program.page).toBe(address);
  });
});

describe("turning to an edited file", () => {
  it("takes a right one, and says which rules changed", () => {
    const shelf = running(3);
    shelf.write(fileOf(3).replace("name: r2, when: { keywords: [refund] }", "name: r2, when: { keywords: [money] }"));
    expect(shelf.rulebook.reload()).toMatchObject({ kind: "reloaded", changed: ["r2"] });
  });

  // C01
  it("keeps the rules before where it has a mistake, and says so", () => {
    const shelf = running(3);
    const before = shelf.rulebook.current();
    shelf.write(fileOf(3).replace("then: [me]", "then: [mee]"));
    const lines = linesOf(shelf.rulebook.reload());
    expect(lines).toEqual([expect.stringContaining("E_UNKNOWN_REF")]);
    expect(shelf.rulebook.current()).toBe(before);
    expect(shelf.signals).toEqual([{ name: "rules.refused", problems: 1, first: lines[0] }]);
  });

  it("reads a long file in steps: whoever waits for the process has a turn between any fifty rules, and the old rules go on", async () => {
    const shelf = running(3);
    const turnsOf = async (rules: number) => {
      let [turns, going] = [0, true];
      const before = shelf.rulebook.current();
      const tick = () => {
        turns += 1;
        expect([before, undefined]).toContain(going ? shelf.rulebook.current() : undefined);
        if (going) setImmediate(tick);
      };
      setImmediate(tick);
      const turned = await shelf.rulebook.reloadSafely({ text: fileOf(rules) });
      going = false;
      expect(turned.kind).toBe("reloaded");
      return turns;
    };
    const few = await turnsOf(10);
    expect((await turnsOf(1_010)) - few).toBeGreaterThanOrEqual(40); // 20 steps to read them, 20 to compile them
  });

  it("takes files that come at once one after the other, the last one last", async () => {
    const shelf = running(3);
    const turned = await Promise.all([500, 4, 6].map((count) => shelf.rulebook.reloadSafely({ text: fileOf(count), force: true })));
    expect(turned.map(({ kind }) => kind)).toEqual(["reloaded", "reloaded", "reloaded"]);
    expect(namesIn(shelf)).toHaveLength(6);
  });

  it("keeps the rules before where the file is gone", () => {
    const shelf = running(3);
    shelf.write(undefined);
    const [line = ""] = linesOf(shelf.rulebook.reload());
    expect(readFileSync("docs/errors.md", "utf8")).toContain(`\n${line}\n`);
    expect(namesIn(shelf)).toHaveLength(3);
    expect(shelf.rulebook.lastText()).toBeUndefined();
  });

  it("takes a text that was read before, whatever the file says by now", () => {
    const shelf = running(3);
    shelf.write("half a fi");
    expect(shelf.rulebook.reload({ text: fileOf(4) }).kind).toBe("reloaded");
    expect(shelf.rulebook.lastText()).toBe(fileOf(4));
  });
});

// C16
describe("a file that has lost rules", () => {
  it.each([
    [10, 0, "refused"],
    [10, 4, "refused"],
    [10, 5, "reloaded"],
    [10, 12, "reloaded"],
    [3, 1, "refused"],
    [3, 2, "reloaded"],
    [1, 0, "refused"],
    [2, 1, "reloaded"],
    [0, 0, "reloaded"],
    [0, 1, "reloaded"],
  ] as const)("of %i, with %i left, is %s", (before, after, kind) => {
    const shelf = running(before);
    shelf.write(fileOf(after));
    expect(shelf.rulebook.reload().kind).toBe(kind);
    expect(namesIn(shelf)).toHaveLength(kind === "reloaded" ? after : before);
  });

  it("is taken by force", () => {
    const shelf = running(10);
    shelf.write(fileOf(0));
    expect(shelf.rulebook.reload({ force: true })).toMatchObject({
      kind: "reloaded",
      changed: Array.from({ length: 10 }, (_, i) => `r${i + 1}`),
    });
    expect(namesIn(shelf)).toEqual([]);
  });

  it("is measured by what runs, not by what was refused before it", () => {
    const shelf = running(10);
    for (const text of [fileOf(4), fileOf(2), fileOf(1), fileOf(0)]) {
      shelf.write(text);
      expect(linesOf(shelf.rulebook.reload())).toEqual([expect.stringContaining("E_RULES_SHRANK")]);
    }
    expect(namesIn(shelf)).toHaveLength(10);
  });

  it("is told of as docs/errors.md has it, even by force where it is not right", () => {
    const shelf = running(3);
    shelf.write(fileOf(1));
    const [line = ""] = linesOf(shelf.rulebook.reload());
    expect(readFileSync("docs/errors.md", "utf8")).toContain(`\n${line}\n`);
    shelf.write("rules: []");
    expect(linesOf(shelf.rulebook.reload({ force: true }))).toEqual([expect.stringContaining("E_VERSION")]);
  });
});

// C16
it("a writer that stops at any byte changes nothing, unless what it left is right and has half of the rules", () => {
  const [before, after] = [fileOf(4), fileOf(4, "money")];
  const shelf = openRulebook(before);
  shelf.rulebook.reload();
  const taken: number[] = [];
  for (let end = 0; end <= after.length; end += 1) {
    const text = after.slice(0, end);
    const turned = shelf.rulebook.reload({ text });
    expect(shelf.rulebook.current().text).toBe(turned.kind === "reloaded" ? text : before);
    if (turned.kind === "refused") continue;
    taken.push(turned.ruleset.program.rules.length);
    shelf.rulebook.reload({ text: before });
  }
  // Right are the ends of a rule, with and without the blanks that follow: of the second, the third and the fourth.
  expect(taken).toEqual([2, 2, 2, 2, 3, 3, 3, 3, 4, 4]);
});

describe("a destination that says the same as before", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "avatar-relay-rulebook-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const preset = (path: string) =>
    `{ id: mine, summary: x, inputs: {}, steps: [{ id: a, method: POST, url: "https://example.com/${path}" }] }\n`;

  it("keeps its connections, its breaker and its pace, unless the preset's file that it names was edited", () => {
    const file = join(folder, "mine.yaml");
    writeFileSync(file, preset("a"));
    const shelf = openRulebook(`version: 1\ndestinations: { crm: { http: { preset: ${file} } } }\nrules: []\n`);
    const crm = () => {
      shelf.rulebook.reload();
      return shelf.rulebook.current().program.destinations.get("crm");
    };
    const first = crm();
    expect(crm()).toBe(first);
    writeFileSync(file, preset("b"));
    const second = crm();
    expect(second).not.toBe(first);
    expect(crm()).toBe(second);
  });
});
