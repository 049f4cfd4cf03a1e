/** Opens the process of inspect.ts. */

import { fork } from "node:child_process";
import type { Inspection } from "../../app/edge.ts";
import { type Duration, minute } from "../../core/time.ts";

/** The argument that makes a process one; the database's path follows. */
export const inspecting = "inspect-database";

export interface Inspected {
  readonly problems: readonly string[];
}

/** A database of 10 GB on a slow disk is read within this. */
const patience: Duration = 10 * minute;

/** Looks at lower priority than all else; it ends when this process does. */
export function openInspection(entry: string, env: Readonly<Record<string, string | undefined>>, path: string): Inspection {
  const child = fork(entry, [inspecting, path], { env: { ...env }, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  child.unref();
  child.channel?.unref();
  const tired = setTimeout(() => child.kill("SIGKILL"), patience).unref();
  const problems = new Promise<readonly string[] | undefined>((resolve) => {
    child.once("message", (answer: Inspected) => resolve(answer.problems)); // inspect.ts sends nothing else
    child.once("error", () => resolve(undefined));
    child.once("exit", () => {
      clearTimeout(tired);
      resolve(undefined);
    });
  });
  return { problems, stop: () => void child.kill("SIGKILL") };
}
