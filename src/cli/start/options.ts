/** The options of `start`, as they were typed. */

import { parseArgs } from "node:util";
import type { StartOptions } from "../../settings.ts";

/** The argument that makes a process the relay below a supervisor. */
export const supervised = "supervised-start";

/** The file descriptor under which the supervisor hands down the socket that it holds. */
export const heldSocket = 4;

const optionTypes = { type: "string" } as const;

/** Gives the options, or what is wrong with them. */
export function readOptions(args: readonly string[]): StartOptions | { readonly problem: string } {
  try {
    const options = {
      rules: optionTypes,
      data: optionTypes,
      database: optionTypes,
      only: optionTypes,
      port: optionTypes,
      "admin-port": optionTypes,
      host: optionTypes,
      "admin-host": optionTypes,
    };
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    return {
      problem: `${(error as Error).message}\nusage: avatar-relay start [--rules FILE] [--data DIR] [--database URL] [--only STAGES] [--port N] [--admin-port M] [--supervise] [--host A] [--admin-host A]`,
    };
  }
}
