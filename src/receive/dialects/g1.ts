/** The documented format since 2025-09-24: `{agent_id, event_type, data, timestamp}`, times in seconds with a fraction. */

import type { JsonObject } from "../../core/json.ts";
import { instantOf } from "../event-time.ts";
import { type Dialect, isProblem, objectOf, type Problem, type Read } from "./dialect.ts";
import { readFlat } from "./flat.ts";

export const g1: Dialect = {
  name: "g1",
  matches: (body) => Object.hasOwn(body, "event_type"),
  read: (body) => readTyped(body, "agent_id"),
};

/** Reads the envelope that names its event `event_type`; `agentKey` is where the agent stands. */
export function readTyped(body: JsonObject, agentKey: "agent_id" | "agent_code"): Read | Problem {
  const { event_type, data, timestamp } = body;
  const account = readFlat({ type: event_type, typePointer: "/event_type", agent: body[agentKey], data });
  if (isProblem(account)) return account;
  // A chat has a time of its own, which is the one to order by: a retry may overtake.
  return { account, at: instantOf(objectOf(data).timestamp) ?? instantOf(timestamp), vendorId: undefined };
}
