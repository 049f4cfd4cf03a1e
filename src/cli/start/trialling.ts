/** Opens the process of trial.ts. */

import { type ChildProcess, fork } from "node:child_process";

/** The argument that makes a process one. */
export const trialling = "try-rules";

/** It is given no variable in which a secret may be. It ends when this process does, whatever ends it. */
export function openTrialProcess(entry: string, { PATH, TZ }: Readonly<Record<string, string | undefined>>): ChildProcess {
  const child = fork(entry, [trialling], { env: { PATH, TZ }, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  child.unref();
  child.channel?.unref();
  return child;
}
