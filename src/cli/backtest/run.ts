/** Runs two versions of the rules on a record. */

import { trendType } from "../../core/internal-event.ts";
import type { Recorded, Records } from "../../core/store.ts";
import { day, type Instant, plus } from "../../core/time.ts";
import type { Program } from "../../rules/engine/program.ts";
import { createBacktest } from "../../rules/trials/backtest.ts";
import { ownKey } from "../../rules/trials/replay.ts";
import { untouchedRules } from "../../rules/trials/untouched.ts";
import { eachRecorded } from "./history.ts";
import type { BacktestReport } from "./report.ts";
import { trendEventsIn } from "./trends.ts";

export interface ComparedRules {
  readonly program: Program;
  /** The file as it is written. */
  readonly written: unknown;
}

export interface BacktestComparison {
  readonly before: ComparedRules;
  readonly after: ComparedRules;
  /** How far back from the last event. */
  readonly span: number;
  /** Called after each event; `total` is the number of all. */
  readonly onEvent: (total: number) => void;
}

type Read = Pick<Records, "recorded" | "figures">;

/** Reads the record twice: the relay's own events have to be known before the rules run. */
export async function runBacktest(records: Read, { before, after, span, onEvent }: BacktestComparison): Promise<BacktestReport> {
  const record = await survey(records);
  const from = Number.isFinite(span) ? plus(record.last, -span) : record.first;
  const test = createBacktest({
    before: before.program,
    after: after.program,
    untouched: untouchedRules(before.written, after.written),
    isRecorded: (key) => record.own.has(key),
    counts: ({ receivedAt }) => receivedAt >= from,
  });
  const programs = [after.program, before.program];
  const trends = (await trendEventsIn(records, { programs, since: record.first, until: record.last })).toReversed();
  let events = 0;
  for await (const { event, decidedBy } of eachRecorded(records)) {
    for (let next = trends.at(-1); next !== undefined && next.receivedAt <= event.receivedAt; next = trends.at(-1)) {
      test.take(next, undefined);
      trends.pop();
    }
    if (event.type !== trendType) test.take(event, decidedBy);
    if (isCounted(event, from)) events += 1;
    onEvent(record.total);
  }
  return { events, days: daysBetween(Math.max(from, record.first), record.last), ...test.result() };
}

function isCounted(event: Recorded["event"], from: Instant): boolean {
  return event.receivedAt >= from && ownKey(event) === undefined;
}

interface Survey {
  /** By `ownKey`: what the relay itself made. */
  readonly own: ReadonlySet<string>;
  readonly first: Instant;
  readonly last: Instant;
  readonly total: number;
}

async function survey(records: Read): Promise<Survey> {
  const own = new Set<string>();
  let [first, last, total] = [Number.POSITIVE_INFINITY, 0, 0];
  for await (const { event } of eachRecorded(records)) {
    const key = ownKey(event);
    if (key !== undefined) own.add(key);
    first = Math.min(first, event.receivedAt);
    last = Math.max(last, event.receivedAt);
    total += 1;
  }
  return { own, first: Math.min(first, last) as Instant, last: last as Instant, total }; // the minimum and the maximum of instants
}

/** At least one, so that one hour's messages are not extrapolated to a day. */
function daysBetween(from: number, to: number): number {
  return Math.max(1, (to - from) / day);
}
