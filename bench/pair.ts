/**
 * `npm run bench -- --pair REV [--rounds 5]`: builds another revision, and loads it and this one in short turns, so that a busy machine is
 * busy for both. Beside them the two floors: a bare server, and a durable job in one file. Ratios are taken within each round.
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, shown } from "./figures.ts";
import type { Result } from "./job.ts";
import { type Generator, type Program, startProgram } from "./processes.ts";
import { endRelay, startRelay } from "./relay.ts";
import { fullJob } from "./rules.ts";
import type { Section } from "./section.ts";
import { bareServer } from "./throughput.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Load {
  readonly name: string;
  readonly connections: number;
  readonly rate?: number;
  readonly count: number;
}

const loads: readonly Load[] = [
  { name: "32 connections", connections: 32, count: 6_000 },
  { name: "1,000/s", connections: 64, rate: 1_000, count: 3_000 },
  { name: "128 connections", connections: 128, count: 6_000 },
];

const targets = ["bare", "floor", "before", "after"] as const;
type Target = (typeof targets)[number];

interface Figures {
  readonly accepted: number;
  readonly finished: number;
  readonly cpu: number;
  readonly result: Result;
}

type Round = Readonly<Record<Target, Figures>>;

export interface Pairing {
  readonly revision: string;
  readonly rounds: number;
}

export async function pair(generator: Generator, { revision, rounds }: Pairing): Promise<Section> {
  const built = buildOf(revision);
  const folder = mkdtempSync(join(tmpdir(), "relay-floor-"));
  const rules = fullJob(generator.sinkPort);
  const [bare, floor] = [await bareServer(), await floorServer(folder, generator.sinkPort)];
  const [before, after] = [await startRelay(rules, undefined, {}, join(built, "dist/main.js")), await startRelay(rules)];
  const programs: Readonly<Record<Target, Program>> = { bare, floor, before, after };
  const measured = await measureAll(generator, programs, rounds);
  await Promise.all([bare.stop(), floor.stop(), endRelay(before), endRelay(after)]);
  rmSync(folder, { recursive: true });
  execFileSync("git", ["worktree", "remove", "--force", built], { cwd: root });
  return sectionOf(revision, measured);
}

/** Builds a revision in a folder of its own, with the packages of this one. */
function buildOf(revision: string): string {
  const folder = mkdtempSync(join(tmpdir(), "relay-pair-"));
  execFileSync("git", ["worktree", "add", "--quiet", "--force", "--detach", folder, revision], { cwd: root, stdio: "inherit" });
  for (const packages of ["node_modules", "native/node_modules"]) {
    if (existsSync(join(root, packages)) && !existsSync(join(folder, packages)))
      symlinkSync(join(root, packages), join(folder, packages), "dir");
  }
  for (const args of [["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], ["scripts/copy-assets.mjs"]])
    execFileSync(process.execPath, args, { cwd: folder, stdio: "inherit" });
  return folder;
}

function floorServer(folder: string, sinkPort: number): Promise<Program> {
  return startProgram(["--import", "tsx", fileURLToPath(new URL("floor.ts", import.meta.url)), folder, String(sinkPort)]);
}

/** The first round warms up and is left out. */
async function measureAll(
  generator: Generator,
  programs: Readonly<Record<Target, Program>>,
  rounds: number,
): Promise<ReadonlyMap<Load, readonly Round[]>> {
  const measured = new Map<Load, Round[]>(loads.map((load) => [load, []]));
  let first = 0;
  for (let turn = 0; turn <= rounds; turn += 1) {
    for (const load of loads) {
      const figures: Partial<Record<Target, Figures>> = {};
      // Whoever is first finds another machine than whoever is last, so the two relays change places.
      for (const target of turn % 2 === 0 ? targets : targets.toReversed()) {
        first += 10_000_000;
        figures[target] = await measure(generator, programs[target], load, target === "bare" ? 0 : 10, first);
      }
      if (turn > 0) measured.get(load)?.push(figures as Round); // each target has its figures
    }
  }
  return measured;
}

async function measure(generator: Generator, program: Program, load: Load, matching: number, first: number): Promise<Figures> {
  const cpu = program.cpu();
  const { connections, rate, count } = load;
  const result = await generator.run({ port: program.port, connections, rate, matching, perSession: 20, count, first });
  const seconds = Math.max(result.seconds, result.deliveredSeconds);
  return { accepted: count / result.seconds, finished: count / seconds, cpu: (program.cpu() - cpu) / count, result };
}

function sectionOf(revision: string, measured: ReadonlyMap<Load, readonly Round[]>): Section {
  const results = [...measured.values()].flat().flatMap((round) => Object.values(round).map(({ result }) => result));
  return {
    title: `This revision beside ${revision}`,
    columns: ["load", "target", "accepted/s", "finished/s", "× bare", "CPU µs/event", "ack p50 / p99 ms", "end to end p50 / p99 ms"],
    rows: [...measured].flatMap(([load, rounds]) => rowsOf(load, rounds)),
    notes: [
      "Finished: until the last delivery has arrived; × bare is of these. Medians of the rounds. The last row of each load is this revision as a share of the other one, the median of the shares of the rounds.",
    ],
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    lost: results.reduce((sum, { lost }) => sum + lost, 0),
  };
}

interface Values {
  readonly accepted: number;
  readonly finished: number;
  readonly ofBare: number;
  readonly cpu: number;
  readonly ack: readonly [number, number];
  readonly endToEnd: readonly [number, number];
}

function rowsOf(load: Load, rounds: readonly Round[]): readonly (readonly string[])[] {
  const middle = (of: (round: Round) => Values): Values => middleOf(rounds.map(of));
  const rows = targets.map((target) =>
    rowOf(
      load.name,
      target,
      middle((round) => valuesOf(round, target)),
    ),
  );
  const shares = middle((round) => shareOf(valuesOf(round, "after"), valuesOf(round, "before")));
  return [...rows, rowOf(load.name, "after ÷ before", shares)];
}

function valuesOf(round: Round, target: Target): Values {
  const { accepted, finished, cpu, result } = round[target];
  const { ack, endToEnd = { p50: Number.NaN, p99: Number.NaN } } = result;
  const ofBare = finished / round.bare.finished;
  return { accepted, finished, ofBare, cpu, ack: [ack.p50, ack.p99], endToEnd: [endToEnd.p50, endToEnd.p99] };
}

function shareOf(after: Values, before: Values): Values {
  const each = (name: "ack" | "endToEnd") => [after[name][0] / before[name][0], after[name][1] / before[name][1]] as const;
  return {
    accepted: after.accepted / before.accepted,
    finished: after.finished / before.finished,
    ofBare: after.ofBare / before.ofBare,
    cpu: after.cpu / before.cpu,
    ack: each("ack"),
    endToEnd: each("endToEnd"),
  };
}

function middleOf(all: readonly Values[]): Values {
  const of = (pick: (values: Values) => number) => median(all.map(pick));
  const each = (name: "ack" | "endToEnd") => [of((values) => values[name][0]), of((values) => values[name][1])] as const;
  return {
    accepted: of((v) => v.accepted),
    finished: of((v) => v.finished),
    ofBare: of((v) => v.ofBare),
    cpu: of((v) => v.cpu),
    ack: each("ack"),
    endToEnd: each("endToEnd"),
  };
}

function rowOf(load: string, target: string, { accepted, finished, ofBare, cpu, ack, endToEnd }: Values): readonly string[] {
  return [
    load,
    target,
    shown(accepted),
    shown(finished),
    shown(ofBare),
    shown(cpu),
    ack.map(shown).join(" / "),
    endToEnd.map(shown).join(" / "),
  ];
}
