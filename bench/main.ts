/**
 * `npm run bench [-- --quick]`: measures the built program and writes bench/results.md. It judges nothing but errors and losses.
 * `--only backtest` measures one thing, and writes nothing; `--only move --moved 1000000` moves so many events.
 * `--pair REV [--rounds 5]` measures this revision beside another one, and nothing else.
 */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { backtestTime } from "./backtest.ts";
import { detectorCost } from "./detector.ts";
import { gaps } from "./gaps.ts";
import { engineGrowth, programGrowth } from "./growth.ts";
import { healing } from "./heal.ts";
import { moving } from "./move.ts";
import { pair } from "./pair.ts";
import { onPostgres } from "./postgres.ts";
import { startGenerator } from "./processes.ts";
import { markdownOf, type Section } from "./section.ts";
import { sessionMemory, startTime } from "./size.ts";
import { steady } from "./steady.ts";
import { throughput } from "./throughput.ts";
import { visitors } from "./visitor.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    out: { type: "string" },
    only: { type: "string" },
    moved: { type: "string" },
    pair: { type: "string" },
    rounds: { type: "string", default: "5" },
  },
});

const size = values.quick
  ? {
      rounds: 1,
      bare: 20_000,
      relay: 10_000,
      steady: 3,
      growth: 8_000,
      engine: 250,
      history: 10_000,
      sessions: 20_000,
      gaps: { sessions: 20_000, rules: 1_000, seconds: 4 },
      starts: 1,
      moved: 10_000,
    }
  : {
      rounds: 3,
      bare: 80_000,
      relay: 40_000,
      steady: 15,
      growth: 30_000,
      engine: 1_000,
      history: 100_000,
      sessions: 100_000,
      gaps: { sessions: 1_000_000, rules: 10_000, seconds: 15 },
      starts: 5,
      moved: 100_000,
    };

execFileSync("npm", ["run", "--silent", "build"], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  stdio: ["ignore", "ignore", "inherit"],
});
const { pair: revision } = values;
const only = revision === undefined ? values.only : "pair";
const started = Date.now();
const generator = await startGenerator();
const sections: Section[] = [];

async function add(name: string, measure: () => Section | Promise<Section>): Promise<void> {
  if (only !== undefined && only !== name) return;
  const section = await measure();
  sections.push(section);
  process.stdout.write(`${markdownOf(section)}\n\n`);
}

if (revision !== undefined) await add("pair", () => pair(generator, { revision, rounds: Number(values.rounds) }));
await add("throughput", () => throughput(generator, size));
await add("postgres", () => onPostgres(generator, size));
await add("move", () => moving(Number(values.moved ?? size.moved)));
await add("heal", () => healing(size.rounds));
await add("steady", () => steady(generator, size.steady));
await add("visitor", () => visitors(generator, size));
await add("growth", () => programGrowth(generator, size.growth));
await add("engine", () => engineGrowth(size.engine, size.rounds));
await add("detector", () => detectorCost(size.engine));
await add("backtest", () => backtestTime(size.history));
await add("sessions", () => sessionMemory(generator, size.sessions));
await add("gaps", () => gaps(generator, size.gaps));
await add("start", () => startTime(generator, size.starts));
await generator.stop();

const out = values.out ?? fileURLToPath(new URL("results.md", import.meta.url));
if ((!values.quick && only === undefined) || values.out !== undefined) writeFileSync(out, report());
const failed = sections.reduce((sum, section) => sum + section.failed, 0);
const lost = sections.reduce((sum, section) => sum + section.lost, 0);
if (failed + lost > 0) process.stderr.write(`${failed} answers were not 200, ${lost} deliveries never came\n`);
process.exitCode = failed + lost > 0 ? 1 : 0;

function report(): string {
  const minutes = ((Date.now() - started) / 60_000).toFixed(1);
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const head = `# What it costs\n\nWritten by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, commit ${commit}, in ${minutes} minutes.\nMachine: ${machine}; the load generator runs beside it on the same processors.`;
  return `${[head, ...sections.map(markdownOf)].join("\n\n")}\n`;
}
