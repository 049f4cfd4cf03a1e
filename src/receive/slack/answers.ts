/** Plain text for Slack, without formatting. */

import type { JsonObject } from "../../core/json.ts";

/** The most characters of a section's text, of a header's, and of a line with any content (docs.slack.dev, "Block Kit"). */
const longest = { section: 2_900, header: 150, line: 200 };

export function plain(text: string, most: number = longest.section): JsonObject {
  return { type: "plain_text", text: cut(text, most) || "–", emoji: false };
}

/** One line of an outside text: control characters and marks for the direction of writing become spaces. */
export function oneLine(text: string): string {
  return cut(text.replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, " ").trim(), longest.line);
}

function cut(text: string, most: number): string {
  const letters = [...text]; // no half of a surrogate pair
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}

export function header(text: string): JsonObject {
  return { type: "header", text: plain(text, longest.header) };
}

export function section(text: string, accessory?: JsonObject): JsonObject {
  return { type: "section", text: plain(text), ...(accessory === undefined ? {} : { accessory }) };
}

/** An answer for one person or the channel. A notification, which shows no blocks, has the same text. */
export function answerOf(lines: readonly string[], to: "ephemeral" | "in_channel" = "ephemeral"): JsonObject {
  return { response_type: to, text: "avatar-relay", blocks: [section(lines.join("\n"))] };
}
