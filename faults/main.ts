/**
 * `npm run faults [-- --only PART,PART] [--seed S]`: a small instance of every kind of fault, against the built relay, in a few minutes.
 * `npm run faults:nightly -- [--only PART,PART] [--seed S] [--minutes 25]`: round after round of each part, added up in faults/results.json.
 *
 * The last line is `N passed, N failed`. It ends with 0 where nothing failed. A part that this machine cannot run is named and counts as neither.
 */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildProduct } from "../crash/build.ts";
import type { Outcome, Part, Round } from "./part.ts";
import { parts } from "./parts/index.ts";
import { commitTried, resultsOf, sumOf, withRound, writeResults } from "./results.ts";

const { values } = parseArgs({
  options: {
    nightly: { type: "boolean", default: false },
    only: { type: "string" },
    seed: { type: "string", default: "1" },
    minutes: { type: "string", default: "25" },
  },
});

const names = values.only?.split(",") ?? parts.map(({ name }) => name);
const unknown = names.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0)
  throw new Error(`no part is called ${unknown.join(", ")}; the parts are ${parts.map(({ name }) => name).join(", ")}`);
const wanted = parts.filter(({ name }) => names.includes(name));
const seed = Number(values.seed);
const home = mkdtempSync(join(tmpdir(), "relay-faults-"));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130)); // takes the relays along

let [passed, failed] = [0, 0];
buildProduct();
for (const part of wanted) {
  const isGood = values.nightly ? await nights(part) : await once(part);
  if (isGood === true) passed += 1;
  if (isGood === false) failed += 1;
}
if (failed === 0) rmSync(home, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1); // a part that failed may have left connections open

/** Undefined where the part was skipped. */
async function once(part: Part): Promise<boolean | undefined> {
  if (part.cases.quick === 0) return undefined;
  const { outcome } = await timed(part, { cases: part.cases.quick, index: 0, seed });
  return outcome.kind === "skipped" ? undefined : outcome.failures.length === 0;
}

/** Rounds until all cases have had their turn or the time is over. What earlier runs of this commit have done counts. */
async function nights(part: Part): Promise<boolean | undefined> {
  const end = Date.now() + Number(values.minutes) * 60_000;
  const commit = commitTried();
  if (commit === undefined) process.stdout.write("files are not as the commit has them: results.json is not written\n");
  let results = resultsOf(commit ?? "none");
  let sum = sumOf(results, part.name, seed);
  while (sum.cases < part.cases.nightly && Date.now() < end) {
    const cases = Math.min(part.cases.round, part.cases.nightly - sum.cases);
    const { outcome, seconds } = await timed(part, { cases, index: sum.rounds, seed: seed + sum.rounds });
    if (outcome.kind === "skipped") return undefined;
    sum = withRound(sum, outcome, seconds);
    results = { ...resultsOf(results.commit), parts: { ...resultsOf(results.commit).parts, [part.name]: sum } };
    if (commit !== undefined) writeResults(results);
  }
  const rest = part.cases.nightly - sum.cases;
  process.stdout.write(
    `${part.name}: ${sum.cases} cases so far, ${sum.failed} failed${rest > 0 ? `; ${rest} are left: run it again` : ""}\n`,
  );
  return sum.failed === 0;
}

interface Timed {
  readonly outcome: Outcome;
  readonly seconds: number;
}

/** Runs one round and prints how it went. What a part throws is a failure of it. */
async function timed(part: Part, round: Omit<Round, "folder">): Promise<Timed> {
  const folder = join(home, `${part.name}-${round.index}`);
  mkdirSync(folder);
  const started = performance.now();
  const outcome = await part.run({ ...round, folder }).catch((error: unknown): Outcome => {
    return {
      kind: "ran",
      cases: round.cases,
      failures: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
      counts: {},
    };
  });
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  process.stdout.write(`${lineOf(part, round, outcome)}, ${seconds} s\n`);
  if (outcome.kind === "ran" && outcome.failures.length > 0) process.stdout.write(`  This part ${part.sentence}.\n`);
  if (outcome.kind === "ran") for (const failure of outcome.failures.slice(0, 20)) process.stdout.write(`  ${failure}\n`);
  if (outcome.kind === "ran" && outcome.failures.length > 0) process.stdout.write(`  kept  ${folder}\n`);
  else rmSync(folder, { recursive: true, force: true });
  return { outcome, seconds };
}

function lineOf({ name }: Part, { seed: from }: Omit<Round, "folder">, outcome: Outcome): string {
  if (outcome.kind === "skipped") return `${name}: skipped, ${outcome.why}`;
  const { cases, failures, counts } = outcome;
  const counted = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  return [`${name}: ${cases} cases of seed ${from}, ${failures.length} failed`, ...counted].join(", ");
}
