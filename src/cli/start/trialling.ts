/** Opens the process of trial.ts. */

import { type ChildProcess, fork } from "node:child_process";

/** The argument that makes a process one. */
export const trialling = "try-rules";

/** It gets no variable that may contain a secret. It ends with this process, whatever ends that. */
export function openTrialProcess(entry: string, { PATH, TZ }: Readonly<Record<string, string | undefined>>): ChildProcess {
  const child = fork(entry, [trialling], { env: { PATH, TZ }, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  child.unref();
  child.channel?.unref();
  return child;
}
