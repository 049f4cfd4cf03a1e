/** Which events share a memory. */

import { type Event, sessionGroup, viewOf } from "../../core/event.ts";
import { valueAt } from "../../core/json.ts";

export type GroupPath = readonly string[];

/** The session, or where paths are given the values found at them; undefined where the event has none of it. */
export function groupOf(event: Event, per: readonly GroupPath[]): string | undefined {
  if (per.length === 0) return event.session === undefined ? undefined : sessionGroup(event.source, event.session);
  const view = viewOf(asReceived(event));
  const values = per.map((path) => valueAt(view, path) ?? null);
  if (values.every((value) => value === null)) return undefined;
  const shared = `per:${JSON.stringify(values)}`;
  return event.session !== undefined && per.some(isSession) ? `${sessionGroup(event.source, event.session)} ${shared}` : shared;
}

/** Whether an event is late is found while it is evaluated, and its memories are named before that: lateness is part of no group. */
function asReceived(event: Event): Event {
  const { late, ...received } = event;
  return late === undefined ? event : received;
}

/** What is counted for each session is a memory of the session: it is forgotten with it, and is its conversation's alone. */
function isSession(path: GroupPath): boolean {
  return path.length === 1 && path[0] === "session";
}

/** What belongs together for people: by `group_by`, else by the session; all of a rule where an event has none of it. */
export function groupFor({ groupBy }: { readonly groupBy: readonly GroupPath[] }, event: Event): string {
  return groupOf(event, groupBy) ?? "everyone";
}

/** `["event", "data", "code"]` and `["data", "code"]` are the same path: both start at the event. */
export function fromEvent(path: GroupPath): GroupPath {
  return path[0] === "event" ? path.slice(1) : path;
}
