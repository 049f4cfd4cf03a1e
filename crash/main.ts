/**
 * `npm run crash -- [--store sqlite|postgres] [--replicas 3] [--kills 30] [--seed S] [--power-cuts] [--defects | --defect NAME] [--visitors 24] [--keep]`
 *
 * Kills the relay again and again under load and checks what it promised. Ends with 1 where a promise was broken or a planted
 * defect was not caught, and with 3 where nothing was broken but the run was void: something that must happen did not, e.g. on a slow machine.
 *
 * `npm run crash -- --one-attempt [--kills 30] [--every 10] [--rate 20]`: a supervised relay under a sender that never repeats.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildEntry, builtCommand } from "./build.ts";
import type { Defect } from "./defects/defect.ts";
import { defects } from "./defects/index.ts";
import { isKept, reportOf } from "./one-attempt/report.ts";
import { runOneAttempt } from "./one-attempt/run.ts";
import { runReplicas } from "./replicas/run.ts";
import { run } from "./run.ts";
import type { RunOptions } from "./stage.ts";
import { asJson, asText, isGood, judge, type Verdict } from "./verdict.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "30" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    visitors: { type: "string", default: "24" },
    "power-cuts": { type: "boolean", default: false },
    defects: { type: "boolean", default: false },
    defect: { type: "string" },
    store: { type: "string", default: "sqlite" },
    replicas: { type: "string", default: "3" },
    keep: { type: "boolean", default: false },
    "one-attempt": { type: "boolean", default: false },
    every: { type: "string", default: "10" },
    rate: { type: "string", default: "20" },
  },
});

const wanted = defects.filter(({ name }) => values.defects || name === values.defect);
if (values.defect !== undefined && wanted.length === 0) throw new Error(`no defect is called ${values.defect}`);
if (values.store !== "sqlite" && values.store !== "postgres") throw new Error(`--store is sqlite or postgres, found ${values.store}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130)); // takes the relay along
const entry = buildEntry();
let isVoid = false;
const good = values["one-attempt"]
  ? await oneAttempt()
  : wanted.length > 0
    ? await catchAll(wanted)
    : await one(undefined, values["power-cuts"], keptPromises);
process.exitCode = good ? (isVoid ? 3 : 0) : 1;

async function oneAttempt(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "relay-one-attempt-"));
  const [kills, every, rate] = [Number(values.kills), Number(values.every) * 1_000, Number(values.rate)];
  const options = { entry: builtCommand, folder, kills, every, rate, backfill: true };
  const result = await runOneAttempt(options);
  process.stdout.write(`${reportOf(result, options)}\n`);
  rmSync(folder, { recursive: true, force: true });
  return isKept(result, options);
}

function keptPromises(verdict: Verdict): boolean {
  const kept = Object.keys(verdict.violations).length === 0;
  isVoid = kept && !isGood(verdict);
  return kept;
}

/** Runs once; what is left is kept where `expected` is not what happened. */
async function one(defect: string | undefined, powerCuts: boolean, expected: (verdict: Verdict) => boolean): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "relay-crash-"));
  const options: RunOptions = {
    entry,
    kills: Number(values.kills),
    seed: Number(values.seed),
    visitors: Number(values.visitors),
    folder,
    defect,
    powerCuts,
  };
  const replicas = values.store === "postgres" ? Number(values.replicas) : 1;
  const result = values.store === "postgres" ? await runReplicas({ ...options, replicas }) : await run(options);
  const verdict = judge(result);
  const fine = expected(verdict);
  process.stdout.write(`${asJson({ ...options, store: values.store, replicas }, result, verdict)}\n${asText(result, verdict)}\n`);
  if (fine && !values.keep) rmSync(folder, { recursive: true, force: true });
  else process.stdout.write(`  kept  ${folder} (what was stored, logs, ledger); the same again: ${flagsOf(options)}\n`);
  return fine;
}

function flagsOf({ kills, seed, visitors, defect, powerCuts }: RunOptions): string {
  const flags = [`--store ${values.store} --kills ${kills} --seed ${seed} --visitors ${visitors}`];
  if (defect !== undefined) flags.push(`--defect ${defect}`);
  else if (powerCuts) flags.push("--power-cuts");
  return flags.join(" ");
}

async function catchAll(planted: readonly Defect[]): Promise<boolean> {
  const missed: string[] = [];
  for (const { name, sentence, breaks, needsPowerCuts = false } of planted) {
    process.stdout.write(`\n${name}: ${sentence}; ${breaks} must tell\n`);
    if (!(await one(name, needsPowerCuts, ({ violations }) => breaks in violations))) missed.push(name);
  }
  process.stdout.write(
    `\n${planted.length - missed.length} of ${planted.length} planted defects caught${missed.length > 0 ? `; not ${missed.join(", ")}` : ""}\n`,
  );
  return missed.length === 0;
}
