/** A report as plain text: for terminals and for the text part of a mail. */

import type { Report } from "../../core/insights/report.ts";
import { barsOf, markText, sectionsOf, titleOf } from "./sections.ts";
import { numberText } from "./words.ts";

const width = 30;

export function reportText(report: Report): string {
  const name = Math.max(...report.sums.map((sum) => sum.name.length));
  const sums = report.sums.map((sum) => `${sum.name.padEnd(name)}  ${sum.now} (${sum.before} before)`);
  const sections = sectionsOf(report).map(({ title, lines }) => {
    const all = lines.map(({ text, detail, isQuote, mark }) => {
      const shown = isQuote ? `\u201c${text}\u201d` : text;
      return `- ${mark === undefined ? "" : `${markText[mark]} `}${shown}${detail === undefined ? "" : `\n  ${detail}`}`;
    });
    return `${title}\n${all.join("\n")}`;
  });
  const link = report.link === null ? [] : [`More: ${report.link}`];
  return [`${titleOf(report)} (${report.timezone})`, sums.join("\n"), barLines(report).join("\n"), ...sections, ...link].join("\n\n");
}

/** The bars of a report as characters. */
export function barLines(report: Report): readonly string[] {
  const bars = barsOf(report);
  const most = Math.max(1, ...bars.map(({ sessions }) => sessions));
  const label = Math.max(...bars.map((each) => each.label.length));
  return bars.map((each) => {
    const bar = "█".repeat(Math.round((width * each.sessions) / most));
    return `${each.label.padStart(label)} ${bar}${bar === "" ? "" : " "}${numberText(each.sessions)}${each.holiday === null ? "" : ` (${each.holiday})`}`;
  });
}
