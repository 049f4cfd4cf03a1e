#!/usr/bin/env node
/** The process: its arguments, its streams, its signals, its end. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "./cli/index.ts";
import { openLogFile } from "./observe/log.ts";

/** A bug of ours ends the process, so that a supervisor starts it afresh; what was accepted is on the disk. */
const bug = 70;

function endOnBug(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${JSON.stringify({ level: "fatal", msg: "bug", error: text })}\n`);
  process.exit(bug);
}

process.on("uncaughtException", endOnBug);
process.on("unhandledRejection", endOnBug);

const root = new URL("../", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string }; // our own package.json

const log = openLogFile(process.stdout.fd);

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  pid: process.pid,
  version,
  exampleRules: fileURLToPath(new URL("rules.example.yaml", root)),
  entry: process.argv[1],
  stdin: process.stdin,
  isTerminal: process.stdout.isTTY === true,
  isErrorTerminal: process.stderr.isTTY === true,
  log,
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  exit: (code) => process.exit(code),
  onSignal: (signal, handle) => void process.on(signal, handle),
});
