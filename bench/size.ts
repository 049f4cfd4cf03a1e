/** What it takes to start, to idle and to remember a hundred thousand sessions. */

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { median, shown } from "./figures.ts";
import type { Generator } from "./processes.ts";
import { endRelay, type Relay, startRelay } from "./relay.ts";
import { acceptOnly } from "./rules.ts";
import type { Section } from "./section.ts";

export async function sessionMemory(generator: Generator, sessions: number): Promise<Section> {
  const relay = await startRelay(acceptOnly);
  const idle = relay.memory();
  const job = { port: relay.port, connections: 32, rate: undefined, matching: 0, perSession: 1, count: sessions, first: 0 };
  const { failed, lost } = await generator.run(job);
  const after = relay.memory();
  const disk = sizeOf(join(relay.folder, "data"));
  await endRelay(relay);
  return {
    title: `${sessions.toLocaleString("en-US")} open sessions`,
    columns: ["idle MiB", "with the sessions MiB", "on disk MiB"],
    rows: [[idle, after, disk / 2 ** 20].map(shown)],
    notes: ["One message each, in one run; resident memory of the process."],
    failed,
    lost,
  };
}

function sizeOf(folder: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder)) bytes += statSync(join(folder, name)).size;
  return bytes;
}

export async function startTime(generator: Generator, times: number): Promise<Section> {
  const fresh: number[] = [];
  const again: number[] = [];
  let failed = 0;
  for (let turn = 0; turn < times; turn += 1) {
    const first = await timed(generator, undefined, 2 * turn);
    const second = await timed(generator, first.relay.folder, 2 * turn + 1);
    fresh.push(first.milliseconds);
    again.push(second.milliseconds);
    failed += first.failed + second.failed;
    await endRelay(second.relay);
  }
  return {
    title: "From the command to the first 200",
    columns: ["new data folder ms", "existing data folder ms"],
    rows: [[shown(median(fresh)), shown(median(again))]],
    notes: [],
    failed,
    lost: 0,
  };
}

/** Stops the relay again, and leaves its folder. */
async function timed(
  generator: Generator,
  folder: string | undefined,
  n: number,
): Promise<{ readonly relay: Relay; readonly milliseconds: number; readonly failed: number }> {
  const started = performance.now();
  const relay = await (folder === undefined ? startRelay(acceptOnly) : startRelay(acceptOnly, folder));
  const { failed } = await generator.run({
    port: relay.port,
    connections: 1,
    rate: undefined,
    matching: 0,
    perSession: 1,
    count: 1,
    first: n,
  });
  const milliseconds = performance.now() - started;
  await relay.stop();
  return { relay, milliseconds, failed };
}
