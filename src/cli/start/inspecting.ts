/** Opens the process of inspect.ts. */

import { fork } from "node:child_process";
import { statSync } from "node:fs";
import type { Inspection } from "../../app/environment.ts";
import { type Duration, minute, second } from "../../core/time.ts";

/** The argument that makes a process one; the database's path follows. */
export const inspecting = "inspect-database";

export interface Inspected {
  readonly problems: readonly string[];
}

/** The time to read a database of 10 GB from a slow disk. */
const timeout: Duration = 10 * minute;

/**
 * The check reads one state of the database, and SQLite keeps every change since then in its log. Where much is written to a large
 * database, the check stops, so that the log stays small.
 */
const largestLog = 64 * 1_048_576;
const logLookedAtEach: Duration = second;

/** Runs at a low priority, and ends with this process. */
export function openInspection(entry: string, env: Readonly<Record<string, string | undefined>>, path: string): Inspection {
  const child = fork(entry, [inspecting, path], { env: { ...env }, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  child.unref();
  child.channel?.unref();
  const end = () => void child.kill("SIGKILL");
  const tired = setTimeout(end, timeout).unref();
  const watching = setInterval(() => logOf(path) > largestLog && end(), logLookedAtEach).unref();
  const problems = new Promise<readonly string[] | undefined>((resolve) => {
    child.once("message", (answer: Inspected) => resolve(answer.problems)); // inspect.ts sends nothing else
    child.once("error", () => resolve(undefined));
    child.once("exit", () => {
      clearTimeout(tired);
      clearInterval(watching);
      resolve(undefined);
    });
  });
  return { problems, stop: end };
}

function logOf(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
