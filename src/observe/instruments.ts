/** Every metric by name, in its own registry, so that two relays in one process count separately. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Seconds from half a millisecond to the time limit of a sender. */
const quick = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** The same for answers, finer around 20 ms, which a visitor does not notice. */
const answers = [0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** Seconds from a healthy destination to one that was down for hours. */
const patient = [0.01, 0.05, 0.25, 1, 5, 30, 300, 3600, 36000];

export type Instruments = ReturnType<typeof createInstruments>;

export function createInstruments() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { registry, ...ofIntake(registry), ...ofRules(registry), ...ofDelivery(registry), ...ofStore(registry), ...ofAccount(registry) };
}

function ofIntake(registry: Registry) {
  const { counter, gauge, histogram } = makers(registry);
  return {
    requests: counter("webhook_requests_total", "Webhooks by event type and status.", ["event_type", "status"]),
    processing: histogram("webhook_processing_seconds", "From a webhook's arrival to its answer, by event type.", answers, ["event_type"]),
    refused: counter("relay_requests_refused_total", "Requests that were refused, by error code.", ["code"]),
    dropped: counter("relay_connections_dropped_total", "Connections that were closed unserved, because there were too many.", [
      "port",
      "why",
    ]),
    unfinished: gauge("relay_unfinished_body_bytes", "Bytes of bodies that are still coming in, which share MAX_UNFINISHED_MB."),
    missed: counter("relay_webhooks_missed_total", "Requests that look like webhooks and came to an unknown path."),
    accepted: counter("relay_events_accepted_total", "Events on disk."),
    adminRefused: counter(
      "relay_admin_refused_total",
      "Calls of the admin port that were refused: wrong tokens, and roles that are too small.",
      ["code"],
    ),
    clicks: counter("relay_slack_clicks_total", "Clicks in Slack and on links, by action and outcome.", ["action", "outcome"]),
    backfilled: counter("relay_backfill_events_total", "Events that never came and were found in bitHuman's own record."),
    backfillFailures: counter("relay_backfill_failures_total", "Looks into bitHuman's own record that failed, by code.", ["code"]),
    backfillFailing: gauge("relay_backfill_failing", "1 where the last look into bitHuman's own record failed."),
    duplicates: counter("relay_events_duplicate_total", "Events that were sent again."),
    pluginFailures: counter("relay_plugin_failures_total", "Failures of plug-in conditions and sources, by plug-in.", ["plugin"]),
    quarantined: counter("relay_events_quarantined_total", "Proven bytes that are no usable event, by reason.", ["reason"]),
  };
}

function ofRules(registry: Registry) {
  const { counter, gauge, histogram } = makers(registry);
  return {
    evaluated: counter("relay_events_evaluated_total", "Events that the rules have looked at."),
    evaluationWait: histogram("relay_evaluation_wait_seconds", "From an event's arrival to its evaluation.", quick),
    findings: counter("relay_rule_findings_total", "How often a rule held.", ["rule"]),
    cut: counter("relay_texts_cut_total", "Texts that were too long, and were cut before rules and templates used them."),
    left: counter(
      "relay_findings_over_limit_total",
      "Rules that held and sent nothing, since their event had already made enough messages.",
    ),
    unheard: counter("relay_unheard_total", "Messages of visitors in a language that the detectors have no pack for.", ["language"]),
    timers: counter("relay_timers_fired_total", "Timers that came due."),
    rules: gauge("relay_rules", "Rules in use."),
    reloadFailures: counter("relay_config_reload_failures_total", "Reloads of rules.yaml that were refused."),
    reloadSuccessful: gauge(
      "relay_config_last_reload_successful",
      "1 where the rules in use are those of the file, 0 where it does not load.",
    ),
  };
}

