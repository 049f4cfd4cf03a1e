/** One process a data folder. The operating system lets go of the lock when the process dies, however it dies. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Driver, type OpenDriver, troubleOf } from "./driver.ts";

export type Locking = { readonly kind: "locked"; readonly lock: Driver } | { readonly kind: "taken"; readonly pid: number | undefined };

/** Takes the lock of a folder, which is an exclusive transaction on a small database of its own. */
export function lockFolder(open: OpenDriver, folder: string, pid: number): Locking {
  const lock = open(join(folder, "relay.lock"));
  try {
    lock.exec("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (troubleOf(error) !== "busy") throw error;
    return { kind: "taken", pid: holder(folder) };
  }
  writeFileSync(join(folder, "relay.pid"), `${pid}\n`);
  return { kind: "locked", lock };
}

function holder(folder: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(folder, "relay.pid"), "utf8"), 10) || undefined;
  } catch {
    return undefined; // the other process has not written it yet
  }
}
