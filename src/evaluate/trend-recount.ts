/** Counts a span of an agent from the stored events themselves, because figures know whole hours only. */

import type { TrendFigure } from "../core/insights/trend-question.ts";
import type { Store } from "../core/store.ts";
import type { Instant } from "../core/time.ts";

const mostPages = 10;
const rowsAPage = 100;

interface SpanQuery {
  readonly agent: string;
  readonly since: Instant;
  readonly until: Instant;
}

interface PageQuery extends SpanQuery {
  readonly limit: number;
  readonly before?: string;
}

type Searches = Pick<Store, "searchConversations" | "searchEvents">;

/** The exact count of a span, as far as the store still has the events, up to a thousand; undefined for readings. */
export async function recount(store: Searches, of: TrendFigure, query: SpanQuery): Promise<number | undefined> {
  if (of !== "sessions" && of !== "messages") return undefined;
  let count = 0;
  let at: PageQuery = { ...query, limit: rowsAPage };
  for (let page = 0; page < mostPages; page += 1) {
    const { next, found } = of === "sessions" ? await conversationsIn(store, at) : await messagesIn(store, at);
    count += found;
    if (next === undefined) return count;
    at = { ...at, before: next };
  }
  return count;
}

interface FoundRows {
  readonly next: string | undefined;
  readonly found: number;
}

async function conversationsIn(store: Searches, query: PageQuery): Promise<FoundRows> {
  const { rows, next } = await store.searchConversations(query);
  return { next, found: rows.length };
}

async function messagesIn(store: Searches, query: PageQuery): Promise<FoundRows> {
  const { rows, next } = await store.searchEvents({ ...query, type: "chat.push" });
  return { next, found: rows.filter(({ said }) => said?.role === "user").length };
}
