/** A report as HTML: the part of a mail, and a file that stands alone. No script and no address is loaded; every text is escaped. */

import type { Report } from "../../core/insights/report.ts";
import { escapedHtml } from "../../text/html.ts";
import { barsOf, headline, markText, type ReportBar, type ReportLine, type ReportSection, sectionsOf, titleOf } from "./sections.ts";
import { numberText } from "./words.ts";

const ink = "#1d2430";
const soft = "#5d6776";
const rule = "#dfe3e8";
const fill = "#3b6fd4";
const pale = "#b9c8e6";
const colours = { better: "#1a7f4b", worse: "#b3261e" } as const;
const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** The HTML part of a mail: tables and inline styles, because mail programs drop style sheets, SVG and outside images. */
export function reportMail(report: Report): string {
  const parts = [heading(report), sumsOf(report), mailBars(report), ...sectionsOf(report).map(sectionHtml), moreOf(report)];
  return `<div style="${font};color:${ink};max-width:640px;font-size:15px;line-height:1.45">\n${parts.filter((part) => part !== "").join("\n")}\n</div>`;
}

/** A file that stands alone. Its policy forbids everything but its own styles. */
export function reportFile(report: Report): string {
  const parts = [heading(report), sumsOf(report), chart(report), ...sectionsOf(report).map(sectionHtml), moreOf(report)];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapedHtml(titleOf(report))}</title>
</head>
<body style="margin:0;background:#fff">
<main style="${font};color:${ink};max-width:720px;margin:0 auto;padding:24px 16px;font-size:16px;line-height:1.5">
${parts.filter((part) => part !== "").join("\n")}
</main>
</body>
</html>
`;
}

function heading(report: Report): string {
  const { before, timezone } = report;
  const span = `${headline(report)}. Compared with ${dayIn(before.from, timezone)} to ${dayIn(before.to, timezone, -1)}; times in ${timezone}.`;
  return `<h1 style="font-size:22px;margin:0 0 4px">${escapedHtml(titleOf(report))}</h1>\n<p style="margin:0 0 16px;color:${soft}">${escapedHtml(span)}</p>`;
}

/** `16 Nov` by the clock of the zone; `more` milliseconds later. */
function dayIn(iso: string, timeZone: string, more = 0): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short" }).format(new Date(Date.parse(iso) + more));
}

function sumsOf({ sums }: Report): string {
  const cell = ({ name, now, before }: Report["sums"][number]) =>
    `<td style="padding:8px 12px 8px 0;vertical-align:top"><div style="font-size:13px;color:${soft}">${escapedHtml(name)}</div>` +
    `<div style="font-size:22px;font-weight:600">${escapedHtml(now)}</div><div style="font-size:13px;color:${soft}">${escapedHtml(before)} before</div></td>`;
  return `<table role="presentation" style="border-collapse:collapse;width:100%;margin:0 0 8px"><tr>${sums.map(cell).join("")}</tr></table>`;
}

/** Bars of table cells look the same in every mail program, and do not wait for a reader to allow images. */
function mailBars(report: Report): string {
  const bars = barsOf(report);
  const most = Math.max(1, ...bars.map(({ sessions }) => sessions));
  const row = (each: ReportBar) => {
    const share = Math.max(1, Math.round((70 * each.sessions) / most));
    const colour = each.holiday === null ? fill : pale;
    const bar = `<div style="background:${colour};height:12px;width:${share}%;display:inline-block;vertical-align:middle"></div>`;
    return `<tr><td style="padding:2px 8px 2px 0;color:${soft};font-size:13px;width:44px;white-space:nowrap">${escapedHtml(each.label)}</td><td style="padding:2px 0">${bar} <span style="font-size:13px">${numberText(each.sessions)}${holidayOf(each)}</span></td></tr>`;
  };
  return `<table role="presentation" style="border-collapse:collapse;width:100%;margin:0 0 16px">${bars.map(row).join("")}</table>`;
}

function holidayOf({ holiday }: ReportBar): string {
  return holiday === null ? "" : ` <span style="color:${soft}">${escapedHtml(holiday)}</span>`;
}

/** Conversations of each day beside those of the day that it is compared with. */
function chart({ days }: Report): string {
  const [width, height, base] = [688, 190, 150];
  const most = Math.max(1, ...days.flatMap(({ sessions, before }) => [sessions, before ?? 0]));
  const step = width / Math.max(1, days.length);
  const isCompared = days.some(({ before }) => before !== null);
  const tall = (count: number) => Math.round((120 * count) / most);
  const bars = days.map((each, index) => {
    const [left, width] = [index * step + step * 0.15, step * (isCompared ? 0.35 : 0.7)];
    const x = isCompared ? left + width : left;
    const number = days.length > 14 ? "" : text(x + width / 2, base - tall(each.sessions) - 6, numberText(each.sessions), ink);
    const before = each.before === null ? "" : bar(left, width, tall(each.before), pale);
    return before + bar(x, width, tall(each.sessions), fill) + number + text(index * step + step / 2, base + 18, each.label, soft);
  });
  const legend = !isCompared
    ? ""
    : `${square(0, pale)}${text(20, height - 4, "before", soft, "start")}${square(90, fill)}${text(110, height - 4, "now", soft, "start")}`;
  const label = `Conversations of each day: ${days.map((each) => `${each.label} ${each.sessions}`).join(", ")}`;
  const line = `<line x1="0" y1="${base}" x2="${width}" y2="${base}" stroke="${rule}"/>`;
  return `<svg role="img" aria-label="${escapedHtml(label)}" viewBox="0 0 ${width} ${height + 4}" width="100%" style="display:block;margin:8px 0 0">${line}${bars.join("")}${legend}</svg>`;

  function bar(x: number, wide: number, high: number, colour: string): string {
    return `<rect x="${round(x)}" y="${base - high}" width="${round(wide)}" height="${high}" fill="${colour}"/>`;
  }

  function square(x: number, colour: string): string {
    return `<rect x="${x}" y="${height - 14}" width="12" height="12" fill="${colour}"/>`;
  }
}

function text(x: number, y: number, words: string, colour: string, anchor = "middle"): string {
  return `<text x="${round(x)}" y="${round(y)}" font-size="12" fill="${colour}" text-anchor="${anchor}">${escapedHtml(words)}</text>`;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}

function sectionHtml({ title, lines }: ReportSection): string {
  return `<h2 style="font-size:16px;margin:20px 0 6px;padding-top:12px;border-top:1px solid ${rule}">${escapedHtml(title)}</h2>\n<ul style="margin:0;padding:0 0 0 18px">${lines.map(lineHtml).join("")}</ul>`;
}

function lineHtml({ text: words, detail, isQuote, mark }: ReportLine): string {
  const sign = mark === undefined ? "" : `<strong style="color:${colours[mark]}">${markText[mark]}</strong> `;
  const shown = isQuote ? `\u201c${escapedHtml(words)}\u201d` : escapedHtml(words);
  const below = detail === undefined ? "" : `<br><span style="color:${soft};font-size:13px">${escapedHtml(detail)}</span>`;
  return `<li style="margin:4px 0">${sign}${shown}${below}</li>`;
}

function moreOf({ link }: Report): string {
  return link === null ? "" : `<p style="margin:20px 0 0"><a href="${escapedHtml(link)}">Open the insights page</a></p>`;
}
