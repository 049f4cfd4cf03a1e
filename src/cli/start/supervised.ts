/** The relay below `start --supervise`: the supervisor holds the public port's socket, and this process accepts on it. */

import type { CliIo } from "../command.ts";
import { heldSocket } from "./options.ts";
import { start } from "./start.ts";

/** Runs until it has to stop, or until its supervisor ends. Resolves with the exit code. */
export async function superviseeOf(args: readonly string[], io: CliIo): Promise<number> {
  const code = await start(args, {
    ...io,
    supervisor: { heldSocket, ready: (adminPort) => process.send?.({ adminPort }) },
    onSignal(signal, handle) {
      io.onSignal(signal, handle);
      if (signal === "SIGTERM") process.once("disconnect", handle);
    },
  });
  if (process.connected) process.disconnect(); // an open channel would keep the process alive
  return code;
}
