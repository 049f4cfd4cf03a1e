/** Checks that the files of the database are still those that were opened. */

import { stat } from "node:fs/promises";
import { type Duration, second } from "../../../core/time.ts";

const lookEach: Duration = second;

/**
 * Calls `lost` once, with what happened to a file: everything written now goes into a file that nobody can find. Returns a function that
 * stops it.
 */
export function watchFiles(path: string, lost: (why: string) => void): () => void {
  const known = new Map<string, string>();
  let hasStopped = false;

  async function look(): Promise<void> {
    for (const file of [path, `${path}-wal`]) {
      const now = await identityOf(file);
      const before = known.get(file);
      if (now === "unknown" || (now === "gone" && before === undefined)) continue;
      known.set(file, now);
      if (hasStopped || before === undefined || before === now) continue;
      stop();
      lost(now === "gone" ? `${file} was removed` : `another file has taken the place of ${file}`);
    }
  }

  function stop(): void {
    hasStopped = true;
    clearInterval(timer);
  }

  const timer = setInterval(() => void look(), lookEach).unref();
  void look();
  return stop;
}

/** `unknown`: it cannot be checked now, e.g. because this process may open no more files. */
async function identityOf(file: string): Promise<string> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return `${dev} ${ino}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "gone" : "unknown"; // Node's file functions throw these
  }
}