function ofDelivery(registry: Registry) {
  const { counter, gauge, histogram } = makers(registry);
  return {
    attempts: counter("relay_delivery_attempts_total", "Attempts to deliver, by how they ended.", ["to", "outcome", "reason"]),
    skipped: counter("relay_messages_skipped_total", "Messages about a visitor that were left out, since nobody said who it is.", ["to"]),
    ended: counter("relay_deliveries_total", "Deliveries that ended, delivered or dead.", ["to", "state"]),
    deliveryTime: histogram("relay_delivery_seconds", "From when a message was due to its delivery.", patient, ["to"]),
    breaker: gauge("relay_breaker_state", "0 closed, 1 half-open, 2 open.", ["to"]),
    paused: gauge("relay_destination_paused", "1 where a destination waits for a person, or has asked for fewer requests for minutes.", [
      "to",
    ]),
  };
}

function ofAccount(registry: Registry) {
  const { counter, gauge } = makers(registry);
  return {
    balance: gauge("relay_bithuman_balance_credits", "Credits of the bitHuman account."),
    minutesLeft: gauge("relay_bithuman_minutes_left", "Minutes that they last, at the present rate or by bitHuman's estimate."),
    burnRate: gauge("relay_bithuman_burn_rate_credits_per_minute", "What all sessions of the bitHuman account cost together."),
    live: gauge("relay_bithuman_live_sessions", "Sessions of the bitHuman account that run."),
    accountRefusals: counter("relay_bithuman_refusals_total", "Looks at the bitHuman account that were refused or failed, by code.", [
      "code",
    ]),
  };
}

function ofStore(registry: Registry) {
  const { counter, gauge } = makers(registry);
  return {
    sessions: gauge("active_avatar_sessions", "Sessions that have not ended."),
    pending: gauge("relay_events_pending", "Events that wait for their evaluation."),
    indexBehind: gauge("relay_index_behind_events", "Evaluated events that conversations and their search do not have yet."),
    indexFilling: gauge("relay_index_filling_events", "Events of an earlier version that conversations and their search do not have yet."),
    lastDay: gauge("relay_insights_last_day", "Figures of conversations in the last 24 hours, by figure and agent.", ["figure", "agent"]),
    queue: gauge("relay_deliveries_queue", "Deliveries that are kept, by state.", ["state"]),
    loopDelay: gauge(
      "relay_event_loop_delay_seconds",
      "For how long the event loop kept others waiting since the last scrape, by quantile; 1 is the longest.",
      ["quantile"],
    ),
    storeUp: gauge("relay_store_up", "1 where the store can be written to."),
    storeDamaged: gauge("relay_store_damaged", "1 where the look through the database after the start found damage."),
    quarantineBytes: gauge("relay_quarantine_bytes", "Bytes in quarantine."),
    quarantineEmptied: counter(
      "relay_quarantine_emptied_total",
      "Quarantined arrivals that were emptied: too old (age), or too many bytes (limit).",
      ["why"],
    ),
    pruned: counter("relay_store_pruned_total", "Rows that retention removed."),
    checkpointFallbacks: counter(
      "relay_checkpoint_fallbacks_total",
      "Times that the thread for the checkpoints of the embedded database ended or was late. The relay makes them itself then.",
    ),
    logDropped: counter("relay_log_lines_dropped_total", "Log lines that were dropped, since nobody read them in time."),
    logWaiting: gauge("relay_log_waiting_bytes", "Log lines that wait in memory for their reader."),
    bugs: counter("relay_bugs_total", "Errors of the relay itself; each is in the log."),
    build: gauge("relay_build_info", "The version that runs.", ["version"]),
  };
}

function makers(registry: Registry) {
  const registers = [registry];
  return {
    counter: <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Counter({ name, help, labelNames, registers }),
    gauge: <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Gauge({ name, help, labelNames, registers }),
    histogram: <Label extends string>(name: string, help: string, buckets: number[], labelNames: readonly Label[] = []) =>
      new Histogram({ name, help, buckets, labelNames, registers }),
  };
}
