/** The options of `start`, as typed. */

import type { StartOptions } from "../../app/settings.ts";
import { misused, readArguments } from "../kit/arguments.ts";

/** The argument that makes a process the relay below a supervisor. */
export const supervised = "supervised-start";

/** The file descriptor of the supervisor's socket. */
export const heldSocket = 4;

/** Returns the options, or what is wrong with them. */
export function readOptions(args: readonly string[]): StartOptions | { readonly problem: string } {
  const read = readArguments("start", args);
  if (read.kind === "arguments") return read.values;
  return { problem: `${read.problem}\n${misused("start").problem}` };
}
