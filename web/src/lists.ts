/** Lists that go on: a page of the answer, and `next` for the one behind it. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { get, type Query } from "./client.ts";

type Page<Key extends string, Row> = { readonly [Each in Key]: readonly Row[] } & { readonly next: string | null };

export interface ListOptions<Key extends string> {
  readonly key: Key;
  readonly path: string;
  readonly query: Query;
  readonly limit?: number;
  readonly enabled?: boolean;
}

/** `key` names the field of the rows in the answer, and the answers that a signal makes stale. */
export function useList<Row, Key extends string = string>({ key, path, query, limit = 50, enabled = true }: ListOptions<Key>) {
  const list = useInfiniteQuery({
    queryKey: [key, path, query, limit],
    queryFn: ({ pageParam, signal }) => get<Page<Key, Row>>(path, { ...query, limit, before: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (before) => before,
    enabled,
  });
  const rows = list.data?.pages.flatMap((page): readonly Row[] => page[key]);
  return { ...list, rows };
}
