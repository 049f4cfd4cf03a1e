/**
 * The program under test: the product's own `start`, built, with two things let in from outside.
 * RELAY_FAULT=point:n kills the process when it passes a point for the n-th time; RELAY_DEFECT plants a mistake.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { start } from "../src/cli/start.ts";
import type { Crossing } from "../src/core/crossing.ts";
import type { Store } from "../src/core/store.ts";
import { day, type Instant } from "../src/core/time.ts";
import { openLogFile } from "../src/observe/log.ts";
import { loadDriver } from "../src/stores/sqlite/driver.ts";
import { type Opened, type OpenOptions, openSqliteStore } from "../src/stores/sqlite/index.ts";
import { defectNamed } from "./defects/index.ts";

const defect = defectNamed(process.env.RELAY_DEFECT ?? "");

process.exitCode = await start(process.argv.slice(3), {
  env: process.env,
  pid: process.pid,
  version: "0.0.0-crash",
  exampleRules: "not used: rules are always named",
  log: openLogFile(process.stdout.fd),
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  exit: (code) => process.exit(code),
  onSignal: (signal, handle) => void process.on(signal, handle),
  edge: { crossing: killAt(process.env.RELAY_FAULT ?? ""), openStore },
});

function killAt(fault: string): Crossing {
  const [point, times] = fault.split(":");
  let left = Number(times);
  return (crossed) => {
    if (crossed !== point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  };
}

async function openStore(options: OpenOptions): Promise<Opened> {
  const path = join(options.folder, "relay.db");
  if (existsSync(path)) await defect?.beforeStart?.(options.folder);
  const opened = await openSqliteStore(options);
  if (opened.kind !== "opened") return opened;
  const db = defect?.wrap === undefined ? undefined : (await loadDriver())(path);
  const store = db === undefined ? opened.store : (defect?.wrap?.(opened.store, db) ?? opened.store);
  return { ...opened, store: prunedOften(store) };
}

/** The relay prunes once a minute, and here it seldom lives as long. */
function prunedOften(store: Store): Store {
  const retention = { events: 30 * day, deliveries: 30 * day, dedupe: 30 * day };
  const pruning = setInterval(() => void store.prune(retention, Date.now() as Instant, 5), 150); // the clock of the product's start
  return {
    ...store,
    close() {
      clearInterval(pruning);
      return store.close();
    },
  };
}
