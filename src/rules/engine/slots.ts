/**
 * One memory with a separate value for each conversation of a session (`settings.sessions.split_after`). The store keeps it as
 * `[expiresAt, value]`, followed by the conversation and the slots of other conversations where there are any.
 */

import type { Json } from "../../core/json.ts";
import type { MemoryChange } from "../../core/rule.ts";
import type { Instant } from "../../core/time.ts";

export interface Slot {
  /** Undefined where it was written while sessions were not split. It then belongs to every conversation. */
  readonly conversation: string | undefined;
  readonly value: Json;
  readonly expiresAt: Instant;
}

/** The newest first. */
export type Slots = readonly Slot[];

type Written = readonly [Instant, Json, (string | null)?, (readonly (readonly [Instant, Json, (string | null)?])[])?];

export function slotsIn(memory: Json | undefined): Slots {
  if (memory === undefined) return none;
  const [expiresAt, value, conversation, others] = memory as unknown as Written; // written by `changeOf`
  const newest: Slot = { conversation: conversation ?? undefined, value, expiresAt };
  if (others === undefined) return [newest];
  return [newest, ...others.map(([until, each, of]) => ({ conversation: of ?? undefined, value: each, expiresAt: until }))];
}

const none: Slots = [];

/** The slot of a conversation; without such a slot the newest, which may belong to it. */
export function slotOf(slots: Slots, conversation: string | undefined): Slot | undefined {
  if (conversation === undefined) return slots[0];
  return slots.find((each) => each.conversation === conversation) ?? slots.find((each) => each.conversation === undefined);
}

/** Replaces the slot of its conversation, and drops the slots that are no longer needed. */
export function withSlot(slots: Slots, slot: Slot, isNeeded: (slot: Slot) => boolean): Slots {
  return [slot, ...slots.filter((each) => each.conversation !== slot.conversation && isNeeded(each))];
}

export function changeOf([newest, ...others]: Slots, expiresAt: Instant): MemoryChange {
  if (newest === undefined) return { value: undefined, expiresAt };
  const { conversation, value } = newest;
  const last = Math.max(newest.expiresAt, ...others.map((each) => each.expiresAt)) as Instant; // the latest of instants
  if (others.length === 0 && conversation === undefined) return { value: [newest.expiresAt, value], expiresAt: last };
  const rest = others.map((each): Json => [each.expiresAt, each.value, each.conversation ?? null]);
  return { value: [newest.expiresAt, value, conversation ?? null, ...(rest.length === 0 ? [] : [rest])], expiresAt: last };
}
