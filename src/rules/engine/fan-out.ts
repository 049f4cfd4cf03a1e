/** The limit for people: of many messages of one rule to one destination in a span, the rest is told as one number. */

import type { Event } from "../../core/event.ts";
import type { Json } from "../../core/json.ts";
import type { Action, FanOut, Rule } from "../../core/rule.ts";
import { day, formatDuration, type Instant, plus } from "../../core/time.ts";
import type { Timer } from "../../core/timer.ts";
import { mayBeAwayFor } from "./away.ts";
import type { Passage } from "./brakes.ts";
import type { Draft } from "./draft.ts";

/** JSON. The span begins with its first message. No event is kept in it: what people say stays with its session. */
interface Span {
  readonly until: number;
  readonly sent: number;
  /** How many were only counted. */
  readonly rest: number;
}

/** The memories that the limit reads. */
export function fanKeys(rule: Rule): readonly string[] {
  if (rule.fanOut === undefined) return [];
  const outside = rule.active === undefined || typeof rule.active.outside === "string" ? [] : rule.active.outside;
  return [...rule.actions, ...outside].filter(isLimited).map(({ to }) => fanKey(rule, to));
}

function isLimited({ renderRest }: Action): boolean {
  return renderRest !== undefined;
}

function fanKey({ id }: Rule, to: string): string {
  return `fan-out ${id} ${to}`;
}

/** Lets through what each destination may still be told, and counts the others. */
export function fannedOut(rule: Rule, actions: readonly Action[], now: Instant, draft: Draft): Passage {
  const { fanOut } = rule;
  if (fanOut === undefined) return { kind: "through", actions, counted: [] };
  const full = new Map<string, Instant>();
  for (const to of new Set(actions.filter(isLimited).map((action) => action.to))) {
    const until = count(rule, fanOut, to, now, draft);
    if (until !== undefined) full.set(to, until);
  }
  const through = actions.filter(({ to }) => !full.has(to));
  const [until] = full.values();
  if (through.length === 0 && until !== undefined) return { kind: "back", back: { by: "fan-out", until } };
  return { kind: "through", actions: through, counted: [...full.keys()] };
}

/** Until when the destination has had enough; undefined where it may be told. */
function count(rule: Rule, { count, per }: FanOut, to: string, now: Instant, draft: Draft): Instant | undefined {
  const key = fanKey(rule, to);
  const before = read(draft, key, now) ?? { until: plus(now, per), sent: 0, rest: 0 };
  const until = before.until as Instant; // written below
  if (before.sent < count) {
    write(draft, key, { ...before, sent: before.sent + 1 });
    return undefined;
  }
  write(draft, key, { ...before, rest: before.rest + 1 });
  if (before.rest === 0) draft.setTimer(digestTimer(rule, to, until));
  return until;
}

/** It belongs to no session, and is set by the relay itself. */
function digestTimer({ id }: Rule, to: string, dueAt: Instant): Timer {
  const payload = { kind: "digest", rule: id, to, key: `fan-out ${id} ${to}` };
  return { key: `digest ${id} ${to}`, dueAt, source: "relay", agent: "", session: undefined, payload };
}

/** How many were only counted in the span that is over, in words; takes the span away. */
export function restOf(key: string, rule: Rule, due: Event, draft: Draft): { readonly count: number; readonly text: string } | undefined {
  const span = draft.read(key) as unknown as Span | undefined; // written below
  draft.write(key, { value: undefined, expiresAt: due.receivedAt });
  if (span === undefined || span.rest === 0) return undefined;
  const per = rule.fanOut === undefined ? "" : ` within ${formatDuration(rule.fanOut.per)}`;
  return { count: span.rest, text: `${span.rest} more${per}, not told one by one` };
}

/** A span that is over counts for nothing, unless its rest has not been told. */
function read(draft: Draft, key: string, now: Instant): Span | undefined {
  const span = draft.read(key) as unknown as Span | undefined; // written below
  return span !== undefined && (now < span.until || span.rest > 0) ? span : undefined;
}

function write(draft: Draft, key: string, span: Span): void {
  const keepFor = span.rest === 0 ? day : mayBeAwayFor;
  draft.write(key, { value: span as unknown as Json, expiresAt: plus(span.until as Instant, keepFor) }); // numbers
}
