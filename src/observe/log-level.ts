/** The log level of a signal. */

import type { Signal } from "../core/signal.ts";

/** Steps of ordinary events are debug; deliveries are info; what somebody should look at is a warning. */
export function levelOf(signal: Signal): "debug" | "info" | "warn" | "error" {
  if (isOrdinary(signal)) return "debug";
  switch (signal.name) {
    case "event.evaluated":
      return signal.left > 0 ? "warn" : signal.cut > 0 ? "info" : "debug";
    case "request.answered":
      return signal.status < 400 ? "debug" : "warn";
    case "delivery.attempted":
      return levelOfAttempt(signal.state, signal.outcome);
    case "breaker.changed":
      return signal.state === "open" ? "warn" : "info";
    case "admin.oidc_failed":
    case "admin.refused":
    case "admin.token":
    case "config.warning":
    case "connection.dropped":
    case "webhook.missed":
    case "plugin.failed":
    case "event.quarantined":
    case "destination.failing":
    case "deliveries.ended":
    case "slack.disconnected":
    case "slack.unanswered":
    case "backfill.failed":
    case "account.low":
    case "account.refused":
    case "backfill.done":
    case "clock.set_back":
    case "checkpoint.fallback":
    case "question.unnamed":
      return "warn";
    case "quarantine.emptied":
      return signal.why === "limit" ? "warn" : "info";
    case "click.taken":
      return ["accepted", "duplicate", "asked"].includes(signal.outcome) ? "info" : "warn";
    case "store.checked":
      return { sound: "info", unfinished: "warn", damaged: "error" }[signal.result] as "info" | "warn" | "error"; // one for each result
    case "destination.paused":
    case "rules.refused":
    case "store.trouble":
    case "bug":
      return "error";
    default:
      return levelOfNews(signal);
  }
}

const news = [
  "projection.filled",
  "setup.test_arrived",
  "setup.first_event",
  "admin.called",
  "admin.session",
  "slack.connected",
  "backfill.recovered",
  "destination.resumed",
  "rules.loaded",
  "proxy.used",
  "process.ready",
  "process.stopping",
] as const satisfies readonly Signal["name"][];

/** The compiler reports a signal without a level. */
function levelOfNews(_: Extract<Signal, { name: (typeof news)[number] }>): "info" {
  return "info";
}

const ordinary = [
  "event.accepted",
  "event.duplicate",
  "account.seen",
  "timers.fired",
  "store.pruned",
  "conversations.changed",
  "replica.changed",
] as const;

function isOrdinary(signal: Signal): signal is Extract<Signal, { readonly name: (typeof ordinary)[number] }> {
  return ordinary.some((name) => name === signal.name);
}

function levelOfAttempt(state: "waiting" | "delivered" | "dead", outcome: string): "info" | "warn" | "error" {
  if (state === "dead") return "error";
  return outcome === "delivered" || outcome === "onward" ? "info" : "warn";
}
