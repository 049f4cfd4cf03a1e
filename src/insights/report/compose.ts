/** Composes a report from the figures of two spans. */

import type { NoisyRule, Report, ReportClaims, ReportDay, ReportFinding, ReportQuestion, ReportSum } from "../../core/insights/report.ts";
import { toIso } from "../../core/time.ts";
import { changesBetween } from "./changes.ts";
import { type CountKey, type SpanFigures, type Spans, sinceFirst, summed, weekdayOf, weekdayWeights } from "./figures.ts";
import { quietAgents } from "./quiet.ts";
import { dateText, numberText, percent, plural, weekdayText } from "./words.ts";

export interface ReportMaterial {
  readonly title: string;
  readonly timezone: string;
  readonly agent: string | undefined;
  readonly now: SpanFigures;
  readonly before: SpanFigures;
  /** Groups of questions of the span, their words redacted. */
  readonly questions: readonly ReportQuestion[];
  /** What to do about a rule, by its name. */
  readonly proposals: ReadonlyMap<string, string>;
  /** The name of the holiday on a local day; undefined where it is none. */
  readonly holiday: (date: string) => string | undefined;
  readonly link: string | undefined;
}

/** A team lead has two minutes. */
const most = { findings: 5, questions: 5, changes: 8, noisy: 3 };

/** An alert is noisy where people say so, several times. */
const noisyFrom = { votes: 3, share: 0.5 };

export function composeReport(material: ReportMaterial): Report {
  const { title, timezone, agent, now, before, questions, link } = material;
  const holidays = new Map([...before.dates, ...now.dates].map((date) => [date, material.holiday(date)]));
  const holiday = (date: string) => holidays.get(date);
  const isOpen = (date: string) => holiday(date) === undefined;
  const earlier = sinceFirst(before, { isOpen, weights: weekdayWeights([now, before], isOpen) });
  const spans: Spans = { isOpen, weights: weekdayWeights([now, earlier], isOpen), now, before: earlier };
  const quiet = quietAgents(spans);
  const { changes, compared } = changesBetween(spans, new Set(quiet.map((each) => each.agent)));
  return {
    title,
    from: toIso(now.from),
    to: toIso(now.to),
    before: { from: toIso(before.from), to: toIso(before.to) },
    timezone,
    agent: agent ?? null,
    sums: figureSums(now, before),
    changes: changes.slice(0, most.changes),
    compared,
    questions: unansweredOf(questions),
    claims: claimTimes(now, before),
    findings: topFindings(now, before).slice(0, most.findings),
    noisy: noisyOf(now, material.proposals).slice(0, most.noisy),
    quiet,
    days: daysOf(now, before, holiday),
    notes: notesFor(spans, before, changes.length - most.changes, holiday),
    link: link ?? null,
  };
}

function figureSums(now: SpanFigures, before: SpanFigures): readonly ReportSum[] {
  const [own, earlier] = [summed(now), summed(before)];
  const share = (name: string, of: CountKey): ReportSum => ({
    name,
    now: shareText(own[of], own.sessions),
    before: shareText(earlier[of], earlier.sessions),
  });
  return [
    { name: "Conversations", now: numberText(own.sessions), before: numberText(earlier.sessions) },
    share("Without an answer", "unanswered"),
    share("Frustrated", "frustrated"),
    share("Asked for a person", "wants_human"),
  ];
}

/** A share of a few is a number. */
function shareText(part: number, whole: number): string {
  return whole < 50 ? numberText(part) : percent(part / whole);
}

/** The most often unanswered first. */
function unansweredOf(questions: readonly ReportQuestion[]): readonly ReportQuestion[] {
  const misses = ({ times, unanswered }: ReportQuestion) => times * unanswered;
  return questions
    .filter((each) => misses(each) >= 1)
    .sort((a, b) => misses(b) - misses(a))
    .slice(0, most.questions);
}

function claimTimes({ claims }: SpanFigures, before: SpanFigures): ReportClaims | null {
  const medianBefore = before.claims.median ?? null;
  if (claims.count === 0 && medianBefore === null) return null;
  return { claimed: claims.count, median: claims.median ?? null, slowest: claims.p90 ?? null, medianBefore };
}

function topFindings(now: SpanFigures, before: SpanFigures): readonly ReportFinding[] {
  const earlier = new Map(before.rules.map(({ rule, findings }) => [rule, findings]));
  return now.rules
    .filter(({ findings }) => findings > 0)
    .map(({ rule, findings, useful, noise }) => ({ rule, now: findings, before: earlier.get(rule) ?? 0, useful, noise }))
    .sort((a, b) => b.now - a.now || (a.rule < b.rule ? -1 : 1));
}

function noisyOf({ rules }: SpanFigures, proposals: ReadonlyMap<string, string>): readonly NoisyRule[] {
  return rules
    .filter(isNoisy)
    .sort((a, b) => b.noise - a.noise)
    .map(({ rule, useful, noise }) => ({
      rule,
      useful,
      noise,
      proposal: proposals.get(rule) ?? "Look at its alerts: no bound can be proposed.",
    }));
}

/** Whether people say of most of its labelled alerts that they are noise. */
export function isNoisy({ useful, noise }: { readonly useful: number; readonly noise: number }): boolean {
  return noise >= noisyFrom.votes && noise / (useful + noise) >= noisyFrom.share;
}

function daysOf(now: SpanFigures, before: SpanFigures, holiday: ReportMaterial["holiday"]): readonly ReportDay[] {
  const sessionsOn = (span: SpanFigures, date: string) => summed(span, (part) => part.date === date).sessions;
  const sessionsBefore = (date: string, index: number) => {
    const other = before.dates[index];
    return other !== undefined && weekdayOf(other) === weekdayOf(date) ? sessionsOn(before, other) : null;
  };
  return now.dates.map((date, index) => ({
    date,
    label: now.dates.length > 7 ? String(Number(date.slice(8))) : weekdayText(weekdayOf(date)),
    sessions: sessionsOn(now, date),
    before: sessionsBefore(date, index),
    holiday: holiday(date) ?? null,
  }));
}

function notesFor(
  { now, before: compared }: Spans,
  before: SpanFigures,
  unlisted: number,
  holiday: ReportMaterial["holiday"],
): readonly string[] {
  const holidays = [...before.dates, ...now.dates].flatMap((date) => {
    const name = holiday(date);
    return name === undefined ? [] : [`${dateText(date)} (${name})`];
  });
  return [
    ...(unlisted > 0 ? [`${plural(unlisted, "further change")} not listed.`] : []),
    ...(holidays.length > 0 ? [`Holidays are left out of the comparison of conversations: ${holidays.join(", ")}.`] : []),
    ...(compared.dates.length < before.dates.length
      ? [`Days before ${dateText(compared.dates[0] ?? now.dates[0] ?? "")} are not compared: the figures begin then.`]
      : []),
    ...(before.counts.length === 0 && now.counts.length > 0 ? ["There are no figures from the span before, so nothing is compared."] : []),
  ];
}
