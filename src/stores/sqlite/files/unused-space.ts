/**
 * The unused bytes of a database file. SQLite leaves copies of rows in them when it moves rows between pages, even with
 * `secure_delete`. sqlite.org/fileformat2.html has the layout of pages. An unsound page is never changed.
 */

/** From the first byte to the one after the last. */
export type PageRange = readonly [from: number, to: number];

export interface FileLayout {
  readonly pageSize: number;
  readonly reserved: number;
  readonly firstTrunk: number;
}

/** A page size of 1 means 65,536. */
const largestPage = 65_536;

/** Undefined where the file is no database. */
export function layoutOf(head: Buffer): FileLayout | undefined {
  if (head.length < 100 || head.toString("latin1", 0, 15) !== "SQLite format 3") return undefined;
  const declared = head.readUInt16BE(16);
  return { pageSize: declared === 1 ? largestPage : declared, reserved: head.readUInt8(20), firstTrunk: head.readUInt32BE(32) };
}

/** By the first byte: the length of the header before the pointers to cells. */
const headers: Readonly<Record<number, number>> = { 2: 12, 5: 12, 10: 8, 13: 8 };

/** Page 1 begins with the file's own header. */
const fileHeader = 100;

/** The unused bytes on a page of a tree; undefined for any other page, and for one that is not sound. */
export function unusedOn(page: Buffer, number: number, usable: number): readonly PageRange[] | undefined {
  const at = number === 1 ? fileHeader : 0;
  const header = headers[page.readUInt8(at)];
  if (header === undefined) return undefined;
  const cells = page.readUInt16BE(at + 3);
  const begin = at + header + 2 * cells;
  const content = page.readUInt16BE(at + 5) || largestPage;
  if (begin > content || content > usable) return undefined;
  for (let cell = 0; cell < cells; cell += 1) {
    const pointer = page.readUInt16BE(at + header + 2 * cell);
    if (pointer < content || pointer >= usable) return undefined;
  }
  const free = freeblocksOf(page, page.readUInt16BE(at + 1), { content, usable });
  return free && [[begin, content], ...free];
}

function freeblocksOf(
  page: Buffer,
  first: number,
  { content, usable }: { content: number; usable: number },
): readonly PageRange[] | undefined {
  const ranges: PageRange[] = [];
  let least = content;
  for (let at = first; at !== 0; ) {
    if (at < least || at + 4 > usable) return undefined;
    const size = page.readUInt16BE(at + 2);
    if (size < 4 || at + size > usable) return undefined;
    ranges.push([at + 4, at + size]);
    least = at + size;
    at = page.readUInt16BE(at);
  }
  return ranges;
}

/** The next page of the list of free pages, and the free pages that this one lists; undefined where it is not sound. */
export function trunkOf(page: Buffer, usable: number): { readonly next: number; readonly leaves: readonly number[] } | undefined {
  const count = page.readUInt32BE(4);
  if (count > usable / 4 - 2) return undefined;
  return { next: page.readUInt32BE(0), leaves: Array.from({ length: count }, (_, leaf) => page.readUInt32BE(8 + 4 * leaf)) };
}

const zeros = Buffer.alloc(largestPage);

/** The ranges with data in them. */
export function filled(page: Buffer, ranges: readonly PageRange[]): readonly PageRange[] {
  return ranges.filter(([from, to]) => from < to && !page.subarray(from, to).equals(zeros.subarray(0, to - from)));
}
