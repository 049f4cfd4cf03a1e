/** An addition to a thread: turns or later findings, as rich text without further meaning. */

import type { JsonObject } from "../../core/json.ts";
import { cut, toWellFormed } from "../../text/cut.ts";
import { visible } from "../../text/visible.ts";
import { oneLine } from "../kit/notice.ts";
import type { SlackLine, ThreadBody } from "./body.ts";
import { type Element, elementsOf, escaped } from "./mrkdwn.ts";
import type { Layout } from "./text.ts";

/** The most characters of a line, of all lines, and of a name. A Slack text element allows 3,000. */
const longest = { line: 600, all: 9_000, who: 150, fallback: 300 };

/** Where not all fit, the newest are shown. */
export function threadLayout(body: ThreadBody): Layout {
  const lines = body.items.map((line) => ({ who: cut(oneLine(line.who), longest.who) || "…", elements: elementsOfLine(body, line) }));
  const shown = newest(lines);
  const more = body.more + lines.length - shown.length;
  const sections = shown.flatMap(({ who, elements }) => [
    { type: "rich_text_section", elements: [{ type: "text", text: `${who}:`, style: { bold: true } }] },
    { type: "rich_text_quote", elements },
  ]);
  const blocks = [...note(counted(body, more)), ...(sections.length === 0 ? [] : [{ type: "rich_text", elements: sections }])];
  return { text: fallback(body, more), blocks };
}

type Said = { readonly who: string; readonly elements: readonly Element[] };

/** A visitor's words are plain text; a finding's text is its rule's, with the author's mentions and links. */
function elementsOfLine({ kind }: ThreadBody, { text, said }: SlackLine): readonly Element[] {
  const elements = kind === "turns" ? elementsOf(escaped(visible(toWellFormed(text))), longest.line) : elementsOf(text, longest.line, said);
  return elements.length === 0 ? [{ type: "text", text: "…" }] : elements;
}

function newest(lines: readonly Said[]): readonly Said[] {
  let room = longest.all;
  const first = lines.findLastIndex(({ who, elements }) => {
    room -= who.length + JSON.stringify(elements).length;
    return room < 0;
  });
  return lines.slice(first + 1);
}

function counted({ kind }: ThreadBody, more: number): string {
  if (more === 0) return "";
  return kind === "turns" ? `${more} more before, not shown here` : `Found ${more} more ${more === 1 ? "time" : "times"}`;
}

function note(text: string): readonly JsonObject[] {
  return text === "" ? [] : [{ type: "context", elements: [{ type: "plain_text", text, emoji: false }] }];
}

function fallback(body: ThreadBody, more: number): string {
  const { kind, items, title } = body;
  const last = items.at(-1);
  const what =
    kind === "turns"
      ? items.length === 1
        ? "a turn of the conversation"
        : `${items.length} turns of the conversation`
      : `found again ${items.length + more} times`;
  const text = last === undefined ? "" : `, the last: ${oneLine(last.text)}`;
  return escaped(cut(`${title}: ${what}${text}`, longest.fallback));
}
