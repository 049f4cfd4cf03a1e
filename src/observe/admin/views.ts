/** Rows of the store as the JSON of the admin port. Times are RFC 3339; a missing value is null. */

import type { z } from "zod";
import type { Attempt } from "../../core/delivery.ts";
import type { DestinationWait } from "../../core/delivery-standing.ts";
import { viewOf } from "../../core/event.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { heldBackView, type RuleTrace, type Trace } from "../../core/rule.ts";
import type { DeliveryDetail, DeliveryRow, Erased, EventDetail, EventRow, Stats, Store } from "../../core/store.ts";
import { type Instant, toIso } from "../../core/time.ts";
import type { AccountHealth, Readiness } from "../health.ts";
import type { attempt, delivery, eventRow } from "./answers.ts";
import { curlOf, type ShownDestination } from "./curl.ts";
import { type UnsaidQuery, type UnsaidRow, unsaidRows } from "./unsaid.ts";

export function eventView({ id, type, agent, session, receivedAt, status, said, findings }: EventRow): z.infer<typeof eventRow> {
  return {
    id,
    type,
    agent,
    session: session ?? null,
    received_at: toIso(receivedAt),
    status,
    role: said?.role ?? null,
    text: said?.text ?? null,
    findings: findings.map(({ rule, sent, back }) => ({ rule, sent, held_back: back === undefined ? null : heldBackView(back) })),
  };
}

const rawWithheld = "The bytes as they came are shown to the role admin only.";

/** `raw` is what was signed, byte for byte, in base64; null where the reader may not see it. */
export function eventDetailView(detail: EventDetail, maySeeRaw: boolean): object {
  const { source, event, raw, trace, quarantine } = detail;
  return {
    ...eventView(detail),
    source,
    event: event === undefined ? null : viewOf(event),
    ...(maySeeRaw ? { raw: Buffer.from(raw).toString("base64") } : { raw: null, raw_withheld: rawWithheld }),
    trace: trace === undefined ? null : traceView(trace),
    quarantine: quarantine === undefined ? null : { ...quarantine },
  };
}

function traceView({ version, rules, more }: Trace): JsonObject {
  return { version, rules: rules.map(ruleView), ...(more === undefined ? {} : { more }) };
}

function ruleView(trace: RuleTrace): JsonObject {
  const { rule, held } = trace;
  if (held === "error") return { rule, held, error: trace.error };
  if (!held) return { rule, held, stopped: trace.stopped.map(({ at, saw }) => ({ at, saw })) };
  const { because, facts, back, sent, folded, counted, awaiting, skipped, unsubscribed } = trace;
  const reasons = because.map(({ condition, text }) => ({ condition, text }));
  return {
    rule,
    held,
    because: reasons,
    facts,
    sent,
    ...(back === undefined ? {} : { held_back: heldBackView(back) }),
    ...(folded === undefined ? {} : { folded: { ...folded } }),
    ...(counted === undefined ? {} : { counted }),
    ...(unsubscribed === undefined ? {} : { unsubscribed }),
    ...(awaiting === undefined ? {} : { awaiting }),
    ...(skipped === undefined ? {} : { skipped }),
  };
}

/** Why the messages of a destination wait; undefined where they do not. */
export type WaitOf = (to: string) => DestinationWait | undefined;

const noWait: WaitOf = () => undefined;

export function deliveryView(row: DeliveryRow, waitOf = noWait): z.infer<typeof delivery> {
  const { id, event, rule, to, state, attempts, attemptsMade: attempts_made, reason = null, dueAt, body } = row;
  const detail = row.detail ?? (state === "delivered" ? row.answer : undefined) ?? null;
  const waits_for = state === "waiting" ? waitView(dueAt, waitOf(to)) : null;
  return { id, event, rule, to, state, attempts, attempts_made, reason, detail, due_at: toIso(dueAt), waits_for, body };
}

/** A message that is due after the next try waits for its own time. */
function waitView(dueAt: Instant, wait: DestinationWait | undefined): z.infer<typeof delivery>["waits_for"] {
  if (wait === undefined || (wait.triesAt !== undefined && dueAt > wait.triesAt)) return null;
  const { reason, detail, triesAt } = wait;
  return { reason, detail, next_try_at: triesAt === undefined ? null : toIso(triesAt) };
}

