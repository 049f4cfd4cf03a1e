/** One process for a data folder. The operating system releases the lock when the process dies, however it dies. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPlainFile } from "../../../plain-file.ts";
import { type Driver, type OpenDriver, troubleOf } from "../driver.ts";

export type Locking = { readonly kind: "locked"; readonly lock: Driver } | { readonly kind: "taken"; readonly pid: number | undefined };

/** Takes the lock of a folder: an exclusive transaction on a small database of its own. */
export function lockFolder(open: OpenDriver, folder: string, pid: number): Locking {
  const lock = open(join(folder, "relay.lock"));
  try {
    lock.exec("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (troubleOf(error) !== "busy") throw error;
    return { kind: "taken", pid: holder(folder) };
  }
  note(folder, pid);
  return { kind: "locked", lock };
}

/** A note for a process that finds the folder locked. A full disk does not stop a start. */
function note(folder: string, pid: number): void {
  try {
    writeFileSync(join(folder, "relay.pid"), `${pid}\n`, { mode: 0o600 });
  } catch {
    // The lock holds without it.
  }
}

function holder(folder: string): number | undefined {
  try {
    return Number.parseInt(readPlainFile(join(folder, "relay.pid")), 10) || undefined;
  } catch {
    return undefined; // the other process has not written it yet
  }
}
