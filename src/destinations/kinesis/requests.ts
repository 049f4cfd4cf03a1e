/** Groups records into requests of limited size. Pure. */

import { createHash } from "node:crypto";
import { cut } from "../../text/cut.ts";
import type { StreamEntry } from "./stream.ts";

/** The most bytes of one request and of one record with its partition key (Kinesis API reference, "PutRecords"). */
const limits = { request: 5 * 1_024 * 1_024, record: 1_024 * 1_024 };

/** The most characters of a partition key; a longer one is replaced by a hash. */
const longestPartition = 256;

export function partitionOf(wanted: string, otherwise: string): string {
  const key = wanted === "" ? otherwise : wanted;
  return key.length <= longestPartition ? key : `${cut(key, 150, "")}-${createHash("sha256").update(key).digest("hex")}`;
}

export function isTooLarge(entry: StreamEntry): boolean {
  return sizeOf(entry) > limits.record;
}

function sizeOf({ data, partition }: StreamEntry): number {
  return data.byteLength + Buffer.byteLength(partition);
}

/** The entries in order, in as few requests as possible. */
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
