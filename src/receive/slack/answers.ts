/** What Slack shows as it is: plain text, in which nothing is looked for. */

import type { JsonObject } from "../../core/json.ts";

/** Characters of a section's text, of a header's, and of one line that may hold anything (docs.slack.dev, "Block Kit"). */
const longest = { section: 2_900, header: 150, line: 200 };

export function plain(text: string, most: number = longest.section): JsonObject {
  return { type: "plain_text", text: cut(text, most) || "–", emoji: false };
}

/** One line of a text from outside: control characters and marks that turn the direction of reading are spaces. */
export function line(text: string): string {
  return cut(text.replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, " ").trim(), longest.line);
}

function cut(text: string, most: number): string {
  const letters = [...text]; // no half of a pair
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}

export function header(text: string): JsonObject {
  return { type: "header", text: plain(text, longest.header) };
}

export function section(text: string, accessory?: JsonObject): JsonObject {
  return { type: "section", text: plain(text), ...(accessory === undefined ? {} : { accessory }) };
}

/** What one person is told, or the whole channel: the same in a notification, where blocks are not shown. */
export function answerOf(lines: readonly string[], to: "ephemeral" | "in_channel" = "ephemeral"): JsonObject {
  return { response_type: to, text: "avatar-relay", blocks: [section(lines.join("\n"))] };
}
