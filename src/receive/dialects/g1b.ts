/** The embed guide's format since 2026-05-29: as g1, with `agent_code`, and a chat without a time of its own. */

import type { Dialect } from "./dialect.ts";
import { readTyped } from "./g1.ts";

export const g1b: Dialect = {
  name: "g1b",
  matches: (body) => Object.hasOwn(body, "event_type") && Object.hasOwn(body, "agent_code") && !Object.hasOwn(body, "agent_id"),
  read: (body) => readTyped(body, "agent_code"),
};
