/** The entries of `settings.reports`. */

import { z } from "zod";
import type { ReportSchedule } from "../../core/insights/report.ts";
import { type Duration, day, hour, minute } from "../../core/time.ts";
import { bad, good, issueOf, type SettingReading } from "../kit/spelled.ts";
import { oneOrMany } from "./schema.ts";

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** The times of entries without `at:`. */
const usual = { day: "08:00", week: "mon 08:00", month: "1 08:00" } as const;

const forms = {
  day: 'write a time of the day, like "08:00"',
  week: 'write a day of the week and a time, like "mon 08:00"',
  month: 'write a day of the month and a time, like "1 08:00"',
} as const;

type Entry = {
  readonly every: keyof typeof usual;
  readonly at?: string | undefined;
  readonly to: readonly string[];
  readonly agent?: string | undefined;
};

export const reportEntry = z
  .strictObject({
    every: z.enum(["day", "week", "month"]).meta({ description: "What it is about: the day, the 7 days or the month before." }),
    at: z
      .string({ error: 'a time such as "08:00"' })
      .optional()
      .meta({ description: 'When it is sent, by `timezone`: "08:00", "mon 08:00", "1 08:00".', examples: [...Object.values(usual)] }),
    to: oneOrMany(z.string()).meta({ description: "Names of destinations that carry reports: slack, email or console." }),
    agent: z.string().min(1).optional().meta({ description: "Only this agent. Left out: all." }),
  })
  .superRefine((entry: Entry, context) => {
    const read = readAt(entry);
    if (!read.ok) for (const fault of read.faults) context.issues.push(issueOf(fault, entry.at, ["at"]));
  });

/** Of an entry whose `at:` is right. */
export function scheduleOf(entry: Entry): ReportSchedule {
  const read = readAt(entry);
  if (!read.ok) throw new Error("an entry of reports was not checked");
  const { to, agent } = entry;
  return { ...read.value, to: [...new Set(to)], ...(agent === undefined ? {} : { agent }) };
}

type When = { readonly time: Duration } & (
  | { readonly every: "day" }
  | { readonly every: "week"; readonly weekday: number }
  | { readonly every: "month"; readonly dayOfMonth: number }
);

function readAt({ every, at = usual[every] }: Entry): SettingReading<When> {
  const [, on = "", hours = "", minutes = ""] = /^(?:([a-z]+|\d{1,2})\.?\s+)?(\d{1,2}):(\d{2})$/.exec(at.trim().toLowerCase()) ?? [];
  const time = Number(hours || Number.NaN) * hour + Number(minutes) * minute;
  const wrong = bad("E_VALUE", `expected a time for the report of a ${every}`, forms[every]);
  if (!(time < day) || Number(minutes) > 59) return wrong;
  if (every === "day") return on === "" ? good({ every, time }) : wrong;
  if (every === "week") {
    const weekday = weekdays.findIndex((name) => on.length >= 3 && name.startsWith(on));
    return weekday < 0 ? wrong : good({ every, time, weekday });
  }
  const dayOfMonth = Number(on);
  return dayOfMonth >= 1 && dayOfMonth <= 31 ? good({ every, time, dayOfMonth }) : wrong;
}
