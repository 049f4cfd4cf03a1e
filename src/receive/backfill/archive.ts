/** What the store has of a conversation. */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Chat, Event } from "../../core/event.ts";
import type { EventQuery, EventRow, Store } from "../../core/store.ts";
import { type Duration, minute } from "../../core/time.ts";
import { isSame } from "./missing.ts";
import type { TranscriptConversation, TranscriptLine } from "./transcripts.ts";

/** The time between a visitor's join and the beginning of the conversation. */
const joinsWithin: Duration = 5 * minute;
/** Arrivals are handled between reads of this many rows, because the embedded store reads on the same thread. */
const rowsAtOnce = 25;
/** The most events that are searched for one of the conversation. */
const mostEvents = 2_000;

export interface KnownMessages {
  /** The session's id in its webhooks; the conversation's own id where no webhook came. */
  readonly session: string;
  readonly events: readonly Event[];
}

export interface BackfillArchive {
  of(conversation: TranscriptConversation, lines: readonly TranscriptLine[]): Promise<KnownMessages>;
  /** Whether the source sends such events. Each of the two kinds can be switched off on bitHuman's dashboard. */
  sends(type: DashboardType): Promise<boolean>;
}

export type DashboardType = "room.join" | "chat.push";

/**
 * A kind is switched off where none of it ever came and many of the other kind did. Before that nothing is certain, and missing
 * events are stored: perhaps every webhook was refused.
 */
const insteadOf = {
  "room.join": { other: "chat.push", many: 20 },
  "chat.push": { other: "room.join", many: 3 },
} as const;

interface Reader {
  eventsOf(session: string): Promise<readonly Event[]>;
  /** Events of a type, newest first. */
  events(query: Omit<EventQuery, "limit">): AsyncGenerator<Event, void>;
  /** Events of a type that came since the conversation began, newest first. */
  eventsSince(type: string, conversation: TranscriptConversation): AsyncGenerator<Event, void>;
}

function createReader(store: Pick<Store, "event" | "searchEvents">, source: string): Reader {
  async function* events(query: Omit<EventQuery, "limit">): AsyncGenerator<Event, void> {
    let before: string | undefined;
    do {
      const { rows, next } = await store.searchEvents({ ...query, limit: rowsAtOnce, ...(before === undefined ? {} : { before }) });
      for (const row of rows.filter((each: EventRow) => each.source === source)) {
        const event = (await store.event(row.id))?.event;
        if (event !== undefined) yield event;
      }
      before = next;
      await nextTurn();
    } while (before !== undefined);
  }

  async function eventsOf(session: string): Promise<readonly Event[]> {
    const found: Event[] = [];
    for await (const event of events({ session })) found.push(event);
    return found;
  }

  async function* eventsSince(type: string, { started, agent }: TranscriptConversation): AsyncGenerator<Event, void> {
    let looked = 0;
    for await (const event of events({ type })) {
      looked += 1;
      if (event.receivedAt < started - joinsWithin || looked > mostEvents) return;
      if (event.agent === agent) yield event;
    }
  }

  return { eventsOf, events, eventsSince };
}

export function createArchive(store: Pick<Store, "event" | "searchEvents">, source: string): BackfillArchive {
  const { eventsOf, events, eventsSince } = createReader(store, source);
  const sent = new Map<DashboardType, boolean>();

  /** Events of a type that came by webhook, counted up to `most`. */
  async function sentItself(type: DashboardType, most: number): Promise<number> {
    let count = 0;
    let looked = 0;
    for await (const { origin } of events({ type })) {
      count += origin === undefined ? 1 : 0;
      looked += 1;
      if (count === most || looked === mostEvents) break;
    }
    return count;
  }

  const sentOnce = async (type: DashboardType) => (await sentItself(type, 1)) > 0;

  /** bitHuman does not say whether a conversation's id is that of its session. A join of its room at its beginning shows it. */
  async function sessionByRoom(conversation: TranscriptConversation): Promise<string | undefined> {
    const { room, started } = conversation;
    for await (const event of eventsSince("room.join", conversation)) {
      const isIt = event.kind === "join" && room !== undefined && event.room === room;
      if (isIt && Math.abs(event.occurredAt - started) <= joinsWithin) return event.session;
    }
    return undefined;
  }

  /** Where the join was missed: the session with the same words at the same time. A greeting alone is not enough. */
  async function sessionByWords(conversation: TranscriptConversation, lines: readonly TranscriptLine[]): Promise<string | undefined> {
    const alike = new Map<string, Chat[]>();
    for await (const event of eventsSince("chat.push", conversation)) {
      if (event.kind !== "chat" || event.session === undefined || !lines.some((line) => isSame(line, event))) continue;
      alike.set(event.session, [...(alike.get(event.session) ?? []), event]);
    }
    const candidates = [...alike].filter(([, chats]) => chats.length > 1 || chats.some(({ role }) => role === "user"));
    for (const [session] of candidates.toSorted(([, one], [, other]) => other.length - one.length)) {
      if (!(await eventsOf(session)).some(({ kind }) => kind === "join")) return session; // otherwise it belongs to another room
    }
    return undefined;
  }

  return {
    async of(conversation, lines) {
      const own = await eventsOf(conversation.id);
      if (own.length > 0) return { session: conversation.id, events: own };
      const session = (await sessionByRoom(conversation)) ?? (await sessionByWords(conversation, lines));
      return session === undefined ? { session: conversation.id, events: [] } : { session, events: await eventsOf(session) };
    },
    async sends(type) {
      const known = sent.get(type);
      if (known !== undefined) return known;
      const { other, many } = insteadOf[type];
      const found = (await sentOnce(type)) || (await sentItself(other, many)) < many;
      sent.set(type, found);
      return found;
    },
  };
}
