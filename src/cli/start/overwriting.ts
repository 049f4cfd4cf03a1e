/** Opens the process of overwrite.ts. */

import { fork } from "node:child_process";
import { type Duration, minute, second } from "../../core/time.ts";
import type { Overwriter } from "../../stores/sqlite/files/erase.ts";

/** The argument that makes a process one; the database's path follows. */
export const overwriting = "overwrite-unused";

/** Null asks for the pages. */
export interface Overwriting {
  readonly pages: readonly number[] | null;
}

/** The time to read a database of 10 GB from a slow disk. */
const looksWithin: Duration = 10 * minute;
/** Arrivals wait meanwhile. */
const overwritesWithin: Duration = 1.5 * second;

export function openOverwriter(entry: string, env: Readonly<Record<string, string | undefined>>, path: string): Overwriter {
  const child = fork(entry, [overwriting, path], { env: { ...env }, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  const gone = new Promise<null>((resolve) => {
    child.once("exit", () => resolve(null));
    child.once("error", () => resolve(null)); // it could not be started
  });

  /** Null where the process has ended; it then writes nothing any more. */
  async function ask(question: Overwriting, within: Duration): Promise<unknown> {
    const tired = setTimeout(() => child.kill("SIGKILL"), within);
    const answer = new Promise<unknown>((resolve) => {
      child.once("message", (message: { readonly answer: unknown }) => resolve(message.answer)); // overwrite.ts sends nothing else
    });
    if (child.connected) child.send(question, () => {}); // `gone` resolves where it has ended
    const first = await Promise.race([answer, gone]);
    clearTimeout(tired);
    return first;
  }

  return {
    async look() {
      const pages = await ask({ pages: null }, looksWithin);
      return Array.isArray(pages) ? (pages as readonly number[]) : undefined; // pagesToOverwrite gives numbers
    },
    overwrite: async (pages) => (await ask({ pages }, overwritesWithin)) === true,
    close: () => void child.kill("SIGKILL"),
  };
}
