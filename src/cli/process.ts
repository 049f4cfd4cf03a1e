/** The process: its arguments, its streams, its signals, its end. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { endingOf, exitCodes } from "../app/ending.ts";
import type { Instant } from "../core/time.ts";
import { plainLine } from "../observe/log.ts";
import { openLogOutput } from "../observe/log-output.ts";
import { isService, run } from "./index.ts";

const args = process.argv.slice(2);
const now = () => Date.now() as Instant; // the clock of the log lines that are written here
const log = openLogOutput(1, (lines) => droppedLine(lines));
const errors = openLogOutput(2, (lines) => droppedLine(lines));

function droppedLine(lines: number): string {
  return plainLine("warn", "log.dropped", now(), { lines, detail: `${lines} log lines were dropped: nobody took them in time` });
}

/** An error of the system ends with its own code. Any other is a bug of ours, and a supervisor restarts the process. */
function endOnError(error: unknown): void {
  const { code, why } = endingOf(error);
  if (isService(args)) log.write(plainLine("fatal", code === exitCodes.bug ? "bug" : "ended", now(), { code, error: why }));
  errors.write(`${why}\n`);
  exit(code);
}

/** Writes what can be written without waiting. Accepted events are on the disk already. */
function exit(code: number): never {
  log.flush();
  errors.flush();
  process.exit(code);
}

process.on("uncaughtException", endOnError);
process.on("unhandledRejection", endOnError);

const root = new URL("../../", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string }; // our own package.json

/** 128 plus the number of SIGPIPE, as shells report it for other programs whose reader has ended. */
const readerGone = 141;

/** A command's answer is printed whole, or the command fails. A reader that has stopped needs no more. */
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
