/** The judge's word on a run, as one JSON line and as a few lines for people. */

import { failpoints } from "../src/core/failpoint.ts";
import { grouped, nameOf } from "./evidence.ts";
import { invariants } from "./invariants.ts";
import type { Run } from "./run.ts";
import { missingFrom } from "./sometimes.ts";
import type { RunOptions } from "./stage.ts";

export interface Verdict {
  readonly violations: Readonly<Record<string, readonly string[]>>;
  /** What never happened, though it must have for the run to count. */
  readonly missing: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

export function judge(run: Run): Verdict {
  const found = invariants.map(({ name, check }) => [name, check(run.evidence)] as const);
  return {
    violations: Object.fromEntries(found.filter(([, lines]) => lines.length > 0)),
    missing: missingFrom(run),
    figures: figuresOf(run),
  };
}

export function isGood({ violations, missing }: Verdict): boolean {
  return Object.keys(violations).length === 0 && missing.length === 0;
}

function figuresOf({ evidence, seconds, points, breakerTrips, torn }: Run): Verdict["figures"] {
  const { entries, arrivals, archive, foretold } = evidence;
  const acked = entries.filter((entry) => entry.acked !== undefined).length;
  return {
    sent: entries.length,
    acked,
    stored: archive.events.length,
    due: foretold.expected.length,
    arrived: arrivals.length,
    copies: arrivals.length - grouped(arrivals, nameOf).size,
    atNamedPoints: sum(points.values()),
    breakerTrips,
    torn,
    slowestEvaluation: Math.round((evidence.slowest?.took ?? 0) / 100) / 10,
    seconds: Math.round(seconds * 10) / 10,
  };
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

export interface Judged extends RunOptions {
  readonly store: string;
  readonly replicas: number;
}

/** One line for machines: what was run, and what came of it. */
export function asJson({ store, replicas, kills, seed, defect, powerCuts }: Judged, run: Run, verdict: Verdict): string {
  const violations = Object.fromEntries(Object.entries(verdict.violations).map(([name, lines]) => [name, lines.length]));
  const points = Object.fromEntries(failpoints.map((point) => [point, run.points.get(point) ?? 0]));
  return JSON.stringify({
    store,
    replicas,
    seed,
    kills,
    powerCuts,
    defect: defect ?? null,
    ...verdict.figures,
    violations,
    missing: verdict.missing,
    points,
  });
}

export function asText(run: Run, { violations, missing, figures }: Verdict): string {
  const { acked = 0, due = 0, arrived = 0, copies = 0, atNamedPoints = 0, seconds = 0 } = figures;
  const head = `${run.evidence.kills} kills (${atNamedPoints} at named points), ${acked} events acknowledged, ${due} deliveries due, ${arrived} arrived, ${copies} of them copies, ${seconds} s`;
  const judged = invariants.map(({ name, sentence }) => lineOf(name, sentence, violations[name] ?? []));
  return [head, ...judged, ...missing.map((what) => `  void  there was never ${what}`)].join("\n");
}

function lineOf(name: string, sentence: string, lines: readonly string[]): string {
  if (lines.length === 0) return `  ok    ${name.padEnd(3)} ${sentence}`;
  const shown = lines.slice(0, 5).map((line) => `        ${line}`);
  const more = lines.length > shown.length ? [`        … ${lines.length - shown.length} more`] : [];
  return [`  WRONG ${name.padEnd(3)} ${sentence}`, ...shown, ...more].join("\n");
}
