/**
 * Composes the reports that are due and stores each as an event. The id of the event follows from the schedule and the time, so replicas
 * that compose the same report queue it once. A stored mark says until when a schedule is done: a report that was due while no relay ran is
 * sent once, and a schedule that is new in the file does not begin with the past.
 */

import { zoneOf } from "../core/clock/wall-time.ts";
import { eventIdOf, type Other, ownEvent } from "../core/event.ts";
import { markName, markOf, markText, type Report, type ReportSchedule, reportType } from "../core/insights/report.ts";
import { objectOf } from "../core/json.ts";
import { type Emit, failureOf } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, minute } from "../core/time.ts";
import { type DueReport, lastDue } from "../insights/report/schedule.ts";

const looksEach: Duration = minute;

export interface ReportsOptions {
  readonly store: Pick<Store, "keep" | "event" | "forget" | "trouble">;
  /** The present file's schedules and time zone (an IANA name). */
  readonly settings: () => { readonly reports: readonly ReportSchedule[]; readonly timezone: string };
  readonly compose: (due: DueReport, agent: string | undefined) => Promise<Report>;
  /** Stores an event of the relay, once for each id. False where the store cannot write now. */
  readonly addEvent: (event: Other) => Promise<boolean>;
  /** sha256 in hex. */
  readonly digest: (text: string) => string;
  readonly now: Clock;
  readonly emit: Emit;
}

export interface Reports {
  start(): void;
  /** Stores the reports that are due; called each minute. */
  look(): Promise<void>;
  /** Resolves when the present look has ended. */
  stop(): Promise<void>;
}

export function createReports(options: ReportsOptions): Reports {
  const { store, settings, emit } = options;
  let running: Promise<void> = Promise.resolve();
  let task: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const { reports, timezone } = settings();
    for (const schedule of reports) await sendDue(schedule, timezone, options);
  }

  function next(): void {
    running = running.then(look).catch((error: unknown) => emit(failureOf("report", error, store.trouble())));
  }

  return {
    look,
    start() {
      next();
      task = setInterval(next, looksEach);
    },
    async stop() {
      clearInterval(task);
      await running;
    },
  };
}

async function sendDue(schedule: ReportSchedule, timezone: string, options: ReportsOptions): Promise<void> {
  const { store, compose, addEvent, digest, now } = options;
  const key = digest(JSON.stringify(schedule)).slice(0, 16);
  const at = now();
  const stored = await store.keep(markName(key), markText({ until: at, events: [] }));
  const { until, events } = markOf(stored);
  const due = lastDue(schedule, zoneOf(timezone), at);
  if (until > due.dueAt) return;
  const report = await compose(due, schedule.agent);
  const id = eventIdOf(due.dueAt, digest(`${reportType}\n${key}\n${due.dueAt}`));
  const noted = markText({ until, events: [id, ...events] });
  if ((await store.keep(markName(key), noted, stored)) !== noted) return; // another replica is about to store it
  const data = objectOf({ report, to: [...schedule.to], name: nameOf(schedule) });
  if (await addEvent(ownEvent({ id, type: reportType, data, agent: schedule.agent ?? "" }, at))) {
    await forgetLate(report, store);
    await store.keep(markName(key), markText({ until: due.dueAt + 1, events: [id, ...events] }), noted);
  }
}

/** A visitor may be forgotten between the moment when the words were read and the moment when the report was stored. */
async function forgetLate({ questions }: Report, store: Pick<Store, "event" | "forget">): Promise<void> {
  for (const { session, event } of questions) {
    if (session === null || event === null) continue;
    const detail = await store.event(event);
    const isForgotten = detail !== undefined && detail.event === undefined && detail.session === undefined; // retention leaves the session
    if (isForgotten) await store.forget(session);
  }
}

const adjectives = { day: "daily", week: "weekly", month: "monthly" } as const;

function nameOf({ every }: ReportSchedule): string {
  return `${adjectives[every]} report`;
}