/** A message that waits for an identity, or was left out, among the deliveries. */
export function unsaidView({ event, rule, to, state, at }: UnsaidRow): z.infer<typeof delivery> {
  const detail = state === "waiting" ? `waits for who the visitor is, until ${toIso(at)}` : "left out: nobody said who";
  const id = `unsaid-${event}-${to}-${rule}`;
  return {
    id,
    event,
    rule,
    to,
    state,
    attempts: 0,
    attempts_made: 0,
    reason: "no_identity",
    detail,
    due_at: toIso(at),
    waits_for: null,
    body: null,
  };
}

/** The result of a search for deliveries: those that wait for an identity come first. */
export async function deliveriesView(
  store: Searched,
  query: DeliverySearch,
  now: Instant,
  waitOf?: WaitOf,
): Promise<{ readonly rows: readonly z.infer<typeof delivery>[]; readonly next: string | undefined }> {
  const { state, ...others } = query;
  const unsaid = await unsaidRows(store, query, now);
  const { rows, next } =
    state === "left_out" ? { rows: [], next: undefined } : await store.searchDeliveries({ ...others, ...(state && { state }) });
  return { rows: [...unsaid.map(unsaidView), ...rows.map((row) => deliveryView(row, waitOf))], next };
}

type Searched = Pick<Store, "event" | "searchEvents" | "searchDeliveries">;

export type DeliverySearch = UnsaidQuery;

/** The most attempts of one delivery that are shown, because a destination that was paused for days was tried each minute. */
const mostAttempts = 200;

export function deliveryDetailView(
  detail: DeliveryDetail,
  destination: ShownDestination | undefined,
  waitOf?: WaitOf,
): z.infer<typeof delivery> & JsonObject {
  const { key, reference, history, body } = detail;
  return {
    ...deliveryView(detail, waitOf),
    type: destination?.type ?? null,
    idempotency_key: key,
    reference: reference ?? null,
    history: history.slice(-mostAttempts).map(attemptView),
    earlier_attempts: Math.max(0, history.length - mostAttempts),
    curl: curlOf(body, key, destination),
  };
}

export function attemptView({ at, took, kind, reason, detail }: Attempt): z.infer<typeof attempt> {
  return { at: toIso(at), took_ms: took, outcome: kind, reason, detail };
}

export function statsView(stats: Stats, rulesVersion: string | undefined): JsonObject {
  const { events, pending, evaluated, quarantined, deliveries, sessions } = stats;
  return { events, pending, evaluated, quarantined, deliveries: { ...deliveries }, sessions, rules_version: rulesVersion ?? null };
}

/** `muted`: critical rules that people have muted. */
export function readinessView(readiness: Readiness, muted: readonly JsonObject[]): JsonObject {
  const { ready, why, phase, store, check, config, insecure, preview, backfill, account, sinks } = readiness;
  return {
    status: ready ? "ready" : "not_ready",
    reason: why ?? null,
    phase,
    store: { ok: store === undefined, detail: store ?? null, check: check === undefined ? null : { ...check } },
    config: { stale: config.stale, version: config.version ?? null, rules: config.rules },
    insecure,
    preview,
    muted_critical: [...muted],
    backfill: backfill === undefined ? null : { ...backfill, link: backfill.link ?? null },
    account: account === undefined ? null : accountView(account),
    sinks: sinks.map(({ name, type, breaker, paused }): Json => ({ name, type, breaker, paused: paused ?? null })),
  };
}

function accountView(account: AccountHealth): JsonObject {
  if (account.name === "account.refused") {
    const { code, detail, cure, link } = account;
    return { refused: { code, detail, cure, link: link ?? null } };
  }
  const { balance, rate, active, minutesLeft, isLow } = account;
  return { balance, rate, active, minutes_left: minutesLeft ?? null, low: isLow };
}

/** What happened to the store's files after a deletion; `left` says where data remains and what to do. */
export function erasedView(erased: Erased): JsonObject {
  return erased.kind === "erased" ? { erased: true } : { erased: false, left: erased.detail };
}
