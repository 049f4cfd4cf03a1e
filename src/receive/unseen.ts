/** What a report after the call repeats of what came as it was said. */

import { type Chat, type Event, sessionGroup } from "../core/event.ts";
import type { Arrival, Store } from "../core/store.ts";
import type { Arrived } from "./arrival.ts";

const rowsAtOnce = 200;
/** So many events of a conversation are looked through. */
const mostEvents = 5_000;

type Reader = Pick<Store, "event" | "searchEvents">;

/** Leaves out each message that the conversation has already: two of the same words need two. */
export function createUnseen(store: Reader): (arrived: readonly Arrived[]) => Promise<readonly Arrival[]> {
  return async (arrived) => {
    const known = await wordsKnown(store, arrived);
    return arrived.flatMap(({ arrival, unseen }) => (unseen && isKnown(arrival, known) ? [] : [arrival]));
  };
}

/** How often each thing was said. */
type Words = Map<string, number>;

async function wordsKnown(store: Reader, arrived: readonly Arrived[]): Promise<Words> {
  const events = arrived.flatMap(({ arrival, unseen }) => (unseen && arrival.kind === "event" ? [arrival.event] : []));
  const own = new Set(events.map(({ id }) => id));
  const words: Words = new Map();
  for (const event of new Map(events.map((each) => [groupOf(each), each])).values()) {
    for await (const chat of chatsOf(store, event)) {
      // What the report itself brought before is known by its id.
      if (!own.has(chat.id)) words.set(wordsOf(chat), (words.get(wordsOf(chat)) ?? 0) + 1);
    }
  }
  return words;
}

function isKnown(arrival: Arrival, known: Words): boolean {
  if (arrival.kind !== "event" || arrival.event.kind !== "chat") return false;
  const words = wordsOf(arrival.event);
  const left = known.get(words) ?? 0;
  if (left > 0) known.set(words, left - 1);
  return left > 0;
}

async function* chatsOf(store: Reader, { session, source }: Event): AsyncGenerator<Chat, void> {
  if (session === undefined) return;
  let before: string | undefined;
  let looked = 0;
  do {
    const page = { session, type: "chat.push", limit: rowsAtOnce, ...(before === undefined ? {} : { before }) };
    const { rows, next } = await store.searchEvents(page);
    for (const row of rows) {
      const event = row.source === source ? (await store.event(row.id))?.event : undefined;
      if (event?.kind === "chat") yield event;
    }
    looked += rows.length;
    before = next;
  } while (before !== undefined && looked < mostEvents);
}

function groupOf({ source, session = "" }: Event): string {
  return sessionGroup(source, session);
}

function wordsOf({ source, session = "", role, message }: Chat): string {
  return JSON.stringify([sessionGroup(source, session), role, message.trim()]);
}
