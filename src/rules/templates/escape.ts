/** Turns a value into text, and escapes the text for its target. */

export type Escape = "none" | "html" | "url" | "slack" | "slack-marked" | "markdown";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function entity(letter: string): string {
  return entities[letter] ?? letter;
}

/** Slack asks for exactly these three. Without them a visitor could write `<!channel>`. */
function slack(text: string): string {
  return text.replace(/[&<>]/g, entity);
}

/**
 * The same between marks. By the marks the destination distinguishes an author's formatting from a visitor's text
 * (destinations/slack/said.ts).
 */
function slackMarked(text: string): string {
  return `\uFDD0${slack(text.replace(/[\uFDD0-\uFDD6]/g, ""))}\uFDD1`;
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, entity);
}

/** Nothing becomes a link, a heading or a mention: an invisible space after "@" prevents mentions. */
function markdown(text: string): string {
  return text.replace(/[\\`*_~[\]<>|#]/g, "\\$&").replaceAll("@", "@\u200b");
}

function none(text: string): string {
  return text;
}

export const escapes: Readonly<Record<Escape, (text: string) => string>> = {
  none,
  html,
  url: encodeURIComponent,
  slack,
  "slack-marked": slackMarked,
  markdown,
};

/**
 * The text of a value: empty for a missing value, JSON for lists and objects. It is always well-formed, because receivers refuse half a
 * character.
 */
export function templateText(value: unknown): string {
  if (typeof value === "string") return wellFormed(value);
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? wellFormed(JSON.stringify(value)) : String(value);
}

/** Most texts contain no surrogates, and this search is fast. */
const surrogate = /[\uD800-\uDFFF]/;

/** Replaces lone surrogates by U+FFFD (`toWellFormed` of ES2024). */
export function wellFormed(text: string): string {
  return surrogate.test(text) ? text.replace(/\p{Surrogate}/gu, "\uFFFD") : text;
}
