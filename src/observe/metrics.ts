/** Counts signals for Prometheus. No text of a message, no id and no secret becomes a label. */

import type { Signal } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import type { Clock } from "../core/time.ts";
import { readFigureGauges } from "./figure-gauges.ts";
import { createInstruments, type Instruments } from "./instruments.ts";
import type { LogOutput } from "./log-output.ts";
import { inSeconds, watchLoopDelay } from "./loop-delay.ts";
import { createLabels, type KnownNames, type Labels, startAtZero, startNamesAtZero, unread } from "./metric-labels.ts";
import { type CountedStore, cachedStats, readGauges } from "./store-gauges.ts";

export interface MetricsOptions {
  readonly version: string;
  /** Counted at a scrape, at most once a second. */
  readonly store: CountedStore & Pick<Store, "figures">;
  readonly now: Clock;
  /** Milliseconds that only go forward. */
  readonly elapsed: () => number;
  /** The output of log lines, which may drop some. */
  readonly log: Pick<LogOutput, "dropped" | "waiting">;
  /** Bytes of unfinished bodies. */
  readonly unfinished: () => number;
}

export interface Metrics {
  watch(signal: Signal): void;
  /** Called at the start and after each reload: the series of these names then exist, at 0. */
  know(names: KnownNames): void;
  /** The text of `/metrics`. */
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics({ version, store, now, elapsed, log, unfinished }: MetricsOptions): Metrics {
  const instruments = createInstruments();
  const labels = createLabels();
  const stats = cachedStats(store, elapsed);
  const loopDelay = watchLoopDelay();
  startAtZero(instruments);
  instruments.build.set({ version }, 1);
  return {
    watch: (signal) => count(signal, instruments, labels),
    know: (names) => startNamesAtZero(names, instruments, labels),
    async text() {
      instruments.logDropped.reset();
      instruments.logDropped.inc(log.dropped());
      instruments.logWaiting.set(log.waiting());
      instruments.unfinished.set(unfinished());
      for (const [quantile, seconds] of inSeconds(loopDelay())) instruments.loopDelay.set({ quantile }, seconds);
      await readGauges(instruments, store, stats);
      await readFigureGauges(instruments, store, labels, now());
      return instruments.registry.metrics();
    },
    contentType: instruments.registry.contentType,
  };
}

function count(signal: Signal, instruments: Instruments, labels: Labels): void {
  switch (signal.name) {
    case "request.answered":
      countRequest(signal, instruments, labels);
      return;
    case "webhook.missed":
      instruments.missed.inc();
      return;
    case "event.accepted":
      instruments.accepted.inc();
      instruments.requests.inc({ event_type: labels.type(signal.type), status: "accepted" });
      return;
    case "event.duplicate":
      instruments.duplicates.inc();
      instruments.requests.inc({ event_type: typeOf(signal, labels), status: "duplicate" });
      return;
    case "event.quarantined":
      instruments.quarantined.inc({ reason: signal.reason });
      instruments.requests.inc({ event_type: unread, status: "quarantined" });
      return;
    case "event.evaluated":
      countEvaluation(signal, instruments, labels);
      return;
    case "delivery.attempted":
      countAttempt(signal, instruments, labels.to(signal.to));
      return;
    default:
      countRest(signal, instruments, labels);
      return;
  }
}

type Of<Name extends Signal["name"]> = Extract<Signal, { name: Name }>;

/** A duplicate of something quarantined has no type of its own. */
function typeOf({ type }: Of<"event.duplicate">, labels: Labels): string {
  return type === "quarantined" ? unread : labels.type(type);
}

function countRequest({ status, code, took, type }: Of<"request.answered">, instruments: Instruments, labels: Labels): void {
  instruments.processing.observe({ event_type: type === undefined ? unread : labels.type(type) }, seconds(took));
  if (status < 400) return;
  instruments.refused.inc({ code: labels.code(code) });
  instruments.requests.inc({ event_type: unread, status: "rejected" });
}

function countEvaluation(
  { waited, rules, skipped, cut, left, unheard }: Of<"event.evaluated">,
  instruments: Instruments,
  labels: Labels,
): void {
  instruments.evaluated.inc();
  instruments.cut.inc(cut);
  instruments.left.inc(left);
  if (unheard !== undefined) instruments.unheard.inc({ language: labels.language(unheard) });
  instruments.evaluationWait.observe(seconds(waited));
  for (const to of skipped) instruments.skipped.inc({ to: labels.to(to) });
  for (const rule of rules) instruments.findings.inc({ rule: labels.rule(rule) });
}

function countAttempt(signal: Of<"delivery.attempted">, { attempts, ended, deliveryTime }: Instruments, to: string): void {
  const { outcome, reason, state, waited } = signal;
  attempts.inc({ to, outcome, reason });
  if (state !== "waiting") ended.inc({ to, state });
  if (state === "delivered") deliveryTime.observe({ to }, seconds(waited));
}

const breakerStates = { closed: 0, "half-open": 1, open: 2 } as const;

function countRest(signal: Signal, instruments: Instruments, labels: Labels): void {
  switch (signal.name) {
    case "breaker.changed":
      instruments.breaker.set({ to: labels.to(signal.to) }, breakerStates[signal.state]);
      return;
    case "destination.paused":
      instruments.paused.set({ to: labels.to(signal.to) }, 1);
      return;
    case "destination.resumed":
      instruments.paused.set({ to: labels.to(signal.to) }, 0);
      return;
    case "deliveries.ended":
      instruments.ended.inc({ to: labels.to(signal.to), state: "dead" }, signal.count);
      return;
    case "rules.loaded":
      instruments.rules.set(signal.rules);
      instruments.reloadSuccessful.set(1);
      return;
    case "rules.refused":
      instruments.reloadFailures.inc();
      instruments.reloadSuccessful.set(0);
      return;
    case "timers.fired":
      instruments.timers.inc(signal.count);
      return;
    case "connection.dropped":
      instruments.dropped.inc({ port: signal.port, why: signal.why });
      return;
    case "account.seen":
      instruments.balance.set(signal.balance);
      instruments.burnRate.set(signal.rate);
      instruments.live.set(signal.active);
      instruments.minutesLeft.set(signal.minutesLeft ?? Number.NaN);
      return;
    case "account.refused":
      instruments.accountRefusals.inc({ code: labels.code(signal.code) });
      return;
    case "backfill.done":
      instruments.backfilled.inc(signal.events);
      return;
    case "backfill.failed":
      instruments.backfillFailures.inc({ code: labels.code(signal.code) });
      instruments.backfillFailing.set(1);
      return;
    case "backfill.recovered":
      instruments.backfillFailing.set(0);
      return;
    case "bug":
      instruments.bugs.inc();
      return;
    default:
      countStore(signal, instruments);
      countPeople(signal, instruments);
      return;
  }
}

function countStore(signal: Signal, instruments: Instruments): void {
  switch (signal.name) {
    case "store.checked":
      instruments.storeDamaged.set(signal.result === "damaged" ? 1 : 0);
      return;
    case "checkpoint.fallback":
      instruments.checkpointFallbacks.inc();
      return;
    case "store.pruned":
      instruments.pruned.inc(signal.count);
      return;
    case "plugin.failed":
      instruments.pluginFailures.inc({ plugin: signal.plugin });
      return;
    case "quarantine.emptied":
      instruments.quarantineEmptied.inc({ why: signal.why }, signal.count);
      return;
    default:
      return;
  }
}

/** What people did, and their refusals. Codes, actions and outcomes are fixed words. */
function countPeople(signal: Signal, instruments: Instruments): void {
  switch (signal.name) {
    case "admin.refused":
      instruments.adminRefused.inc({ code: signal.code });
      return;
    case "click.taken":
      instruments.clicks.inc({ action: signal.action, outcome: signal.outcome });
      return;
    default:
      return; // the store's trouble is read at a scrape; the rest is for the log
  }
}

function seconds(milliseconds: number): number {
  return Math.max(0, milliseconds) / 1_000;
}
