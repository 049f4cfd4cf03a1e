/** What nightly runs have found at one commit: `faults/results.json`. Each round is added to it, so that a run that was ended goes on. */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { added, type Counts, type Ran } from "./part.ts";

export interface Results {
  readonly commit: string;
  readonly node: string;
  readonly parts: Readonly<Record<string, Sum>>;
}

/** All rounds of one part. */
export interface Sum {
  /** The seed of the first round; each one after it has the next number. */
  readonly seed: number;
  readonly rounds: number;
  readonly cases: number;
  readonly failed: number;
  readonly seconds: number;
  readonly counts: Counts;
}

const file = fileURLToPath(new URL("results.json", import.meta.url));

export function readResults(): Results | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : undefined; // as `writeResults` wrote it
}

/** Whole or not at all: a run may be ended at any moment. */
export function writeResults(results: Results): void {
  writeFileSync(`${file}.draft`, `${JSON.stringify(results, undefined, 2)}\n`);
  renameSync(`${file}.draft`, file);
}

/** The results of this commit; those of another one are forgotten. */
export function resultsOf(commit: string): Results {
  const before = readResults();
  return before?.commit === commit ? before : { commit, node: process.version, parts: {} };
}

export function sumOf(results: Results, part: string, seed: number): Sum {
  const before = results.parts[part];
  return before?.seed === seed ? before : { seed, rounds: 0, cases: 0, failed: 0, seconds: 0, counts: {} };
}

export function withRound(sum: Sum, outcome: Ran, seconds: number): Sum {
  return {
    seed: sum.seed,
    rounds: sum.rounds + 1,
    cases: sum.cases + outcome.cases,
    failed: sum.failed + outcome.failures.length,
    seconds: sum.seconds + seconds,
    counts: added(sum.counts, outcome.counts),
  };
}

/** The commit that is tried. Undefined where a file of the product or of the gate is not as the commit has it: its results belong to no commit. */
export function commitTried(): string | undefined {
  const git = (...args: readonly string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", "src", "crash", "faults", "test/support", ":!faults/results.json");
  return changed === "" ? git("rev-parse", "--short=12", "HEAD") : undefined;
}

/** What the cases of a part are called in a sentence; the others are called as their part. */
const names: Readonly<Record<string, string>> = { power: "power cuts", defects: "planted defects", rules: "changed rules files" };

/** One line for the README. */
export function resultsLine(results: Results | undefined): string {
  if (results === undefined) return "No nightly run of the fault gate is kept yet.";
  const { commit, node, parts } = results;
  const sums = Object.entries(parts).map(([name, { cases, failed }]) => {
    const outcome = name === "defects" ? `${cases - failed} found` : `${failed} failed`;
    return `${cases.toLocaleString("en")} ${names[name] ?? name} (${outcome})`;
  });
  return `Last nightly runs of the [fault gate](docs/durability.md#the-fault-gate), at commit \`${commit}\` on Node ${node.slice(1)}: ${sums.join(", ")}.`;
}
