/** Which events share a memory. */

import { type Event, sessionGroup, viewOf } from "../../core/event.ts";
import { valueAt } from "../../core/json.ts";

export type GroupPath = readonly string[];

/** The session, or the values at the given paths; undefined where the event lacks a value. */
export function groupOf(event: Event, per: readonly GroupPath[]): string | undefined {
  if (per.length === 0) return event.session === undefined ? undefined : sessionGroup(event.source, event.session);
  const view = viewOf(asReceived(event));
  const values = per.map((path) => valueAt(view, path) ?? null);
  if (values.every((value) => value === null)) return undefined;
  const shared = `per:${JSON.stringify(values)}`;
  return event.session !== undefined && per.some(isSession) ? `${sessionGroup(event.source, event.session)} ${shared}` : shared;
}

/**
 * The evaluation finds out whether an event is late, but the keys of its memories are needed before that. So lateness is part of no group.
 */
function asReceived(event: Event): Event {
  const { late, ...received } = event;
  return late === undefined ? event : received;
}

/** A count per session is a memory of the session: it is deleted with the session and belongs to one conversation. */
function isSession(path: GroupPath): boolean {
  return path.length === 1 && path[0] === "session";
}

/** The group for people: by `group_by`, otherwise by the session; one group for the rule where the event has no such value. */
export function groupFor({ groupBy }: { readonly groupBy: readonly GroupPath[] }, event: Event): string {
  return groupOf(event, groupBy) ?? "everyone";
}

/** `["event", "data", "code"]` and `["data", "code"]` are the same path, because both begin at the event. */
export function fromEvent(path: GroupPath): GroupPath {
  return path[0] === "event" ? path.slice(1) : path;
}
