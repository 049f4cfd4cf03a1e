import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { declarations } from "../../src/cli/declarations.ts";
import { lineOf, names } from "../../src/cli/help.ts";
import { readArguments } from "../../src/cli/kit/arguments.ts";
import { type CommandDeclaration, rowsOf } from "../../src/cli/kit/declaration.ts";
import { cli } from "../support/cli.ts";

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

describe("the command line", () => {
  it("tells its version", async () => {
    expect(await cli(["--version"])).toEqual({ code: 0, out: "1.2.3\n", err: "" });
  });

  it.each(["--help", "-h", "help"])("lists every command for %s", async (word) => {
    const { code, out } = await cli([word]);
    expect(code).toBe(0);
    for (const name of names) expect(out).toMatch(new RegExp(`^  ${escaped(lineOf(name))} .*${escaped(declarations[name].summary)}$`, "m"));
  });

  it("shows the commands where none is named, as a mistake", async () => {
    const { code, out, err } = await cli([]);
    expect([code, out]).toEqual([64, ""]);
    expect(err).toContain("start");
  });

  it.each(names)("explains the options of %s", async (name) => {
    const { code, out } = await cli([...name.split(" "), "--help"]);
    expect(code).toBe(0);
    for (const [option, meaning] of rowsOf(declarations[name])) {
      expect(out).toMatch(new RegExp(`^  ${escaped(option)} +${escaped(meaning)}$`, "m"));
    }
  });

  it.each(names)("takes every option that the help of %s names, and none beside", (name) => {
    const { options }: CommandDeclaration = declarations[name];
    const given = Object.entries(options).flatMap(([option, { type }]) => (type === "string" ? [`--${option}`, "1"] : [`--${option}`]));
    expect(readArguments(name, given)).toMatchObject({ kind: "arguments" });
    expect(readArguments(name, ["--no-such-option"])).toMatchObject({ kind: "refused", code: 64 });
  });

  it("has code for each command, and in the order of the help", () => {
    expect(Object.keys(commands)).toEqual(names);
  });

  it.each([
    ["chekc", 'did you mean "check"?'],
    ["redrvie", 'did you mean "redrive"?'],
    ["config", 'did you mean "config show"?'],
    ["frobnicate", "there are: start, "],
  ])("answers %s with the nearest command", async (word, hint) => {
    const { code, err } = await cli([word]);
    expect(code).toBe(64);
    expect(err).toContain(hint);
  });

  it.each([
    [["events", "--sesion", "s1"], "unknown option --sesion, did you mean --session?"],
    [["events", "--zzzzzz"], "unknown option --zzzzzz"],
    [["events", "surplus"], 'unexpected argument "surplus"'],
    [["redrive", "--rate", "fast"], '--rate takes a whole number from 1 to 10000, found "fast"'],
    [["check"], "usage: avatar-relay check FILE"],
    [["send"], 'usage: avatar-relay send chat.push "text"'],
    [["send", "chat.push"], "what is said is missing"],
    [["send", "chat.push", "x", "--url", "file:///etc/passwd"], "--url takes an http or https address"],
  ])("ends %j as misuse, and says why", async (args, why) => {
    const { code, err } = await cli(args);
    expect(code).toBe(64);
    expect(err).toContain(why);
  });
});

describe("detect", () => {
  it("scores conversations line by line, without a server", async () => {
    const turns = [
      { role: "user", text: "where is my order" },
      { role: "agent", text: "let me look" },
      { role: "user", text: "where is my order??" },
    ];
    const { code, out } = await cli(["detect", "--json"], { input: `${JSON.stringify({ id: "d1", turns })}\n` });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      id: "d1",
      frustration: [expect.any(Number), null, expect.any(Number)],
      repeat: [null, null, { of: 0 }],
    });
  });
});
