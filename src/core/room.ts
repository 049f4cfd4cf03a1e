/** Rooms and the sessions that they belong to. */

import type { Instant } from "./time.ts";

/** The type of the event that names the room of a session without a join. */
export const roomFoundType = "relay.room.found";

/** A room with at least one participant. */
export interface OpenRoom {
  readonly room: string;
  readonly createdAt: Instant | undefined;
}

/** Finds the room of a visitor's session. */
export interface Rooms {
  /** The room of a session, from its join or from an earlier search. */
  of(session: string): Promise<string | undefined>;
  /** The open rooms of an agent that belong to no known session. */
  free(agent: string, open: readonly OpenRoom[]): Promise<readonly OpenRoom[]>;
  /**
   * Stores for all processes that a session is in a room. Resolves with the session that has the room, which is another one if that
   * one came first; undefined where the store cannot write now.
   */
  settle(room: OpenRoom, owner: { readonly agent: string; readonly session: string }): Promise<string | undefined>;
}
