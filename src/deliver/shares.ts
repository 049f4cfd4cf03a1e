/** What a lane may claim next, where updates have a limit of their own. Pure. */

import type { Mode } from "../core/delivery.ts";
import type { DeliveryPolicy } from "../core/destination.ts";

/** The limit that a message counts against. */
export type Share = "posts" | "updates";

export function shareOf({ updates }: Pick<DeliveryPolicy, "updates">, mode: Mode = "new"): Share {
  return mode === "update" && updates !== undefined ? "updates" : "posts";
}

export interface FreeRoom {
  readonly posts: number;
  readonly updates: number;
}

export interface Take {
  readonly max: number;
  /** One after the other until one has messages; undefined: whatever is due first. */
  readonly modes: readonly (Mode | undefined)[];
  /** The limits that it may count against. */
  readonly shares: readonly Share[];
}

/** Undefined where there is no room at all. New messages come before additions to them, where there is not enough room for both. */
export function takeOf({ posts, updates }: FreeRoom, hasUpdates: boolean): Take | undefined {
  if (!hasUpdates) return posts > 0 ? { max: posts, modes: [undefined], shares: ["posts"] } : undefined;
  if (posts > 0 && updates > 0) return { max: Math.min(posts, updates), modes: [undefined], shares: ["posts", "updates"] };
  if (posts > 0) return { max: posts, modes: ["new", "append"], shares: ["posts"] };
  return updates > 0 ? { max: updates, modes: ["update"], shares: ["updates"] } : undefined;
}
