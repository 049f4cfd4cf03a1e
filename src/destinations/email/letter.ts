/** The content of a mail: plain text first, and the same in HTML. It loads nothing, and no click changes anything. */

import { reportMail } from "../../insights/report/html.ts";
import { reportText } from "../../insights/report/text.ts";
import { escapedHtml } from "../../text/html.ts";
import type { Notice } from "../kit/notice.ts";

/** The text part. */
export function plainPart({ title, text, because, fields, at, time = at, link, report }: Notice): string {
  if (report !== undefined) return reportText(report);
  const facts = [...fields.map(({ name, value }) => `${name}: ${value}`), ...(time === "" ? [] : [`Time: ${time}`])];
  const parts = [title, text, because === "" ? "" : `Why: ${because}`, facts.join("\n"), link === undefined ? "" : `Conversation: ${link}`];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The HTML part, with the same content. Every value is escaped. */
export function htmlPart({ title, text, because, fields, at, time = at, link, report }: Notice): string {
  if (report !== undefined) return reportMail(report);
  const rows = [...fields, ...(time === "" ? [] : [{ name: "Time", value: time }])];
  const table = rows.map(({ name, value }) => `<tr><td>${escapedHtml(name)}</td><td>${escapedHtml(value)}</td></tr>`).join("");
  return [
    `<h2>${escapedHtml(title)}</h2>`,
    text === "" ? "" : `<blockquote style="white-space:pre-wrap">${escapedHtml(text)}</blockquote>`,
    because === "" ? "" : `<p>Why: ${escapedHtml(because)}</p>`,
    `<table>${table}</table>`,
    ...(link === undefined ? [] : [`<p><a href="${escapedHtml(link)}">Open the conversation</a></p>`]),
  ].join("\n");
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
  return link === undefined ? "" : `\n<p><small><a href="${escapedHtml(link)}">No more of these</a></small></p>`;
}
