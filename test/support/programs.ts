/** Programs of the system that tests run where they are installed. */

import { spawnSync } from "node:child_process";

/** Whether the program is in the path. */
export function hasProgram(name: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
}

export interface Ran {
  readonly code: number | null;
  /** Standard output and standard error, one after the other. */
  readonly said: string;
}

export function run(program: string, args: readonly string[], cwd?: string): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (error !== undefined) throw error;
  return { code: status, said: stdout + stderr };
}
