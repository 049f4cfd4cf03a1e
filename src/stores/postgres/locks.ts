/** The lane of an event, and the advisory locks that keep two processes from the same memory or thread. */

import type { Event } from "../../core/event.ts";
import { sessionPrefix } from "../../core/event.ts";
import type { NamedStatement } from "./connection.ts";
import { laneCount } from "./schema.ts";

/** 32 bits of FNV-1a over UTF-16 code units (isthe.com/chongo/tech/comp/fnv). Two texts with the same hash only wait for each other. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value | 0;
}

/** All events of a session are in one lane. Events without a session use their agent. */
export function laneOf({ session, agent }: Pick<Event, "session" | "agent">): number {
  return (hash(session ?? `agent ${agent}`) >>> 8) % laneCount;
}

/** Takes locks until the end of the transaction, in the given order. All processes use the same order, so there is no deadlock. */
export const lockAll: NamedStatement = {
  name: "lock-all",
  text: "SELECT pg_advisory_xact_lock($1 # hashtext(current_schema()), each) FROM unnest($2::int[]) AS each",
};

/** The kinds of locks. Memories are locked before threads. */
export const guarded = { memory: 0x6d656d, thread: 0x746872 } as const;

/**
 * The locks for shared memories. Memories of a session in the batch need none: only its own events use them, and they are all in
 * the locked lane. (If another process changed one all the same, its version would show that.)
 */
export function memoryLocks(keys: readonly string[], events: readonly Event[]): readonly number[] {
  const own = new Set(events.flatMap(({ session }) => (session === undefined ? [] : [sessionPrefix(session)])));
  const shared = keys.filter((key) => !own.has(key.slice(0, key.indexOf("@") + 1)));
  return ordered(shared.map(hash));
}

export interface InThread {
  readonly to: string;
  readonly thread: string;
}

export function threadLocks(threads: readonly InThread[]): readonly number[] {
  return ordered(threads.map(({ to, thread }) => hash(`${to}\n${thread}`)));
}

function ordered(hashes: readonly number[]): readonly number[] {
  return [...new Set(hashes)].sort((a, b) => a - b);
}
