/** Asks the store for events that may have come before under another id, or with another text. */

import { type Chat, type Event, sessionGroup } from "../core/event.ts";
import type { Arrival, Store } from "../core/store.ts";
import type { Arrived } from "./arrival.ts";

const rowsAtOnce = 200;
/** The most events of a conversation that are searched. */
const mostEvents = 5_000;

type Reader = Pick<Store, "event" | "searchEvents">;

/** Removes each message that the conversation already has; two equal ones need two. A message with a changed text is kept. */
export function createUnseen(store: Reader): (arrived: readonly Arrived[]) => Promise<readonly Arrival[]> {
  return async (arrived) => {
    const known = await wordsKnown(store, arrived);
    const kept: Arrival[] = [];
    for (const { arrival, doubt } of arrived) {
      if (doubt?.kind === "changed") kept.push((await isChanged(store, arrival)) ? doubt.instead() : arrival);
      else if (doubt === undefined || !isKnown(arrival, known)) kept.push(arrival);
    }
    return kept;
  };
}

async function isChanged(store: Reader, arrival: Arrival): Promise<boolean> {
  if (arrival.kind !== "event" || arrival.event.kind !== "chat") return false;
  const before = (await store.event(arrival.event.id))?.event;
  return before?.kind === "chat" && before.message.trim() !== arrival.event.message.trim();
}

/** How often each thing was said. */
type Words = Map<string, number>;

async function wordsKnown(store: Reader, arrived: readonly Arrived[]): Promise<Words> {
  const doubted = arrived.flatMap(({ arrival, doubt }) =>
    doubt === undefined || doubt.kind === "changed" || arrival.kind !== "event" ? [] : [{ event: arrival.event, doubt }],
  );
  const own = new Set(doubted.map(({ event }) => event.id));
  const words: Words = new Map();
  for (const { event, doubt } of new Map(doubted.map((each) => [groupOf(each.event), each])).values()) {
    const reported = doubt.kind === "reported";
    if (reported && !(await hasEnded(store, event))) continue;
    for await (const chat of chatsOf(store, event)) {
      // Messages that the report itself brought before are recognised by their id.
      if (own.has(chat.id) || (reported && chat.afterCall !== true)) continue;
      words.set(wordsOf(chat), (words.get(wordsOf(chat)) ?? 0) + 1);
    }
  }
  return words;
}

/** A report after the call ends the conversation, so one look is enough for each message before. */
async function hasEnded(store: Reader, { session }: Event): Promise<boolean> {
  if (session === undefined) return false;
  const { rows } = await store.searchEvents({ session, type: "session.end", limit: 1 });
  return rows.length > 0;
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
