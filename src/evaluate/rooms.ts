/** Finds the room of a session, from joins and from earlier searches. */

import { type Event, eventIdOf, type Other, ownEvent } from "../core/event.ts";
import { type Rooms, roomFoundType } from "../core/room.ts";
import type { EventQuery, Store } from "../core/store.ts";
import { type Clock, type Duration, day, hour, type Instant, minute } from "../core/time.ts";

export interface RoomsOptions {
  readonly store: Pick<Store, "event" | "searchEvents">;
  /** Stores an event of the relay itself, once. */
  readonly addEvent: (event: Other) => Promise<boolean>;
  /** sha256 in hex. */
  readonly digest: (text: string) => string;
  readonly now: Clock;
}

const rowsAtOnce = 100;
/** The most events that are searched. */
const most = 2_000;
/** A room is created about this long before its join. */
const slack: Duration = 5 * minute;

export function createRooms({ store, addEvent, digest, now }: RoomsOptions): Rooms {
  /** The events that name a room, the newest first. At its end it returns how far back it has looked. */
  async function* placings(query: Omit<EventQuery, "limit">, since: Instant): AsyncGenerator<Placing, Instant> {
    let before: string | undefined;
    let looked = 0;
    let reached = now();
    do {
      const { rows, next } = await store.searchEvents({ ...query, limit: rowsAtOnce, ...(before === undefined ? {} : { before }) });
      for (const row of rows) {
        looked += 1;
        reached = row.receivedAt;
        if (reached < since) return since;
        const event = placingTypes.has(row.type) ? (await store.event(row.id))?.event : undefined;
        const placing = event === undefined ? undefined : placingOf(event);
        if (placing !== undefined) yield placing;
      }
      before = next;
    } while (before !== undefined && looked < most);
    return before === undefined ? since : reached;
  }

  /** The rooms of an agent that have a session; undefined where there are too many events since `oldest`. */
  async function taken(agent: string, oldest: Instant): Promise<ReadonlySet<string> | undefined> {
    const since = Math.min(oldest, now() - day) as Instant; // the minimum of instants; bitHuman's clock and ours may differ
    const rooms = new Set<string>();
    for (const type of placingTypes) {
      const found = placings({ type }, since);
      let step = await found.next();
      for (; step.done !== true; step = await found.next()) if (step.value.agent === agent) rooms.add(step.value.room);
      if (step.value > oldest) return undefined;
    }
    return rooms;
  }

  return {
    async of(session) {
      for await (const placing of placings({ session }, 0 as Instant)) return placing.room; // from the beginning
      return undefined;
    },
    async free(agent, open) {
      if (open.length === 0) return [];
      const oldest = Math.min(...open.map(({ createdAt }) => createdAt ?? now() - day)) as Instant; // the minimum of instants
      const rooms = await taken(agent, (oldest - slack) as Instant); // an instant as well
      return rooms === undefined ? [] : open.filter(({ room }) => !rooms.has(room));
    },
    async settle({ room, createdAt }, { agent, session }) {
      const at = now();
      const id = eventIdOf(createdAt ?? Math.floor(at / hour) * hour, digest(`room\n${agent}\n${room}`));
      const event = ownEvent({ id, type: roomFoundType, agent, session, data: { room } }, at);
      return (await addEvent(event)) ? (await store.event(id))?.event?.session : undefined;
    },
  };
}

const placingTypes: ReadonlySet<string> = new Set(["room.join", roomFoundType]);

interface Placing {
  readonly agent: string;
  readonly room: string;
}

function placingOf(event: Event): Placing | undefined {
  const { agent } = event;
  if (event.kind === "join") return event.room === undefined ? undefined : { agent, room: event.room };
  const { room } = event.data;
  return event.type === roomFoundType && event.source === "relay" && typeof room === "string" ? { agent, room } : undefined;
}
