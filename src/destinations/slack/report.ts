/** The layout of a report in Slack. Its chart is made of characters, because Slack shows an image only from a public address or an upload. */

import type { Report } from "../../core/insights/report.ts";
import type { JsonObject } from "../../core/json.ts";
import { headline, markText, type ReportLine, type ReportSection, sectionsOf, titleOf } from "../../insights/report/sections.ts";
import { barLines } from "../../insights/report/text.ts";
import { cut } from "../../text/cut.ts";
import { oneLine } from "../kit/notice.ts";
import { escaped } from "./mrkdwn.ts";
import { type Layout, plainText } from "./text.ts";

/** The most characters. Slack refuses more in a header (docs.slack.dev, "Block Kit"). */
const longest = { header: 150, line: 300, url: 3_000 };

export function reportLayout(report: Report): Layout {
  const { sums, link, timezone } = report;
  const title = cut(oneLine(titleOf(report)), longest.header);
  const opening = link === null || link.length > longest.url ? [] : [opened(link)];
  const blocks: readonly JsonObject[] = [
    { type: "header", text: plainText(title) },
    { type: "section", fields: sums.map(({ name, now, before }) => plainText(`${name}: ${now} (${before} before)`)) },
    richText([{ type: "rich_text_preformatted", elements: [textOf(barLines(report).join("\n"))] }]),
    ...sectionsOf(report).map(sectionBlock),
    ...opening,
    { type: "context", elements: [plainText(`Times in ${timezone}. Changes are named where chance does not explain them.`)] },
  ];
  return { text: escaped(`${title}: ${headline(report)}`), blocks };
}

function sectionBlock({ title, lines }: ReportSection): JsonObject {
  return richText([
    { type: "rich_text_section", elements: [{ ...textOf(title), style: { bold: true } }] },
    { type: "rich_text_list", style: "bullet", elements: lines.map((each) => ({ type: "rich_text_section", elements: elementsOf(each) })) },
  ]);
}

/** Elements of a rich text are shown as they are: a visitor's words are no links and no mentions. */
function elementsOf({ text, detail, isQuote, mark }: ReportLine): readonly JsonObject[] {
  const words = cut(oneLine(text), longest.line);
  return [
    ...(mark === undefined ? [] : [{ ...textOf(`${markText[mark]} `), style: { bold: true } }]),
    textOf(isQuote ? `\u201c${words}\u201d` : words),
    ...(detail === undefined ? [] : [{ ...textOf(`\n${cut(oneLine(detail), longest.line)}`), style: { italic: true } }]),
  ];
}

function textOf(text: string): JsonObject {
  return { type: "text", text };
}

function richText(elements: readonly JsonObject[]): JsonObject {
  return { type: "rich_text", elements };
}

/** A button with an address and no value: see layout.ts. */
function opened(url: string): JsonObject {
  return { type: "actions", elements: [{ type: "button", action_id: "relay.open", text: plainText("Open insights"), url }] };
}
