/**
 * The program under test: the product's own `start`, built, with two things let in from outside.
 * RELAY_FAULT=point:n kills the process when it passes a point for the n-th time; RELAY_DEFECT plants a mistake; RELAY_SKEW puts its clock
 * wrong by so many milliseconds.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { start } from "../src/cli/start/start.ts";
import type { Failpoint } from "../src/core/failpoint.ts";
import type { Store } from "../src/core/store.ts";
import { day, type Instant } from "../src/core/time.ts";
import { openLogOutput } from "../src/observe/log-output.ts";
import { type Opened, openStore as openNamedStore, type StoreOptions } from "../src/stores/index.ts";
import { loadDriver } from "../src/stores/sqlite/driver.ts";
import { defectNamed } from "./defects/index.ts";

const defect = defectNamed(process.env.RELAY_DEFECT ?? "");

process.exitCode = await start(process.argv.slice(3), {
  env: process.env,
  pid: process.pid,
  version: "0.0.0-crash",
  exampleRules: "not used: rules are always named",
  isTerminal: false,
  log: openLogOutput(1, (lines) => `${JSON.stringify({ level: "warn", msg: "log.dropped", lines })}\n`),
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  exit: (code) => process.exit(code),
  onSignal: (signal, handle) => void process.on(signal, handle),
  environment: {
    failpoint: killAt(process.env.RELAY_FAULT ?? ""),
    openStore,
    now: () => (Date.now() + Number(process.env.RELAY_SKEW ?? 0)) as Instant, // the clock of the product's start, and how wrong it is
  },
});

function killAt(fault: string): Failpoint {
  const [point, times] = fault.split(":");
  let left = Number(times);
  return (crossed) => {
    if (crossed !== point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  };
}

async function openStore(options: StoreOptions): Promise<Opened> {
  if (options.database !== undefined) {
    const opened = await openNamedStore(options);
    return opened.kind === "opened" ? { ...opened, store: prunedOften(opened.store) } : opened;
  }
  const path = join(options.folder, "relay.db");
  if (existsSync(path)) await defect?.beforeStart?.(options.folder);
  const opened = await openNamedStore(options);
  if (opened.kind !== "opened") return opened;
  const db = defect?.wrap === undefined ? undefined : (await loadDriver())(path);
  const store = db === undefined ? opened.store : (defect?.wrap?.(opened.store, db) ?? opened.store);
  return { ...opened, store: prunedOften(store) };
}

/** The relay prunes once a minute, and here it seldom lives as long. */
function prunedOften(store: Store): Store {
  const retention = {
    events: 30 * day,
    deliveries: 30 * day,
    dedupe: 30 * day,
    quarantined: 30 * day,
    quarantinedBytes: 512 * 1_048_576,
    figures: 730 * day,
  };
  const pruning = setInterval(() => void store.prune(retention, Date.now() as Instant, 5).catch(() => {}), 150); // the clock of the product's start
  return {
    ...store,
    close() {
      clearInterval(pruning);
      return store.close();
    },
  };
}
