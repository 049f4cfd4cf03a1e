import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { hasProgram } from "../support/programs.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-completion-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function scriptFor(shell: string): Promise<string> {
  const { out, code } = await cli(["completion", shell]);
  expect(code).toBe(0);
  const path = join(folder, shell);
  writeFileSync(path, out);
  return path;
}

const bashOffers = `
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_avatar_relay
printf '%s\n' "\${COMPREPLY[@]}"
`;

const cases: readonly (readonly [typed: readonly string[], offered: readonly string[]])[] = [
  [["st"], ["start"]],
  [
    ["slack", ""],
    ["manifest", "doctor"],
  ],
  [["slack", "manifest", "--m"], ["--mode"]],
  [["test", "--j"], ["--junit"]],
  [
    ["restore", "--da"],
    ["--data", "--database"],
  ],
];

describe("completion", () => {
  it.each(cases)("of bash offers for %j what can follow", async (typed, offered) => {
    const script = await scriptFor("bash");
    const answer = execFileSync("bash", ["-c", bashOffers, "bash", script, "avatar-relay", ...typed], { encoding: "utf8" });
    expect(answer.trim().split("\n")).toEqual(offered);
  });

  it.each([[["start", "--rules", ""]], [["check", ""]]])("of bash leaves %j to the completion of files", async (typed) => {
    const script = await scriptFor("bash");
    expect(execFileSync("bash", ["-c", bashOffers, "bash", script, "avatar-relay", ...typed], { encoding: "utf8" }).trim()).toBe("");
  });

  it.skipIf(!hasProgram("fish")).each(cases)("of fish offers for %j what can follow", async (typed, offered) => {
    const script = await scriptFor("fish");
    const asked = ["avatar-relay", ...typed].join(" ");
    const answer = execFileSync("fish", ["--no-config", "-c", 'source $argv[1]; complete -C "$argv[2]"', script, asked], {
      encoding: "utf8",
    });
    const names = answer
      .trim()
      .split("\n")
      .map((line) => line.split("\t")[0]);
    expect(names.toSorted()).toEqual([...offered].toSorted());
  });

  it.skipIf(!hasProgram("zsh"))("of zsh is taken by it", async () => {
    const script = await scriptFor("zsh");
    const answer = execFileSync("zsh", ["-f", "-c", 'source "$1"; print -r -- $_comps[avatar-relay]', "zsh", script], { encoding: "utf8" });
    expect(answer.trim()).toMatch(/_bash_complete.*_avatar_relay/);
  });

  it.each([
    [["completion", "bsh"], 'there is no completion for "bsh", did you mean "bash"?: bash, zsh or fish'],
    [["completion"], "usage: avatar-relay completion bash|zsh|fish"],
  ])("refuses %j", async (args, sentence) => {
    const { err, code } = await cli(args);
    expect([code, err.trim()]).toEqual([64, sentence]);
  });
});
