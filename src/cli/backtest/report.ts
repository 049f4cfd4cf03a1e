/** The result of a backtest, as JSON with fixed keys and as text for people. */

import type { JsonObject } from "../../core/json.ts";
import { toIso } from "../../core/time.ts";
import type { BacktestResult, RuleChange, Traffic } from "../../rules/trials/backtest.ts";
import { harmless, plural } from "../kit/lines.ts";

export interface BacktestReport extends BacktestResult {
  /** Events from outside. */
  readonly events: number;
  /** The number of days from the first to the last. */
  readonly days: number;
}

export function reportJson({ events, days, rules, traffic }: BacktestReport): JsonObject {
  return {
    events,
    rules: Object.fromEntries([...rules].map(([rule, change]) => [rule, changeJson(change)])),
    destinations: Object.fromEntries(
      [...traffic].map(([to, { before, after }]) => [to, { before, after, a_day: aDay({ before, after }, days) }]),
    ),
  };
}

function changeJson({ added, removed, changed, samples }: RuleChange): JsonObject {
  const shown = samples.map(({ change, event, session, at }) => ({ change, session: session ?? null, event, at: toIso(at) }));
  return { added, removed, changed, samples: shown };
}

function aDay({ before, after }: Traffic, days: number): { readonly before: number; readonly after: number } {
  const rounded = (count: number) => Math.round((10 * count) / days) / 10;
  return { before: rounded(before), after: rounded(after) };
}

const shownSamples = 5;

export function reportText({ events, days, rules, traffic }: BacktestReport): string {
  const differing = [...rules].filter(([, { added, removed, changed }]) => added + removed + changed > 0);
  const lines = differing.flatMap(([rule, change]) => [
    `${rule}: ${change.added} added, ${change.removed} removed, ${change.changed} changed`,
    ...change.samples.slice(0, shownSamples).map(({ change: what, session, event }) => `  ${what}  ${session ?? "-"}  ${event}`),
  ]);
  const head = `${plural(events, "event", "events")}, ${plural(differing.length, "rule", "rules")} of ${rules.size} would have done something else`;
  const channels = [...traffic].filter(([, { before, after }]) => before + after > 0).map(([to, sent]) => trafficLine(to, sent, days));
  return [head, ...lines, ...channels].map((line) => `${harmless(line)}\n`).join("");
}

function trafficLine(to: string, sent: Traffic, days: number): string {
  const { before, after } = aDay(sent, days);
  return `→ ${to}: ${before === after ? `${after} messages a day, as before` : `${after} messages a day instead of ${before}`}`;
}
