/** A report: what happened in a span, for people who have two minutes. It is JSON, and every destination draws it in its own form. */

import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import type { Duration } from "../time.ts";

/** The event that queues a report. Rules cannot name it. */
export const reportType = "relay.report";

/** An entry of `settings.reports`. `time` counts from midnight. */
export type ReportSchedule = {
  readonly to: readonly string[];
  /** Only this agent. */
  readonly agent?: string | undefined;
  readonly time: Duration;
} & (
  | { readonly every: "day" }
  /** 0 is Monday. */
  | { readonly every: "week"; readonly weekday: number }
  /** A month that is shorter has its last day instead. */
  | { readonly every: "month"; readonly dayOfMonth: number }
);

/** Texts are complete sentences in English. Times are ISO 8601 in UTC; `days` follow the clock of `timezone`. */
export type Report = {
  /** E.g. `Week of 23 November 2026`. */
  readonly title: string;
  readonly from: string;
  readonly to: string;
  /** The span that it is compared with. */
  readonly before: { readonly from: string; readonly to: string };
  readonly timezone: string;
  /** Only this agent; null for all. */
  readonly agent: string | null;
  readonly sums: readonly ReportSum[];
  /** What changed significantly; the strongest evidence first. */
  readonly changes: readonly ReportChange[];
  /** How many comparisons were made to find them. */
  readonly compared: number;
  readonly questions: readonly ReportQuestion[];
  readonly claims: ReportClaims | null;
  readonly findings: readonly ReportFinding[];
  readonly noisy: readonly NoisyRule[];
  readonly quiet: readonly QuietAgent[];
  readonly days: readonly ReportDay[];
  /** What a reader has to know to read the figures right, e.g. a holiday. */
  readonly notes: readonly string[];
  /** The page with the same figures; null where its address is not set. */
  readonly link: string | null;
};

export type ReportSum = { readonly name: string; readonly now: string; readonly before: string };

export type ReportChange = {
  /** A count (`sessions`, `unanswered`, …), `findings`, `language` or `claims`. */
  readonly of: string;
  /** The agent, the rule or the language; null for everything. */
  readonly subject: string | null;
  /** A count, or a share 0..1. */
  readonly now: number;
  readonly before: number;
  readonly isShare: boolean;
  /** The probability of such a difference by chance alone. */
  readonly p: number;
  /** Null where more is neither. */
  readonly better: boolean | null;
  readonly text: string;
};

/** Words of a visitor, which `forgetIn` removes: `session` and `event` say whose they are. */
export type ReportQuestion = {
  readonly text: string;
  readonly times: number;
  readonly sessions: number;
  /** 0..1 */
  readonly unanswered: number;
  readonly session: string | null;
  readonly event: string | null;
};

/** Times in milliseconds; null where nothing was claimed. */
export type ReportClaims = {
  readonly claimed: number;
  readonly median: number | null;
  readonly slowest: number | null;
  readonly medianBefore: number | null;
};

export type ReportFinding = {
  readonly rule: string;
  readonly now: number;
  readonly before: number;
  readonly useful: number;
  readonly noise: number;
};

export type NoisyRule = { readonly rule: string; readonly useful: number; readonly noise: number; readonly proposal: string };

export type QuietAgent = { readonly agent: string; readonly since: string; readonly usual: number; readonly text: string };

export type ReportDay = {
  /** `2026-11-23` */
  readonly date: string;
  /** `Mon` */
  readonly label: string;
  readonly sessions: number;
  /** Of the day that it is compared with; null where that is another day of the week. */
  readonly before: number | null;
  readonly holiday: string | null;
};

/** What is stored of a schedule under `markName` (core/store.ts, `keep`). `forget` finds reports by it. */
export interface ReportMark {
  /** Reports that were due before are done. */
  readonly until: number;
  /** The ids of its newest events, the newest first. */
  readonly events: readonly string[];
}

/** The names of all marks are between these two. */
export const reportMarks = { from: "report ", to: "report!" } as const;

/** `key` identifies the schedule. */
export function markName(key: string): string {
  return `${reportMarks.from}${key}`;
}

/** A year of daily reports. */
const mostEvents = 400;

export function markText({ until, events }: ReportMark): string {
  return [until, ...new Set(events)].slice(0, mostEvents).join(" ");
}

export function markOf(text: string): ReportMark {
  const [until = "", ...events] = text.split(" ");
  return { until: Number(until), events };
}

/** What stands in place of the words of a forgotten visitor. */
export const forgottenWords = "(forgotten)";

/** The same JSON without the words of a session; undefined where it has none. */
export function forgetIn(value: Json, session: string): Json | undefined {
  return holdsSession(value, session) ? withoutSession(value, session) : undefined;
}

function holdsSession(value: Json, session: string): boolean {
  if (Array.isArray(value)) return value.some((each: Json) => holdsSession(each, session));
  if (!isJsonObject(value)) return false;
  return value.session === session || Object.values(value).some((each) => holdsSession(each, session));
}

function withoutSession(value: Json, session: string): Json {
  if (Array.isArray(value)) return value.map((each: Json) => withoutSession(each, session));
  if (!isJsonObject(value)) return value;
  if (value.session === session && typeof value.text === "string") return { ...value, text: forgottenWords, session: null, event: null };
  return Object.fromEntries(Object.entries(value).map(([key, each]): [string, Json] => [key, withoutSession(each, session)]));
}

/** The same for stored JSON. */
export function forgetInText(stored: string, session: string): string | undefined {
  if (!stored.includes(JSON.stringify(session))) return undefined;
  const left = forgetIn(JSON.parse(stored) as Json, session); // it was written from JSON
  return left === undefined ? undefined : JSON.stringify(left);
}

/** What an event of the type `relay.report` contains. */
export interface ReportOrder {
  readonly report: Report;
  /** The names of the destinations. */
  readonly to: readonly string[];
  /** E.g. `weekly report`: what the deliveries are named after. */
  readonly name: string;
}

/** The order in an event's data; undefined where it has none. */
export function reportOrderOf({ report, to, name }: JsonObject): ReportOrder | undefined {
  if (!isJsonObject(report) || !Array.isArray(to) || typeof name !== "string") return undefined;
  return { report: report as Report, to: to.filter((each) => typeof each === "string"), name }; // the relay itself wrote it
}
