import { calendarEntry } from "../../src/rules/calendar/entry.ts";
import type { CalendarSpan } from "../../src/rules/calendar/span.ts";

/** The spans of entries as rules.yaml has them. */
export function spansOf(...written: readonly string[]): readonly CalendarSpan[] {
  return written.flatMap((text) => {
    const entry = calendarEntry.parse(text);
    return entry.kind === "spans" ? entry.spans : [];
  });
}
