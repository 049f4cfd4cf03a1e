/**
 * Overwrites unused bytes of a database file, in a process of its own. The process with the open database must not open its file a second
 * time, because closing it would release SQLite's locks (sqlite.org/howtocorrupt.html, "POSIX advisory locks").
 */

import { closeSync, fstatSync, fsyncSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { type FileLayout, filled, layoutOf, type PageRange, trunkOf, unusedOn } from "./unused-space.ts";

/** From this size on the first byte of another page could look like that of a tree: 128 GB. */
const mostPages = 2 ** 25;

interface File {
  readonly descriptor: number;
  readonly layout: FileLayout;
  readonly pages: number;
}

/** Pages with data in their unused bytes, at this moment. Undefined where the file has an unknown form. */
export function pagesToOverwrite(path: string): readonly number[] | undefined {
  return using(path, (file) => {
    const free = freePagesOf(file);
    if (free === undefined) return undefined;
    const found: number[] = [];
    for (let page = 1; page <= file.pages; page += 1) if (leftOn(file, page, free).length > 0) found.push(page);
    return found;
  });
}

/** The writer rests and its log is empty, so nothing but these bytes changes. False otherwise. */
export function overwrite(path: string, pages: readonly number[]): boolean {
  if (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size) return false;
  return (
    using(path, (file) => {
      const free = freePagesOf(file);
      if (free === undefined) return false;
      for (const page of pages) {
        for (const [from, to] of leftOn(file, page, free)) {
          writeSync(file.descriptor, Buffer.alloc(to - from), 0, to - from, (page - 1) * file.layout.pageSize + from);
        }
      }
      fsyncSync(file.descriptor);
      return true;
    }) === true
  );
}

function using<Result>(path: string, work: (file: File) => Result): Result | undefined {
  const descriptor = openSync(path, "r+");
  try {
    const head = Buffer.alloc(100);
    readSync(descriptor, head, 0, 100, 0);
    const layout = layoutOf(head);
    if (layout === undefined) return undefined;
    const pages = Math.floor(fstatSync(descriptor).size / layout.pageSize);
    return pages >= mostPages ? undefined : work({ descriptor, layout, pages });
  } finally {
    closeSync(descriptor);
  }
}

function read({ descriptor, layout }: File, page: number): Buffer {
  const buffer = Buffer.alloc(layout.pageSize);
  readSync(descriptor, buffer, 0, layout.pageSize, (page - 1) * layout.pageSize);
  return buffer;
}

/** The free pages that contain nothing at all; undefined where their list is not sound. */
function freePagesOf(file: File): ReadonlySet<number> | undefined {
  const { pageSize, reserved, firstTrunk } = file.layout;
  const leaves = new Set<number>();
  const seen = new Set<number>();
  for (let page = firstTrunk; page !== 0; ) {
    if (seen.has(page) || page > file.pages) return undefined;
    seen.add(page);
    const trunk = trunkOf(read(file, page), pageSize - reserved);
    if (trunk === undefined || trunk.leaves.some((leaf) => leaf < 2 || leaf > file.pages)) return undefined;
    for (const leaf of trunk.leaves) leaves.add(leaf);
    page = trunk.next;
  }
  return leaves;
}

function leftOn(file: File, page: number, free: ReadonlySet<number>): readonly PageRange[] {
  const { pageSize, reserved } = file.layout;
  const bytes = read(file, page);
  return filled(bytes, free.has(page) ? [[0, pageSize]] : (unusedOn(bytes, page, pageSize - reserved) ?? []));
}
