/** The parts of a report in the order in which people read them. Every destination draws the same parts. */

import type { Report, ReportClaims, ReportDay, ReportFinding, ReportQuestion } from "../../core/insights/report.ts";
import { weekdayOf } from "./figures.ts";
import { numberText, percent, plural, spanText } from "./words.ts";

export interface ReportSection {
  readonly title: string;
  /** Each with what belongs below it in small. */
  readonly lines: readonly ReportLine[];
}

export interface ReportLine {
  readonly text: string;
  readonly detail?: string;
  /** The words are a visitor's. */
  readonly isQuote?: true;
  readonly mark?: "better" | "worse";
}

/** Empty parts are left out, except for the changes: that nothing changed is news as well. */
export function sectionsOf(report: Report): readonly ReportSection[] {
  const { quiet, questions, claims, findings, noisy, notes } = report;
  const sections: readonly ReportSection[] = [
    { title: "Quiet agents", lines: quiet.map(({ text }) => ({ text })) },
    { title: "What changed", lines: changesOf(report) },
    { title: "Questions without an answer", lines: questions.map(questionLine) },
    { title: "Time to claim", lines: claims === null ? [] : [claimsLine(claims)] },
    { title: "Rules that held most", lines: findings.map(findingLine) },
    {
      title: "Noisy rules",
      lines: noisy.map(({ rule, useful, noise, proposal }) => ({
        text: `${rule}: ${noise} of ${useful + noise} labelled alerts are noise`,
        detail: proposal,
      })),
    },
    { title: "Notes", lines: notes.map((text) => ({ text })) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function changesOf({ changes, compared }: Report): readonly ReportLine[] {
  if (changes.length > 0)
    return changes.map(({ text, better }) => ({ text, ...(better === null ? {} : { mark: better ? "better" : "worse" }) }));
  return [{ text: compared === 0 ? "Too little happened to compare." : "Nothing that chance does not explain." }];
}

function questionLine({ text, times, sessions, unanswered }: ReportQuestion): ReportLine {
  const asked = `asked ${plural(times, "time")} in ${plural(sessions, "conversation")}`;
  return { text, detail: `${asked}, ${percent(unanswered)} without an answer`, isQuote: true };
}

function claimsLine({ claimed, median, slowest, medianBefore }: ReportClaims): ReportLine {
  if (median === null)
    return {
      text: "No alert was claimed.",
      ...(medianBefore === null ? {} : { detail: `Half of them within ${spanText(medianBefore)} before.` }),
    };
  const before = medianBefore === null ? "" : ` (${spanText(medianBefore)} before)`;
  const rest = slowest === null ? "" : `, nine in ten within ${spanText(slowest)}`;
  return { text: `Half of ${plural(claimed, "claimed alert")} within ${spanText(median)}${before}${rest}` };
}

function findingLine({ rule, now, before, useful, noise }: ReportFinding): ReportLine {
  const votes = useful + noise === 0 ? "" : `; people say useful ${useful}, noise ${noise}`;
  return { text: `${rule}: ${plural(now, "time")}, ${before === 0 ? "none" : numberText(before)} before${votes}` };
}

export const markText = { better: "Better:", worse: "Worse:" } as const;

export type ReportBar = Pick<ReportDay, "label" | "sessions" | "holiday">;

/** The most days that are bars of their own. */
const mostBars = 14;

/** Conversations of each day; of a longer span those of each week from Monday on. */
export function barsOf({ days }: Report): readonly ReportBar[] {
  if (days.length <= mostBars) return days;
  const weeks: ReportDay[][] = [];
  for (const each of days) {
    const week = weeks.at(-1);
    if (week === undefined || weekdayOf(each.date) === 0) weeks.push([each]);
    else week.push(each);
  }
  return weeks.map((week) => {
    const [first, last] = [week[0]?.label ?? "", week.at(-1)?.label ?? ""];
    const label = first === last ? first : `${first}\u2013${last}`;
    return { label, sessions: week.reduce((sum, { sessions }) => sum + sessions, 0), holiday: null };
  });
}

/** One sentence for a notification. */
export function headline({ sums, changes, quiet }: Report): string {
  const [conversations] = sums;
  const found = quiet.length + changes.length;
  return `${conversations?.now ?? "0"} conversations, ${conversations?.before ?? "0"} before; ${found === 0 ? "no significant change" : plural(found, "significant change")}`;
}

export function titleOf({ title, agent }: Report): string {
  return agent === null ? title : `${title}, ${agent}`;
}
