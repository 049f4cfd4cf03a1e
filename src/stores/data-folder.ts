/** The data folder. Only the user of the relay may read it. */

import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join, resolve, sep } from "node:path";
import { otherAt, readPlainFile } from "../plain-file.ts";
import { type SystemTrouble, systemTroubleOf, unknownTrouble } from "./system-trouble.ts";

export type Folder = { readonly kind: "usable" } | { readonly kind: "unusable"; readonly trouble: SystemTrouble; readonly path: string };

/** Names of files that a relay writes into its data folder. */
const ours = /^(relay\.|webhook-secret$|admin-token$)/;

const ofDatabase = (name: string) => ["", "-wal", "-shm", "-journal"].map((suffix) => `${name}${suffix}`);

/** All files that a relay opens in its data folder. A named pipe there would block it for ever. */
const opened = [
  ...["relay.db", "relay.db.new", "relay.lock"].flatMap(ofDatabase),
  ...["relay.pid", "relay.json", "relay.probe", "relay.db.restored", "relay.admin-token", "admin-token", "webhook-secret"],
];

/** The file that would block a start or make it fail, because something else is at its path. */
export function otherIn(folder: string, names: readonly string[] = opened): (Folder & { readonly kind: "unusable" }) | undefined {
  for (const name of names) {
    const path = join(folder, name);
    const other = otherAt(path);
    const cure = "move it away, or name another folder with --data";
    if (other !== undefined)
      return { kind: "unusable", trouble: { isDisk: false, what: `${other} stands where a file is needed`, cure }, path };
  }
  return undefined;
}

/** Makes a folder where there is none, and removes other users' rights to it and to the relay's files. */
export function openDataFolder(folder: string): Folder {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    return unusable(error, folder);
  }
  for (const { path, mode } of tooWide(folder)) narrow(path, mode);
  return otherIn(folder) ?? { kind: "usable" };
}

/**
 * The text of a file in the folder; `fresh` becomes its text where there is none. The file is for this user only, and is written whole or
 * not at all. Throws where the path is no file.
 */
export function keepInFolder(folder: string, name: string, fresh: string): string {
  const path = join(folder, name);
  const kept = existsSync(path) ? readPlainFile(path).trim() : "";
  if (kept !== "") return kept;
  const draft = join(folder, `relay.${name}`);
  writeFileSync(draft, `${fresh}\n`, { mode: 0o600, flush: true });
  renameSync(draft, path);
  return fresh;
}

/** Files and folders of the relay that other users of the machine can read or change, with the right permissions. */
export function tooWide(folder: string): readonly { readonly path: string; readonly mode: number }[] {
  const found = isShared(folder) ? [] : [{ path: folder, mode: 0o700 }];
  for (const name of namesIn(folder)) if (ours.test(name)) found.push({ path: join(folder, name), mode: 0o600 });
  return found.filter(({ path }) => othersMay(path));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // opening a file in an unreadable folder reports it
  }
}

function othersMay(path: string): boolean {
  try {
    return (statSync(path).mode & 0o077) !== 0;
  } catch {
    return false; // it was removed after it was listed
  }
}

function narrow(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch {
    // It belongs to another user. doctor reports that, and the start ends if a file cannot be opened.
  }
}

/** A folder that others need stays as it is: /tmp and the like, and the parents of this process's or user's folder. */
function isShared(folder: string): boolean {
  const path = resolve(folder);
  const holds = (file: string) => file.startsWith(path.endsWith(sep) ? path : path + sep);
  return holds(process.cwd()) || holds(homedir()) || isSticky(path);
}

function isSticky(path: string): boolean {
  try {
    return (statSync(path).mode & 0o1000) !== 0;
  } catch {
    return false;
  }
}

/** Why a file in the folder cannot be opened. The database does not report the system's error. */
export function whyUnusable(folder: string, file: string): Folder & { readonly kind: "unusable" } {
  const path = join(folder, file);
  const probe = join(folder, "relay.probe");
  try {
    closeSync(openSync(probe, "w", 0o600));
    rmSync(probe);
  } catch (error) {
    return unusable(error, folder);
  }
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    return unusable(error, path);
  }
  return unusable(undefined, path);
}

function unusable(error: unknown, path: string): Folder & { readonly kind: "unusable" } {
  return { kind: "unusable", trouble: systemTroubleOf(error) ?? unknownTrouble, path };
}
