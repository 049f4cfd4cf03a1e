import type { z } from "zod";
import { isWithinHours } from "../../core/clock/hours.ts";
import type { Condition } from "../../core/condition.ts";
import { hour } from "../../core/time.ts";
import { hoursSchema } from "../language/hours.ts";

export const schedule: Condition<z.output<typeof hoursSchema>> = {
  type: "schedule",
  summary: "The event happened on these days and within these hours, by the clock of `settings.timezone`.",
  example: {
    when: { schedule: { days: ["mon-fri"], hours: ["09:00-18:00"] } },
    matches: [{ message: "hello" }, { message: "anyone there?", after: (8 * hour) / 1_000 }],
    ignores: [{ message: "hello" }, { message: "anyone there?", after: (9 * hour) / 1_000 }],
  },
  schema: () => hoursSchema,
  compile: (hours, { zone, calendars }) => ({
    kind: "look",
    type: "schedule",
    judge({ event }) {
      if (isWithinHours(hours, { zone, calendars }, event.occurredAt)) return { held: true, because: [] };
      return { held: false, saw: wallClock(event.occurredAt + zone.offsetAt(event.occurredAt)) };
    },
  }),
};

/** `Mon 18:05` */
function wallClock(wall: number): string {
  const shown = new Date(wall);
  return `${shown.toUTCString().slice(0, 3)} ${shown.toISOString().slice(11, 16)}`;
}
