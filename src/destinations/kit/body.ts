/** The default bodies of HTTP destinations. */

import type { View } from "../../core/destination.ts";
import type { JsonObject } from "../../core/json.ts";
import { type Instant, toInstant, toIso } from "../../core/time.ts";

/** The event, the rule that held and why, and the session so far. */
export function usualBody({ event, rule, finding, session }: View): JsonObject {
  const { id, type, agent, session: sessionId, data } = event;
  const at = timeAt(event);
  return {
    rule: rule.name,
    because: finding.because ?? "",
    event: {
      id: id ?? null,
      type: type ?? null,
      agent: agent ?? null,
      session: sessionId ?? null,
      time: at === undefined ? null : toIso(at),
      data: data ?? {},
    },
    session,
  };
}

/** When an event happened, where it has a time. */
export function timeAt(event: JsonObject): Instant | undefined {
  return typeof event.time === "number" ? toInstant(event.time) : undefined;
}

/** A value as a text; empty where there is none. */
export function textAt(from: JsonObject, key: string): string {
  const value = from[key];
  return value === undefined || value === null ? "" : String(value);
}
