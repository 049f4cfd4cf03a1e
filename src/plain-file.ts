/** Files that a person has named. What is no file would block who reads it, or never end: it is looked at first. */

import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from "node:fs";

/** No file of ours needs more: ten thousand ordinary rules take a quarter of it. */
export const largestPlainFile = 4 * 1024 * 1024;

/** It stands where a file is needed and is none, or is too large; `size` only where it is too large. */
export class NotPlain extends Error {
  readonly size: number | undefined;

  constructor(what: string, size?: number) {
    super(`it is ${what}, where a file of at most 4 MiB is needed`);
    this.size = size;
  }
}

/** The text of a file. Throws Node's error, or `NotPlain`. */
export function readPlainFile(path: string | URL): string {
  refuseOthers(statSync(path)); // a device may do something when it is opened
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK); // a pipe may have taken its place
  try {
    refuseOthers(fstatSync(file));
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

/** What stands at a path where a file is needed, e.g. `a named pipe`; undefined where it is a file, or nothing. */
export function otherAt(path: string): string | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() ? undefined : kindOf(stats);
  } catch {
    return undefined; // whoever opens it hears why
  }
}

function refuseOthers(stats: Stats): void {
  if (!stats.isFile()) throw new NotPlain(kindOf(stats));
  if (stats.size > largestPlainFile) throw new NotPlain(`a file of ${stats.size} bytes`, stats.size);
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a named pipe";
  return stats.isSocket() ? "a socket" : "a device";
}
