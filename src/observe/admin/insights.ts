/** `/api/insights`: figures of conversations by day, hour, agent and rule. */

import type { Request, RequestHandler, Response } from "express";
import { z } from "zod";
import { zoneOf } from "../../core/clock/wall-time.ts";
import {
  countNames,
  type FigureQuery,
  type HistogramName,
  hourNumber,
  hourStart,
  type StoredFigures,
} from "../../core/insights/figures.ts";
import { day, hour, type Instant, plus, second, toIso } from "../../core/time.ts";
import { type Histogram, hourRows, type Summary, type Sums, summarize } from "../../insights/summary.ts";
import type { insights as insightsAnswer, insightsRow } from "./answers.ts";
import type { AdminParts } from "./parts.ts";
import type { Refuse } from "./problem.ts";
import { moment, name, type ReadQuery, read, withoutBlanks } from "./queries.ts";
import { insightsQuestions } from "./questions.ts";
import type { Change } from "./record.ts";

const longest = 750 * day;

export const insightsQuery = z.strictObject({
  since: moment.optional(),
  until: moment.optional(),
  agent: name.optional(),
  source: name.optional(),
  language: name.optional(),
  compare: z.enum(["0", "1", "true", "false"]).optional(),
  format: z.enum(["json", "csv"]).optional(),
});

interface Asked {
  readonly figures: FigureQuery;
  readonly isCompared: boolean;
  readonly format: "json" | "csv" | undefined;
}

/** Whole hours: the one of `since` is included, and so is the present one. */
function readQuery(query: unknown, now: Instant): ReadQuery<Asked> {
  const asked = read(insightsQuery, withoutBlanks(query), (value) => value);
  if (asked.kind === "refused") return asked;
  const { since: from, until: to, compare, format, agent, source, language } = asked.value;
  const since = hourStart(hourNumber(from?.(now) ?? plus(now, -7 * day)));
  const until = (Math.ceil((to?.(now) ?? now) / hour) * hour) as Instant; // the end of an hour
  if (until <= since) return { kind: "refused", message: "until: expected a time after `since`" };
  if (until - since > longest) return { kind: "refused", message: `since: expected a span of at most ${longest / day} days` };
  const key = {
    ...(agent !== undefined && { agent }),
    ...(source !== undefined && { source }),
    ...(language !== undefined && { language }),
  };
  return { kind: "read", value: { figures: { since, until, ...key }, isCompared: compare === "1" || compare === "true", format } };
}

export function showInsights(parts: AdminParts, refuse: Refuse): RequestHandler {
  const { store, now } = parts;
  return async (request, response) => {
    const asked = readQuery(request.query, now());
    if (asked.kind === "refused") return refuse(response, "invalid_request", asked.message);
    const { figures: query, isCompared } = asked.value;
    const stored = await store.figures(query);
    if (isCsv(request, asked.value)) return sendCsv(response, stored, query);
    const zone = zoneOf(parts.timezone());
    const before = isCompared ? beforehand(query) : undefined;
    const earlier = before && summarize(await store.figures(before), before, zone);
    response.json({
      since: toIso(query.since),
      until: toIso(query.until),
      timezone: parts.timezone(),
      uncounted: stored.uncounted,
      ...summaryView(summarize(stored, query, zone)),
      questions: await insightsQuestions(parts, query),
      ...(earlier === undefined ? {} : { before: sumsView(earlier) }),
    });
  };
}

/** Answers at once; what is stored is counted again in the background. */
export function rebuildInsights({ store, now }: AdminParts): Change {
  return async () => {
    await store.rebuildFigures();
    const { uncounted } = await store.figures({ since: now(), until: now() });
    return { answer: { uncounted }, did: { counts: { uncounted } } };
  };
}

/** The span of the same length before. */
function beforehand({ since, until, ...key }: FigureQuery): FigureQuery {
  return { ...key, since: plus(since, since - until), until: since };
}

type Answer = z.infer<typeof insightsAnswer>;

function summaryView(summary: Summary): Omit<Answer, "since" | "until" | "timezone" | "uncounted" | "questions" | "before"> {
  const { byDay, byHour, byWeekHour, rules, agents, sources, languages, counts } = summary;
  const { sessions, asked, unanswered, wants_human, claimed, resolved } = counts;
  return {
    ...sumsView(summary),
    funnel: { sessions, asked, unanswered, wants_human, claimed, resolved },
    by_day: byDay.map((each) => ({ day: each.day, ...each.counts })),
    by_hour: byHour.map((each) => ({ hour: each.hour, ...each.counts })),
    by_week_hour: byWeekHour.map((each) => ({ weekday: each.weekday, hour: each.hour, ...each.counts })),
    rules: rules.map((rule) => ({ ...rule })),
    agents: agents.map((each) => ({ agent: each.name, ...sumsView(each) })),
    sources: sources.map((each) => ({ source: each.name, ...sumsView(each) })),
    languages: languages.map((each) => ({ language: each.name, ...sumsView(each) })),
  };
}

function sumsView({ counts, histograms }: Sums): z.infer<typeof insightsRow> {
  const { latency, turns, duration, time_to_claim, time_to_resolve } = histograms;
  return {
    ...counts,
    latency: histogramView(latency, second),
    turns: histogramView(turns, 1),
    duration: histogramView(duration, second),
    people: {
      incidents: counts.incidents,
      claimed: counts.claimed,
      resolved: counts.resolved,
      time_to_claim: histogramView(time_to_claim, second),
      time_to_resolve: histogramView(time_to_resolve, second),
    },
  };
}

/** Spans are shown in seconds. */
function histogramView({ count, median, p90, buckets }: Histogram, unit: number): z.infer<typeof insightsRow>["latency"] {
  const inUnits = (value: number | undefined) => (value === undefined ? null : Math.round((value / unit) * 100) / 100);
  return { count, median: inUnits(median), p90: inUnits(p90), buckets: buckets.map(({ le, count: n }) => ({ le: inUnits(le), count: n })) };
}

function isCsv(request: Request, { format }: Asked): boolean {
  return format === undefined ? request.accepts(["json", "text/csv"]) === "text/csv" : format === "csv";
}

const spans = ["latency", "duration", "time_to_claim", "time_to_resolve"] as const satisfies readonly HistogramName[];

/** A row for each hour of UTC, agent, source and language with something in it. Medians are in seconds. */
function sendCsv(response: Response, stored: StoredFigures, query: FigureQuery): void {
  const head = ["hour", "agent", "source", "language", ...countNames, ...spans.map((span) => `${span}_median`)];
  response.type("text/csv").setHeader("content-disposition", 'attachment; filename="insights.csv"');
  response.write(lineOf(head));
  for (const { hour: at, agent, source, language, counts, histograms } of hourRows(stored, query)) {
    const medians = spans.map((span) => histogramView(histograms[span], second).median ?? "");
    response.write(lineOf([toIso(at), agent, source, language, ...countNames.map((each) => counts[each]), ...medians]));
  }
  response.end();
}

/** RFC 4180. A spreadsheet would take a text that begins like a formula for one, so an apostrophe comes before it (OWASP, CSV Injection). */
function lineOf(cells: readonly (string | number)[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(cell: string | number): string {
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
