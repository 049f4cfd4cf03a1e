/** The values of labels, and the series that exist before anything happened. */

import type { QuarantineReason } from "../core/store.ts";
import { boundedLabel, closedLabel, otherValue } from "./bounded-label.ts";
import type { Instruments } from "./instruments.ts";

export interface Labels {
  readonly type: (value: string) => string;
  readonly rule: (value: string) => string;
  readonly to: (value: string) => string;
  readonly code: (value: string) => string;
  readonly language: (value: string) => string;
  readonly agent: (value: string) => string;
}

/** Names from rules.yaml. */
export interface KnownNames {
  readonly rules: readonly string[];
  readonly destinations: readonly string[];
}

/** The type of bytes that could not be read as an event. */
export const unread = "unknown";

const eventTypes = ["room.join", "chat.push", "session.end", "agent.error", "agent.ready", "agent.failed", "ping", "test"];
const quarantineReasons: readonly QuarantineReason[] = [
  "invalid_json",
  "not_object",
  "invalid_utf8",
  "too_deep",
  "schema_invalid",
  "too_old",
  "crash_loop",
];

export function createLabels(): Labels {
  return {
    type: closedLabel([...eventTypes, unread]),
    rule: boundedLabel(100),
    to: boundedLabel(20),
    code: boundedLabel(30),
    language: boundedLabel(20),
    agent: boundedLabel(20),
  };
}

/** All series start at 0, because a rate misses the first count of a series that appears with it. */
export function startAtZero(instruments: Instruments): void {
  const { requests, processing, quarantined, quarantineEmptied, dropped, adminRefused, reloadSuccessful } = instruments;
  for (const event_type of [...eventTypes, otherValue, unread]) processing.zero({ event_type });
  for (const event_type of [...eventTypes, otherValue]) {
    for (const status of ["accepted", "duplicate"]) requests.inc({ event_type, status }, 0);
  }
  for (const status of ["duplicate", "quarantined", "rejected"]) requests.inc({ event_type: unread, status }, 0);
  for (const why of ["age", "limit"]) quarantineEmptied.inc({ why }, 0);
  for (const reason of quarantineReasons) quarantined.inc({ reason }, 0);
  for (const why of ["limit", "gave_way", "pipelined"]) dropped.inc({ port: "public", why }, 0);
  dropped.inc({ port: "admin", why: "limit" }, 0);
  for (const code of ["unauthorized", "too_many_tries", "role_required"]) adminRefused.inc({ code }, 0);
  reloadSuccessful.set(1);
}

export function startNamesAtZero({ rules, destinations }: KnownNames, instruments: Instruments, labels: Labels): void {
  for (const rule of rules.map(labels.rule)) instruments.findings.inc({ rule }, 0);
  for (const to of destinations.map(labels.to)) {
    instruments.attempts.inc({ to, outcome: "delivered", reason: "" }, 0);
    for (const state of ["delivered", "dead"]) instruments.ended.inc({ to, state }, 0);
    instruments.skipped.inc({ to }, 0);
    instruments.breaker.inc({ to }, 0);
    instruments.paused.inc({ to }, 0);
  }
}
