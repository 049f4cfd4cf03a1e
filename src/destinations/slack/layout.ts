/** The layout of a notice in Slack: blocks within Slack's limits, and a text for places without blocks. */

import type { JsonObject } from "../../core/json.ts";
import { cut } from "../../text/cut.ts";
import type { Field, Notice } from "../kit/notice.ts";
import type { SlackNotice } from "./body.ts";
import { type Element, elementsOf, escaped, mrkdwnOf } from "./mrkdwn.ts";
import { reportLayout } from "./report.ts";
import { dateText, type Layout, plainText } from "./text.ts";

/** The most characters; Slack refuses more (reference: docs.slack.dev, "Block Kit"). */
const longest = { header: 150, text: 2_800, field: 500, because: 1_000, fallback: 600, url: 3_000 };

/** Fields of one section. */
const mostFields = 10;

/** Lays a notice out. Its text is mrkdwn with escaped values; everything else is plain. */
export function layout(notice: SlackNotice): Layout {
  if (notice.report !== undefined) return reportLayout(notice.report);
  const title = cut(notice.title, longest.header);
  const elements = elementsOf(notice.text, longest.text, notice.said);
  const blocks = [header(title), ...quote(elements), ...section(notice.fields), ...context(notice), ...opening(notice)];
  return { text: fallback(title, elementsOf(notice.text, longest.fallback, notice.said)), blocks };
}

function fallback(title: string, elements: readonly Element[]): string {
  return elements.length === 0 ? escaped(title) : `${escaped(title)}: ${mrkdwnOf(elements)}`;
}

function header(title: string): JsonObject {
  return { type: "header", text: plainText(title) };
}

function quote(elements: readonly Element[]): readonly JsonObject[] {
  return elements.length === 0 ? [] : [{ type: "rich_text", elements: [{ type: "rich_text_quote", elements }] }];
}

function section(fields: readonly Field[]): readonly JsonObject[] {
  const shown = fields.slice(0, mostFields).map(({ name, value }) => plainText(cut(`${name}: ${value}`, longest.field)));
  return shown.length === 0 ? [] : [{ type: "section", fields: shown }];
}

/** A button with an address and no value. Slack opens it, and the press that comes back is ignored (receive/slack/gateway.ts). */
function opening({ link }: Notice): readonly JsonObject[] {
  if (link === undefined || link.length > longest.url) return [];
  return [{ type: "actions", elements: [{ type: "button", action_id: "relay.open", text: plainText("Open conversation"), url: link }] }];
}

function context({ because, at, time }: Notice): readonly JsonObject[] {
  const why = because === "" ? [] : [plainText(cut(because, longest.because))];
  const elements = [...why, ...dateText(at, time)];
  return elements.length === 0 ? [] : [{ type: "context", elements }];
}
