/** How a value becomes text, and how that text is made inert where it lands. */

export type Escape = "none" | "html" | "url" | "slack" | "slack-marked" | "markdown";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function entity(letter: string): string {
  return entities[letter] ?? letter;
}

/** Slack asks for exactly these three: without them a visitor could write `<!channel>`. */
function slack(text: string): string {
  return text.replace(/[&<>]/g, entity);
}

/** The same between marks, by which the destination tells what an author formats from what a visitor wrote (destinations/slack/said.ts). */
function slackMarked(text: string): string {
  return `\uFDD0${slack(text.replace(/[\uFDD0-\uFDD6]/g, ""))}\uFDD1`;
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, entity);
}

/** Nothing becomes a link, a heading or a mention: an invisible space behind "@" keeps a name from being called. */
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

/** The text of a value: nothing for what is missing, JSON for lists and objects. Always well-formed, since receivers choke on half a character. */
export function templateText(value: unknown): string {
  if (typeof value === "string") return wellFormed(value);
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? wellFormed(JSON.stringify(value)) : String(value);
}

/** Most texts have none, whole or half: looking for them is quick. */
const surrogate = /[\uD800-\uDFFF]/;

/** Puts U+FFFD in the place of lone surrogates (`toWellFormed` of ES2024). */
export function wellFormed(text: string): string {
  return surrogate.test(text) ? text.replace(/\p{Surrogate}/gu, "\uFFFD") : text;
}
