/** A page of a search, newest first. */

import type { Page } from "../../../src/core/store.ts";

export interface PageOptions<Item, Row> {
  readonly items: readonly Item[];
  readonly limit: number;
  /** The `next` of the page before. */
  readonly before: string | undefined;
  readonly read: (item: Item) => Row;
}

export function pageOf<Item extends { readonly seq: number }, Row>({ items, limit, before, read }: PageOptions<Item, Row>): Page<Row> {
  const older = items.filter(({ seq }) => before === undefined || seq < Number(before)).sort((a, b) => b.seq - a.seq);
  const shown = older.slice(0, limit);
  return { rows: shown.map(read), next: older.length > limit ? String(shown.at(-1)?.seq) : undefined };
}
