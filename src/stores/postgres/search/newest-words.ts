/**
 * The newest turns with some words. The index of words finds all turns with a word, in no order, so a common word costs as much as it has
 * turns.
 * Common words are found by reading the newest turns one after the other instead.
 */

import type { Database, NamedStatement } from "../connection.ts";

/** So many of the newest turns show whether words are common. */
export const sampled = 1_000;
/** With so many hits among them a page of hits is near. */
const commonHits = 10;
/** The turns of each further look, and the most looks for one page. A shorter page has a `next` to continue. */
export const window = 5_000;
export const mostWindows = 2;

export interface Newest {
  /** The turns with the words, the newest first. */
  readonly seqs: readonly number[];
  /** The last turn that was read; undefined where there was none. */
  readonly lowest: number | undefined;
  /** There are no older turns. */
  readonly isEnd: boolean;
}

/** The last row is no hit. It says how far the search has come. */
const newestWith: NamedStatement = {
  name: "newest-with-words",
  text: `
    WITH newest AS MATERIALIZED (SELECT seq, words FROM event_index WHERE seq < $2 ORDER BY seq DESC LIMIT $3)
    (SELECT seq, NULL::bigint AS lowest, NULL::bigint AS looked FROM newest WHERE words @@ $1::tsquery ORDER BY seq DESC)
    UNION ALL SELECT NULL, min(seq), count(*) FROM newest`,
};

/** Reads the newest `size` turns before this one. */
export async function newestTurns(db: Database, words: string, before: number, size: number): Promise<Newest> {
  const rows = await db.run(newestWith, [words, before, size]);
  const end = rows.at(-1);
  const isEnd = Number(end?.looked ?? 0) < size;
  const seqs = rows.flatMap(({ seq }) => (seq === null ? [] : [Number(seq)]));
  return { seqs, lowest: end?.lowest == null ? undefined : Number(end.lowest), isEnd };
}

/** Whether words are so common that the newest turns have enough of them. */
export function areCommon({ seqs }: Newest): boolean {
  return seqs.length >= commonHits;
}

/** With more matches than this the newest turns are read instead. */
const mostByIndex = 10_000;

/** Only the words choose how it is read. */
const byIndex: NamedStatement = {
  name: "find-words",
  text: `
    WITH hits AS MATERIALIZED (SELECT seq FROM event_index WHERE words @@ $1::tsquery LIMIT ${mostByIndex + 1})
    SELECT seq FROM hits`,
};

/** All turns before this one that have the words, the newest first; undefined where there are too many. */
export async function olderByIndex(db: Database, words: string, before: number): Promise<readonly number[] | undefined> {
  const all = (await db.run(byIndex, [words])).map(({ seq }) => Number(seq));
  return all.length > mostByIndex ? undefined : all.filter((seq) => seq < before).sort((a, b) => b - a);
}
