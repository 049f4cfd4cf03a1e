/** What HTTP destinations send where the file does not say it. */

import type { View } from "../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { toInstant, toIso } from "../core/time.ts";

/** The event, the rule that held and why, and the session so far. */
export function usualBody({ event, rule, finding, session }: View): JsonObject {
  const { id, type, agent, session: sessionId, time, data } = event;
  return {
    rule: rule.name,
    because: finding.because ?? "",
    event: { id: id ?? null, type: type ?? null, agent: agent ?? null, session: sessionId ?? null, time: written(time), data: data ?? {} },
    session,
  };
}

function written(time: Json | undefined): Json {
  const at = typeof time === "number" ? toInstant(time) : undefined;
  return at === undefined ? null : toIso(at);
}

/** The body of a queued message, which its destination has rendered itself. */
export function objectOf(body: Json): JsonObject {
  return isJsonObject(body) ? body : {};
}
