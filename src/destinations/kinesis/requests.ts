/** Records put together into requests of at most so many bytes. Pure. */

import { createHash } from "node:crypto";
import { cut } from "../../text/cut.ts";
import type { StreamEntry } from "./stream.ts";

/** What one request and one record may hold, in bytes with its partition key (Kinesis API reference, "PutRecords"). */
const limits = { request: 5 * 1_024 * 1_024, record: 1_024 * 1_024 };

/** Characters of a partition key; a longer one is told by a hash. */
const longestPartition = 256;

export function partitionOf(said: string, otherwise: string): string {
  const key = said === "" ? otherwise : said;
  return key.length <= longestPartition ? key : `${cut(key, 150, "")}-${createHash("sha256").update(key).digest("hex")}`;
}

export function isTooLarge(entry: StreamEntry): boolean {
  return sizeOf(entry) > limits.record;
}

function sizeOf({ data, partition }: StreamEntry): number {
  return data.byteLength + Buffer.byteLength(partition);
}

/** The entries in their order, in as few requests as they fit into. */
export function requestsOf<Item extends { readonly entry: StreamEntry }>(items: readonly Item[]): readonly (readonly Item[])[] {
  const requests: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item.entry);
    if (size > room || requests.length === 0) {
      requests.push([]);
      room = limits.request;
    }
    requests.at(-1)?.push(item);
    room -= size;
  }
  return requests;
}
