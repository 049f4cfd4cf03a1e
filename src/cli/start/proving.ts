/** Opens the process of prove.ts. */

import { type ChildProcess, fork } from "node:child_process";

/** The argument that makes a process one. */
export const proving = "prove-rules";

/** The same program as this one, with no output except its answers. It ends with this process, whatever ends that. */
export function openReader(entry: string, env: Readonly<Record<string, string | undefined>>): ChildProcess {
  const child = fork(entry, [proving], { env: { ...env }, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  child.unref();
  child.channel?.unref();
  return child;
}
