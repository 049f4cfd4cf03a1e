/** Reads what a report is made of, and composes it. */

import { readWallTime, zoneOf } from "../core/clock/wall-time.ts";
import { answeredShare } from "../core/insights/questions.ts";
import type { Report, ReportQuestion } from "../core/insights/report.ts";
import { type Json, valueAt } from "../core/json.ts";
import type { Store } from "../core/store.ts";
import { isUseful, type LabelledAlert, noiseProposal, scoreOf } from "../evaluate/noise-proposals.ts";
import { composeReport, isNoisy } from "../insights/report/compose.ts";
import type { SpanFigures } from "../insights/report/figures.ts";
import type { DueReport, ReportSpan } from "../insights/report/schedule.ts";
import { spanFigures } from "../insights/report/stored.ts";
import type { Program } from "../rules/engine/program.ts";
import { quoteRedactorIn } from "./knowledge.ts";

export type ReportStore = Pick<Store, "figures" | "questions" | "searchIncidents" | "event">;

/** What a report is about. */
export type ReportSubject = Omit<DueReport, "dueAt"> & { readonly agent: string | undefined };

/** What the file says about reports. */
export interface ReportBasis {
  /** IANA name. */
  readonly timezone: string;
  /** The name of the calendar that a local day is in; undefined where it is none. */
  readonly holiday: (date: string) => string | undefined;
  /** The address of the page, without a slash at its end. */
  readonly page: string | undefined;
  /** Hides what identifies a visitor. */
  readonly redactQuote: (text: string) => string;
  /** The conditions of a rule as they are written. */
  readonly when: (rule: string) => unknown;
}

export async function readReport({ title, agent, ...spans }: ReportSubject, basis: ReportBasis, store: ReportStore): Promise<Report> {
  const { timezone, holiday, page } = basis;
  const zone = zoneOf(timezone);
  const figuresOf = async (span: ReportSpan) =>
    spanFigures(await store.figures({ since: span.from, until: span.to, ...(agent !== undefined && { agent }) }), span, zone);
  const [now, before] = [await figuresOf(spans.span), await figuresOf(spans.before)];
  return composeReport({
    title,
    timezone,
    agent,
    now,
    before,
    questions: await questionsOf({ ...spans.span, agent }, basis, store),
    proposals: await proposalsFor(now, basis, store),
    holiday,
    link: page === undefined ? undefined : `${page}/insights`,
  });
}

/** Groups of questions that are read, the most often unanswered first. */
const mostQuestions = 20;

type QuestionSpan = ReportSpan & Pick<ReportSubject, "agent">;

async function questionsOf(
  { from, to, agent }: QuestionSpan,
  { redactQuote }: ReportBasis,
  store: ReportStore,
): Promise<readonly ReportQuestion[]> {
  const span = { since: from, until: to, ...(agent !== undefined && { agent }) };
  const { rows } = await store.questions({ ...span, sort: "unanswered", limit: mostQuestions });
  return rows.flatMap(({ quotes: [quote], times, sessions, ...counts }) => {
    if (quote === undefined) return [];
    const { text, session = null, event } = quote;
    return [{ text: redactQuote(text), times, sessions, unanswered: 1 - answeredShare(counts), session, event }];
  });
}

/** The most incidents of a rule that are looked at, the newest first. */
const mostIncidents = 200;

async function proposalsFor({ rules }: SpanFigures, { when }: ReportBasis, store: ReportStore): Promise<ReadonlyMap<string, string>> {
  const proposals = new Map<string, string>();
  for (const { rule } of rules.filter(isNoisy)) proposals.set(rule, noiseProposal(rule, when(rule), await labelledAlerts(rule, store)));
  return proposals;
}

async function labelledAlerts(rule: string, store: ReportStore): Promise<readonly LabelledAlert[]> {
  const { rows } = await store.searchIncidents({ rule, limit: mostIncidents });
  const alerts: LabelledAlert[] = [];
  for (const incident of rows) {
    const useful = isUseful(incident);
    if (useful === undefined || incident.foundIn === undefined) continue;
    const score = scoreOf((await store.event(incident.foundIn))?.trace?.rules ?? [], rule);
    if (score !== undefined) alerts.push({ useful, score });
  }
  return alerts;
}

/** What a loaded file says about reports. A day is a holiday where a calendar contains its noon. */
export function reportBasis({ effective, program }: { readonly effective: Json; readonly program: Program }): ReportBasis {
  const { timezone, almanac, page } = program;
  const rules = valueAt(effective, ["rules"]);
  const written = new Map((Array.isArray(rules) ? rules : []).map((rule: Json) => [valueAt(rule, ["name"]), valueAt(rule, ["when"])]));
  return {
    timezone,
    page,
    redactQuote: quoteRedactorIn(effective),
    holiday(date) {
      const noon = readWallTime(`${date} 12:00`, timezone);
      return [...almanac.calendars].find(([, calendar]) => noon !== undefined && calendar.endOf(noon) !== undefined)?.[0];
    },
    when: (rule) => written.get(rule),
  };
}
