#!/usr/bin/env node
/** The process: its arguments, its streams, its signals, its end. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { endingOf, exitCodes } from "./app/ending.ts";
import { isService, run } from "./cli/index.ts";
import type { Instant } from "./core/time.ts";
import { plainLine } from "./observe/log.ts";
import { openLogOutput } from "./observe/log-output.ts";

const args = process.argv.slice(2);
const now = () => Date.now() as Instant; // the clock of the log lines that are written here
const log = openLogOutput(1, (lines) => droppedLine(lines));
const errors = openLogOutput(2, (lines) => droppedLine(lines));

function droppedLine(lines: number): string {
  return plainLine("warn", "log.dropped", now(), { lines, detail: `${lines} log lines were dropped: nobody took them in time` });
}

/** What the system refused ends with its own code; all else is a bug of ours, and a supervisor starts the process afresh. */
function endOnError(error: unknown): void {
  const { code, why } = endingOf(error);
  if (isService(args)) log.write(plainLine("fatal", code === exitCodes.bug ? "bug" : "ended", now(), { code, error: why }));
  errors.write(`${why}\n`);
  exit(code);
}

/** What can be written without waiting is written; what accepted it is on the disk. */
function exit(code: number): never {
  log.flush();
  errors.flush();
  process.exit(code);
}

process.on("uncaughtException", endOnError);
process.on("unhandledRejection", endOnError);

const root = new URL("../", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string }; // our own package.json

/** 128 and the number of SIGPIPE, as a shell shows it of other programs whose reader has gone. */
const readerGone = 141;

/** The answer of a command is whole or the command has failed; who stopped reading it wants no more. */
function printWhole(text: string): void {
  try {
    process.stdout.write(text, (error) => error && endUnread(error));
  } catch (error) {
    endUnread(error); // Node throws where standard output is a file
  }
}

function endUnread(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code === "EPIPE") exit(readerGone); // Node's streams fail with these
  errors.write(`the answer could not be written to standard output: ${(error as Error).message}\n`);
  exit(exitCodes.fsync);
}

if (isService(args)) process.umask(0o077);
else process.stdout.on("error", endUnread);

const code = await run(args, {
  env: process.env,
  pid: process.pid,
  version,
  exampleRules: fileURLToPath(new URL("rules.example.yaml", root)),
  entry: process.argv[1],
  stdin: process.stdin,
  isTerminal: process.stdout.isTTY === true,
  isErrorTerminal: process.stderr.isTTY === true,
  log,
  out: isService(args) ? log.write : printWhole,
  error: errors.write,
  exit,
  onSignal: (signal, handle) => void process.on(signal, handle),
}).catch(endOnError);

await Promise.all([log.end(), errors.end()]);
if (isService(args)) process.exit(code ?? exitCodes.bug);
process.exitCode = code ?? exitCodes.bug;
