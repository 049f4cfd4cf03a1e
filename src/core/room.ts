/** Rooms and the sessions that they belong to. */

import type { Instant } from "./time.ts";

/** The type of the event that says in which room a session without a join was found. */
export const roomFoundType = "relay.room.found";

/** A room in which somebody is. */
export interface OpenRoom {
  readonly room: string;
  readonly createdAt: Instant | undefined;
}

/** Which room a visitor's session is in. */
export interface Rooms {
  /** The room of a session, by its join or as it was found before. */
  of(session: string): Promise<string | undefined>;
  /** Those of an agent's open rooms that belong to no known session. */
  free(agent: string, open: readonly OpenRoom[]): Promise<readonly OpenRoom[]>;
  /**
   * Keeps for all processes that a session is in a room. Resolves with the session that the room belongs to, which is another one where
   * that one came first; undefined where the store cannot keep it now.
   */
  settle(room: OpenRoom, owner: { readonly agent: string; readonly session: string }): Promise<string | undefined>;
}
