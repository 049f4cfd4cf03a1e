/** Reads and replaces files that a person has named. Anything that is no file could block or never end, so it is checked first. */

import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  type StatsBase,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** No file of ours needs more: ten thousand ordinary rules take a quarter of it. */
export const largestPlainFile = 4 * 1024 * 1024;

/** Something else is at the path of a file, or the file is too large; `size` only in the second case. */
export class NotPlain extends Error {
  readonly size: number | undefined;

  constructor(what: string, size?: number) {
    super(`it is ${what}, where a file of at most 4 MiB is needed`);
    this.size = size;
  }
}

/** Reads a path that a person has named, or refuses it; `read` reads it normally. */
export type NamedReader = (path: string, read: (path: string) => string) => string;

let readNamed: NamedReader = (path, read) => read(path);

/** While `work` runs, `reader` decides about each path that a person has named. Files of the package are read normally. */
export function readingWith<Result>(reader: NamedReader, work: () => Result): Result {
  const before = readNamed;
  readNamed = reader;
  try {
    return work();
  } finally {
    readNamed = before;
  }
}

/** The text of a file. Throws Node's error, or `NotPlain`. */
export function readPlainFile(path: string | URL): string {
  return typeof path === "string" ? readNamed(path, readAny) : readAny(path);
}

/** The text of a file; undefined where there is no file, or it cannot be read. */
export function plainTextOf(path: string | URL): string | undefined {
  try {
    return readPlainFile(path);
  } catch {
    return undefined;
  }
}

/** Why this process cannot replace the text of a file; undefined where it can. */
export function replaceTrouble(path: string): string | undefined {
  try {
    const file = realpathSync(path);
    if ((statSync(file).mode & 0o222) === 0) return "it is read-only"; // root may write it all the same, but that is not meant
    accessSync(file, constants.W_OK);
    accessSync(dirname(file), constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as Error).message; // Node's error
  }
}

/** Replaces the text of a file, whole or not at all. The permissions and the owner stay. Throws Node's error. */
export function replacePlainFile(path: string, text: string): void {
  const file = realpathSync(path); // a link stays one
  const { mode, uid, gid } = statSync(file);
  const draft = `${file}.new`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flush: true });
    if (process.getuid?.() === 0) chownSync(draft, uid, gid);
    chmodSync(draft, mode & 0o7777);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(dirname(file));
}

/** Makes sure that the name is on disk, too. */
function syncFolder(folder: string): void {
  const opened = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function readAny(path: string | URL): string {
  refuseOthers(statSync(path)); // a device may do something when it is opened
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK); // a pipe may have taken its place
  try {
    refuseOthers(fstatSync(file));
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

/** What is at a path instead of a file, e.g. `a named pipe`; undefined where it is a file, or nothing. */
export function otherAt(path: string): string | undefined {
  try {
    const stats = statSync(path, { bigint: true }); // log-output.ts says why
    return stats.isFile() ? undefined : kindOf(stats);
  } catch {
    return undefined; // opening it reports the error
  }
}

function refuseOthers(stats: Stats): void {
  if (!stats.isFile()) throw new NotPlain(kindOf(stats));
  if (stats.size > largestPlainFile) throw new NotPlain(`a file of ${stats.size} bytes`, stats.size);
}

function kindOf(stats: StatsBase<unknown>): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a named pipe";
  return stats.isSocket() ? "a socket" : "a device";
}
