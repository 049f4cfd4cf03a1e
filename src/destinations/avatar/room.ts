/** Finds the room of a session whose join never came: the only room of its agent without another session, or none. */

import type { Outcome } from "../../core/delivery.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { OpenRoom, Rooms } from "../../core/room.ts";
import { type Instant, toInstant } from "../../core/time.ts";
import type { BithumanClient } from "../../net/bithuman/client.ts";
import { listIn } from "../../net/bithuman/envelope.ts";
import { outcomeOfTrouble } from "./answer.ts";
import type { Speech } from "./speech.ts";

export type FoundRoom = { readonly kind: "room"; readonly room: string } | { readonly kind: "nowhere"; readonly outcome: Outcome };

export interface Finder {
  /** Where to say it. bitHuman is asked once for a session; nothing is guessed. */
  find(speech: Speech, signal: AbortSignal): Promise<FoundRoom>;
}

export function createFinder(client: Pick<BithumanClient, "ask">, rooms: Rooms): Finder {
  let running: Promise<unknown> = Promise.resolve();

  async function ask({ agent, session }: Speech & { readonly session: string }, signal: AbortSignal): Promise<FoundRoom> {
    const known = await rooms.of(session);
    if (known !== undefined) return { kind: "room", room: known };
    const open = await client.ask(`/v1/agent/${encodeURIComponent(agent)}/sessions`, openRooms, signal);
    if (open.kind === "failed") return { kind: "nowhere", outcome: outcomeOfTrouble(open.trouble) };
    const free = await rooms.free(agent, open.value);
    const [only, ...others] = free;
    if (only === undefined || others.length > 0) return nowhere(open.value.length, free.length);
    const owner = await rooms.settle(only, { agent, session });
    if (owner === session) return { kind: "room", room: only.room };
    return owner === undefined ? { kind: "nowhere", outcome: cannotKeep } : nowhere(open.value.length, 0);
  }

  return {
    async find(speech, signal) {
      const { room, session } = speech;
      if (room !== null) return { kind: "room", room };
      if (session === null) return nowhere(0, 0);
      const asked = running.then(() => ask({ ...speech, session }, signal)); // one after the other, so that two do not find the same room
      running = asked.catch(() => undefined);
      return asked;
    },
  };
}

const cannotKeep: Outcome = { kind: "later", reason: "interrupted", detail: "the room was found, and cannot be kept just now" };

function nowhere(open: number, free: number): FoundRoom {
  const found =
    free > 1 ? `${free} rooms of this agent could be its` : `none of the ${open} rooms that bitHuman lists for this agent is its`;
  const detail = `no room is known for this session, since its join never came, and ${found}; without a room every visitor would hear it`;
  return { kind: "nowhere", outcome: { kind: "refused", reason: "recipient_invalid", detail } };
}

/** bitHuman's reference, "Agents", sessions: `room_id` is the room's name. */
function openRooms(body: Json): readonly OpenRoom[] | undefined {
  return listIn(body, ["sessions"])?.flatMap((row) => {
    if (!isJsonObject(row) || row.deliverable === false) return [];
    const { room_id: room, created_at: created } = row;
    return typeof room === "string" && room !== "" ? [{ room, createdAt: instantOf(created) }] : [];
  });
}

function instantOf(value: Json | undefined): Instant | undefined {
  if (typeof value === "number") return toInstant(Math.round(value * 1_000));
  return typeof value === "string" ? toInstant(Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`)) : undefined;
}
