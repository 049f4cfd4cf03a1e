/** The content of a mail: plain text first, and the same in HTML. It loads nothing, and no click changes anything. */

import type { Notice } from "../kit/notice.ts";

/** The text part. */
export function plainPart({ title, text, because, fields, at, time = at, link }: Notice): string {
  const facts = [...fields.map(({ name, value }) => `${name}: ${value}`), ...(time === "" ? [] : [`Time: ${time}`])];
  const parts = [title, text, because === "" ? "" : `Why: ${because}`, facts.join("\n"), link === undefined ? "" : `Conversation: ${link}`];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The HTML part, with the same content. Every value is escaped. */
export function htmlPart({ title, text, because, fields, at, time = at, link }: Notice): string {
  const rows = [...fields, ...(time === "" ? [] : [{ name: "Time", value: time }])];
  const table = rows.map(({ name, value }) => `<tr><td>${escaped(name)}</td><td>${escaped(value)}</td></tr>`).join("");
  return [
    `<h2>${escaped(title)}</h2>`,
    text === "" ? "" : `<blockquote style="white-space:pre-wrap">${escaped(text)}</blockquote>`,
    because === "" ? "" : `<p>Why: ${escaped(because)}</p>`,
    `<table>${table}</table>`,
    ...(link === undefined ? [] : [`<p><a href="${escaped(link)}">Open the conversation</a></p>`]),
  ].join("\n");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

/** The text of a digest: each message as it would have been alone. */
export function plainDigest(notices: readonly Notice[]): string {
  return notices.map(plainPart).join("\n\n----------------------------------------\n\n");
}

export function htmlDigest(notices: readonly Notice[]): string {
  return notices.map(htmlPart).join("\n<hr>\n");
}

/** The end of a mail from a list: where to unsubscribe. */
export function plainEnd(link: string | undefined): string {
  return link === undefined ? "" : `\n\nNo more of these: ${link}`;
}

export function htmlEnd(link: string | undefined): string {
  return link === undefined ? "" : `\n<p><small><a href="${escaped(link)}">No more of these</a></small></p>`;
}
