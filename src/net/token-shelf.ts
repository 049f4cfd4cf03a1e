/**
 * Stores OAuth tokens for all processes. A vendor may give a new refresh token with each access token, and end the grant when
 * an old one is used again. So one process at a time asks, and it stores the answer before anybody uses it.
 */

import { randomUUID } from "node:crypto";
import { type JsonObject, objectOf } from "../core/json.ts";
import { type Clock, type Duration, type Instant, plus, second } from "../core/time.ts";
import type { SealedBox } from "./sealed-box.ts";

/** JSON that only the relay reads. */
export interface Grant {
  readonly token: string;
  /** Undefined where the other side did not say. */
  readonly until?: Instant | undefined;
  readonly refresh?: string | undefined;
}

export interface ShelfSettings {
  /** Stores a text under this source's name, unless there is another than `instead`. Resolves with the stored text. */
  readonly keep: (text: string, instead?: string) => Promise<string>;
  readonly box: SealedBox;
  readonly now: Clock;
}

/** The right to ask, which only one process has at a time. */
export interface TokenTurn {
  /** The last grant. */
  readonly grant: Grant | undefined;
  /** Returns the right, with the new grant. */
  end(grant: Grant | undefined): Promise<void>;
}

export interface TokenShelf {
  /** The stored grant. */
  look(): Promise<Grant | undefined>;
  /** Undefined while another process has the right. */
  take(): Promise<TokenTurn | undefined>;
}

/** A process that is killed loses the right after this long. It is longer than anybody waits for an answer. */
const lease: Duration = 30 * second;

/** The store fails, or is down now. */
export class ShelfTrouble extends Error {
  override readonly name = "ShelfTrouble";
}

export function tokenShelf({ box, now, ...settings }: ShelfSettings): TokenShelf {
  const keep = (text: string, instead?: string) => settings.keep(text, instead).catch(troubled);
  const read = async () => recordIn(await keep(""));
  const grantOf = ({ closed }: Kept): Grant | undefined => grantIn(closed === undefined ? undefined : box.open(closed));
  return {
    look: async () => grantOf(await read()),
    async take() {
      const before = await read();
      if (before.until !== undefined && isAhead(before.until, now())) return undefined;
      const mine = JSON.stringify({ closed: before.closed, until: plus(now(), lease), by: randomUUID() });
      if ((await keep(mine, before.text)) !== mine) return undefined;
      return {
        grant: grantOf(before),
        async end(grant) {
          const closed = grant === undefined ? before.closed : box.close(JSON.stringify(grant));
          await keep(JSON.stringify({ closed }), mine);
        },
      };
    },
  };
}

/** No right is longer than a lease. One that seems to be was taken before the clock was set back, and has ended. */
function isAhead(until: Instant, now: Instant): boolean {
  return until > now && until - now <= lease;
}

function troubled(): never {
  throw new ShelfTrouble();
}

interface Kept {
  readonly text: string;
  readonly closed: string | undefined;
  /** Until then a process has the right to ask. */
  readonly until: Instant | undefined;
}

function recordIn(text: string): Kept {
  const { closed, until } = objectIn(text);
  return {
    text,
    closed: typeof closed === "string" ? closed : undefined,
    until: typeof until === "number" ? (until as Instant) : undefined, // `take` wrote it
  };
}

function grantIn(text: string | undefined): Grant | undefined {
  const grant = objectIn(text ?? "");
  return typeof grant.token === "string" ? (grant as unknown as Grant) : undefined; // `end` wrote it
}

function objectIn(text: string): JsonObject {
  if (text === "") return {};
  return objectOf(JSON.parse(text));
}
