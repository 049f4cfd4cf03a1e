/** A copy of the embedded database. It is made while the relay runs, and restored while none runs. */

import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Folder, openDataFolder } from "../data-folder.ts";
import { type Driver, loadDriver, type OpenDriver, troubleOf } from "./driver.ts";
import { lockFolder } from "./files/lock.ts";
import { databaseFile } from "./index.ts";
import { schemaVersion } from "./schema.ts";

export type BackedUp =
  | { readonly kind: "done"; readonly events: number }
  | { readonly kind: "missing"; readonly path: string }
  | { readonly kind: "exists"; readonly path: string }
  | { readonly kind: "newer"; readonly found: number }
  | { readonly kind: "damaged"; readonly path: string; readonly detail: string };

/**
 * Writes one consistent snapshot of a folder's database into a new file, whole or not at all. It is one statement in a process of its own,
 * because
 * a copy in small steps would begin again at each commit of the relay. Rejects with the error of the database or of the system.
 */
export async function backUp(folder: string, file: string): Promise<BackedUp> {
  const path = join(folder, databaseFile);
  if (!existsSync(path)) return { kind: "missing", path };
  if (existsSync(file)) return { kind: "exists", path: file };
  const open = await loadDriver();
  const part = `${file}.part`;
  remove(part);
  try {
    using(open, path, (db) => void db.prepare("VACUUM INTO ?").run(part));
    const verified = judge(open, part);
    if (verified.kind === "done") settle(part, file);
    return verified.kind === "damaged" ? { ...verified, path } : verified;
  } catch (error) {
    if (troubleOf(error) !== "corrupt") throw error;
    return { kind: "damaged", path, detail: (error as Error).message };
  } finally {
    remove(part);
  }
}

export type Restored = BackedUp | (Folder & { readonly kind: "unusable" }) | { readonly kind: "locked"; readonly pid: number | undefined };

/** Replaces a folder's database by a backup, and keeps the old one beside it. Rejects with the error of the database or of the system. */
export async function restore(folder: string, file: string, pid: number, kept: string): Promise<Restored> {
  if (!existsSync(file)) return { kind: "missing", path: file };
  const open = await loadDriver();
  const usable = openDataFolder(folder);
  if (usable.kind === "unusable") return usable;
  const locking = lockFolder(open, folder, pid);
  if (locking.kind === "taken") return { kind: "locked", pid: locking.pid };
  const part = join(folder, "relay.db.restored");
  try {
    copyFileSync(file, part);
    const verified = judge(open, part);
    if (verified.kind === "done") replace(part, join(folder, databaseFile), kept);
    return verified.kind === "damaged" ? { ...verified, path: file } : verified;
  } finally {
    remove(part);
    locking.lock.close();
  }
}

type Judged = BackedUp & { readonly kind: "done" | "damaged" | "newer" };

function judge(open: OpenDriver, path: string): Judged {
  try {
    return using(open, path, (db) => {
      const [row] = db.prepare("SELECT integrity_check AS problem FROM pragma_integrity_check LIMIT 1").all();
      if (row?.problem !== "ok") return { kind: "damaged", path, detail: String(row?.problem) };
      const found = Number(db.prepare("PRAGMA user_version").get()?.user_version);
      if (found > schemaVersion) return { kind: "newer", found };
      return { kind: "done", events: Number(db.prepare("SELECT count(*) AS n FROM inbox").get()?.n) };
    });
  } catch (error) {
    return { kind: "damaged", path, detail: (error as Error).message };
  }
}

function using<Result>(open: OpenDriver, path: string, work: (db: Driver) => Result): Result {
  const db = open(path, { readOnly: true });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** The three files of a database belong together, so the old ones are moved away together. */
function replace(part: string, path: string, kept: string): void {
  for (const suffix of ["-wal", "-shm", ""]) if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${path}.${kept}${suffix}`);
  settle(part, path);
}

/** On the disk before it gets its name, and with its name on the disk. */
function settle(part: string, file: string): void {
  for (const path of [part, dirname(file)]) {
    if (path !== part) renameSync(part, file);
    const descriptor = openSync(path, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
}

function remove(part: string): void {
  for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(`${part}${suffix}`, { force: true });
}
