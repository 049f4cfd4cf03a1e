/** A message for people: a title, a text, and the circumstances. Slack, e-mail and the console share it. */

import { z } from "zod";
import { localText } from "../../core/clock/wall-time.ts";
import type { View } from "../../core/destination.ts";
import type { Report } from "../../core/insights/report.ts";
import { objectOf } from "../../core/json.ts";
import { toInstant, toIso } from "../../core/time.ts";
import { titleOf } from "../../insights/report/sections.ts";
import { type Escape, type Template, template } from "../../rules/templates/template.ts";
import { cut, toWellFormed } from "../../text/cut.ts";
import { visible } from "../../text/visible.ts";
import { textAt } from "./body.ts";

/** A `type`, not an interface, because it is stored as JSON. */
export type Notice = {
  readonly title: string;
  readonly text: string;
  readonly because: string;
  readonly fields: readonly Field[];
  /** RFC 3339, UTC; empty where the event has no time. */
  readonly at: string;
  /** The same in the zone of the file, e.g. `2026-03-02 10:00:00 CET`; undefined where the zone is not known. */
  readonly time?: string;
  /** The conversation's page (PUBLIC_ADMIN_URL); undefined where its address is not set. */
  readonly link?: string;
  /** Set where the message is a report. Its text is drawn from it when it is sent. */
  readonly report?: Report;
};

export type Field = { readonly name: string; readonly value: string };

export interface NoticeAction {
  readonly title?: Template | undefined;
  readonly text?: Template | undefined;
}

/** The keys `title` and `text` of an action. `style` says how values in the text are escaped. */
export function noticeAction(style: Escape): z.ZodType<NoticeAction> {
  return z.strictObject({
    title: template({ escape: "none" }).optional(),
    text: template({ escape: style }).optional(),
  });
}

/** The most characters of a title and of a field; a Slack header allows 150. */
const longest = { title: 150, field: 500, because: 1_000 };

/** The notice of a finding. `inert` escapes a default text like the templates of `noticeAction` escape their values. */
export function noticeOf(action: NoticeAction, view: View, inert: (text: string) => string): Notice {
  const title = action.title?.render(view) ?? defaultTitle(view);
  return {
    title: cut(oneLine(title), longest.title) || view.rule.name,
    text: visible(toWellFormed(action.text?.render(view) ?? inert(defaultText(view)))),
    because: cut(oneLine(textAt(view.finding, "because")), longest.because),
    fields: fieldsOf(view),
    ...timeOf(view),
    ...linkOf(view),
  };
}

/** The notice of a report. The words of visitors are only in the report itself, where `forgetIn` (core/insights/report.ts) finds them. */
export function reportNotice(report: Report): Notice {
  return { title: cut(oneLine(titleOf(report)), longest.title), text: "", because: "", fields: [], at: "", report };
}

function linkOf({ session }: View): Pick<Notice, "link"> {
  const link = textAt(objectOf(session), "link");
  return /^https?:\/\//.test(link) ? { link } : {};
}

/** Some senders name the agent only in some of their events. */
function defaultTitle({ event, rule }: View): string {
  const agent = textAt(event, "agent");
  return agent === "" ? rule.name : `${agent}: ${rule.name}`;
}

/** The visitor's message, otherwise why the rule held. */
function defaultText({ event, finding }: View): string {
  return textAt(event, "message") || textAt(finding, "because");
}

function fieldsOf({ event, rule }: View): readonly Field[] {
  const all = [
    { name: "Agent", value: textAt(event, "agent") },
    { name: "Session", value: textAt(event, "session") },
    { name: "Event", value: textAt(event, "type") },
    { name: "Severity", value: rule.severity === "normal" ? "" : rule.severity },
  ];
  return all.map(({ name, value }) => ({ name, value: cut(oneLine(value), longest.field) })).filter(({ value }) => value !== "");
}

function timeOf({ event, timezone }: View): Pick<Notice, "at" | "time"> {
  const at = typeof event.time === "number" ? toInstant(event.time) : undefined;
  if (at === undefined) return { at: "" };
  return timezone === undefined ? { at: toIso(at) } : { at: toIso(at), time: localText(at, timezone) };
}

/**
 * Replaces line ends and other control characters by single spaces, so that a title has one line everywhere. Removes invisible characters
 * and marks
 * that turn the direction of writing: with them "gnp.exe" looks like "exe.png", and a visitor could rearrange the text beside it.
 */
export function oneLine(text: string): string {
  return toWellFormed(visible(text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, " ")).trim());
}

/** The thread of a rule in a session; none where the event has no session. */
export function threadOf({ event, rule }: View): string | undefined {
  const session = textAt(event, "session");
  return session === "" ? undefined : `${rule.name}/${session}`;
}
