/** The limit for people: of many messages of one rule to one destination in a span, the rest is sent as one number. */

import type { Event } from "../../../core/event.ts";
import type { Action, FanOut, Rule } from "../../../core/rule.ts";
import { day, formatDuration, type Instant, plus } from "../../../core/time.ts";
import type { Suppression } from "../match.ts";
import { timerOf } from "../timers.ts";
import { mayBeAwayFor } from "../tolerances.ts";
import { memoryOf, type UnitOfWork } from "../unit-of-work.ts";

/** The span begins with its first message. It stores no event: what people say stays in their session. */
interface Span {
  readonly until: Instant;
  readonly sent: number;
  /** How many were only counted. */
  readonly rest: number;
}

const spans = memoryOf<Span>();

/** The memories that the limit reads. */
export function fanOutKeys(rule: Rule): readonly string[] {
  if (rule.fanOut === undefined) return [];
  const outside = rule.active === undefined || typeof rule.active.outside === "string" ? [] : rule.active.outside;
  return [...rule.actions, ...outside].filter(isLimited).map(({ to }) => spanKey(rule, to));
}

function isLimited({ renderRest }: Action): boolean {
  return renderRest !== undefined;
}

function spanKey({ id }: Rule, to: string): string {
  return `fan-out ${id} ${to}`;
}

/** Passes what each destination may still get, and counts the rest. */
export const fannedOut: Suppression = (match, unit) => {
  const { rule, sight, actions } = match;
  const { fanOut } = rule;
  if (fanOut === undefined) return match;
  const full = new Map<string, Instant>();
  for (const to of new Set(actions.filter(isLimited).map((action) => action.to))) {
    const until = countMessage(rule, fanOut, { to, now: sight.event.receivedAt }, unit);
    if (until !== undefined) full.set(to, until);
  }
  const through = actions.filter(({ to }) => !full.has(to));
  const [until] = full.values();
  if (through.length === 0 && until !== undefined) return { by: "fan-out", until };
  return { ...match, actions: through, counted: [...full.keys()] };
};

interface Occasion {
  readonly to: string;
  readonly now: Instant;
}

/** Until when the destination gets nothing more; undefined where it gets this message. */
function countMessage(rule: Rule, { count, per }: FanOut, { to, now }: Occasion, unit: UnitOfWork): Instant | undefined {
  const key = spanKey(rule, to);
  const before = spanAt(unit, key, now) ?? { until: plus(now, per), sent: 0, rest: 0 };
  if (before.sent < count) {
    keepSpan(unit, key, { ...before, sent: before.sent + 1 });
    return undefined;
  }
  keepSpan(unit, key, { ...before, rest: before.rest + 1 });
  if (before.rest === 0) unit.setTimer(timerOf({ kind: "digest", rule: rule.id, to, key }, `${rule.id} ${to}`, before.until, ofNoSession));
  return before.until;
}

const ofNoSession = { source: "relay", agent: "", session: undefined };

/** The number of messages that were only counted in the ended span, in words. Removes the span. */
export function takeRest(
  key: string,
  rule: Rule,
  due: Event,
  unit: UnitOfWork,
): { readonly count: number; readonly text: string } | undefined {
  const span = spans.read(unit, key);
  spans.write(unit, key, undefined, due.receivedAt);
  if (span === undefined || span.rest === 0) return undefined;
  const per = rule.fanOut === undefined ? "" : ` within ${formatDuration(rule.fanOut.per)}`;
  return { count: span.rest, text: `${span.rest} more${per}, not sent one by one` };
}

/** An ended span counts no longer, unless its rest has not been sent. */
function spanAt(unit: UnitOfWork, key: string, now: Instant): Span | undefined {
  const span = spans.read(unit, key);
  return span !== undefined && (now < span.until || span.rest > 0) ? span : undefined;
}

function keepSpan(unit: UnitOfWork, key: string, span: Span): void {
  spans.write(unit, key, span, plus(span.until, span.rest === 0 ? day : mayBeAwayFor));
}
