/** The limits of docs/limits.md that this process has reached in the last day. */

import type { Signal } from "../core/signal.ts";
import type { Clock } from "../core/time.ts";
import { createDayCount } from "./day-count.ts";

export interface LimitReached {
  readonly limit: Limit;
  readonly times: number;
}

export type Limit =
  | "connections_public"
  | "connections_admin"
  | "body_size"
  | "overload"
  | "text_length"
  | "messages_per_event"
  | "quarantine_size"
  | "token_tries"
  | "waiting_age";

export interface LimitWatch {
  watch(signal: Signal): void;
  /** The one that was reached most often first. */
  lastDay(): readonly LimitReached[];
}

export function createLimitWatch(now: Clock): LimitWatch {
  const counts = createDayCount(now);
  return {
    watch(signal) {
      for (const limit of limitsIn(signal)) counts.take(limit);
    },
    lastDay: () => counts.lastDay().map(({ label, count }) => ({ limit: label as Limit, times: count })), // `watch` takes no other labels
  };
}

function limitsIn(signal: Signal): readonly Limit[] {
  switch (signal.name) {
    case "connection.dropped":
      return [`connections_${signal.port}`];
    case "request.answered":
      if (signal.code === "body_too_large") return ["body_size"];
      return signal.status === 503 ? ["overload"] : [];
    case "event.evaluated":
      return [...(signal.cut > 0 ? (["text_length"] as const) : []), ...(signal.left > 0 ? (["messages_per_event"] as const) : [])];
    case "quarantine.emptied":
      return signal.why === "limit" ? ["quarantine_size"] : [];
    case "admin.refused":
      return signal.code === "too_many_tries" ? ["token_tries"] : [];
    case "deliveries.ended":
      return signal.reason === "expired" ? ["waiting_age"] : [];
    default:
      return [];
  }
}
