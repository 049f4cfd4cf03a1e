/** `settings.calendar`: days and spans by name, and the iCalendar files that contain further ones. */

import { z } from "zod";
import { day, type Instant, plus } from "../../../core/time.ts";
import { type CalendarEntry, calendarEntry, calendarName } from "../../calendar/entry.ts";
import { readIcs } from "../../calendar/ics.ts";
import { type CalendarSpan, lastEnd } from "../../calendar/span.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import type { Outside } from "../expand.ts";
import { oneOrMany } from "../schema.ts";

type Entries = Readonly<Record<string, readonly CalendarEntry[]>>;

/** The name of a calendar that is written without one. */
const usualName = "holidays";

/** Calendars by name, or the entries of one. */
export const calendarSchema: z.ZodType<Entries> = z
  .union([
    z.record(calendarName, oneOrMany(calendarEntry)),
    z.codec(oneOrMany(calendarEntry), z.custom<Entries>(), {
      decode: (entries) => ({ [usualName]: entries }),
      encode: ({ [usualName]: entries = [] }) => entries,
    }),
  ])
  .meta({
    description:
      "Days and spans with a name, e.g. holidays: what `except:` leaves out, and when `settings.mutes` apply. A list without a name is called holidays.",
  });

export interface CalendarRequest extends Pick<Outside, "readFile" | "placeholders"> {
  /** The path of rules.yaml. The paths of calendars are relative to it. */
  readonly file: string;
  /** Undefined: nobody asks whether a calendar has ended. */
  readonly now?: Instant | undefined;
}

export interface ReadCalendars {
  readonly calendars: ReadonlyMap<string, readonly CalendarSpan[]>;
  readonly problems: readonly Problem[];
}

/** `raw` is the value as written. */
export function readCalendars(calendars: Entries, raw: unknown, request: CalendarRequest): ReadCalendars {
  const isNamed = typeof raw === "object" && !Array.isArray(raw);
  const read = Object.entries(calendars).map(([name, entries]) => {
    const path = ["settings", "calendar", ...(isNamed ? [name] : [])];
    const isList = Array.isArray(isNamed ? Reflect.get(raw ?? {}, name) : raw);
    const parts = entries.map((entry, index) => readEntry(entry, isList ? [...path, index] : path, request));
    const spans = parts.flatMap((part) => part.spans);
    return { name, spans, problems: [...parts.flatMap(({ problems }) => problems), ...ended(spans, path, request)] };
  });
  return { calendars: new Map(read.map(({ name, spans }) => [name, spans])), problems: read.flatMap(({ problems }) => problems) };
}

function pathHint(written: string): string {
  if (/^(https?|webcal):\/\//i.test(written)) return "an address is not fetched: download the file, and name it";
  return "the path begins at the folder of rules.yaml; the file has at most 4 MiB";
}

interface ReadEntry {
  readonly spans: readonly CalendarSpan[];
  readonly problems: readonly Problem[];
}

function readEntry(entry: CalendarEntry, path: Path, { file, readFile, placeholders }: CalendarRequest): ReadEntry {
  if (entry.kind === "spans") return { spans: entry.spans, problems: [] };
  const { written } = entry;
  const text = readFile(written.startsWith("/") ? written : `${file.slice(0, file.lastIndexOf("/") + 1)}${written}`);
  const wrong = (text: string, hint: string) => ({ code: "E_CALENDAR", text, hint, path, on: "value" }) as const;
  if (text === undefined) {
    const unread = wrong(`the file ${written} cannot be read`, pathHint(written));
    return { spans: [], problems: [placeholders ? { ...unread, code: "W_CALENDAR" } : unread] }; // earlier rules may name a file that is gone
  }
  const { spans, faults, strangeZones } = readIcs(text);
  const none = spans.length + faults.length === 0 ? [wrong(`${written} contains no events`, "is it the right file?")] : [];
  const [strange] = strangeZones;
  return {
    spans,
    problems: [
      ...faults.map((fault) => wrong(`${written} line ${fault.line}: ${fault.text}`, fault.hint)),
      ...none,
      ...(strange === undefined ? [] : [strangeZone(written, strange, path)]),
    ],
  };
}

function strangeZone(file: string, line: number, path: Path): Problem {
  const text = `${file} line ${line}: the time zone is not in the IANA database, so settings.timezone stands in`;
  return { code: "W_TIMEZONE", text, hint: "export the calendar with names like Europe/Berlin", path, on: "value" };
}

/** Zones differ by less than a day. */
function ended(spans: readonly CalendarSpan[], path: Path, { now }: CalendarRequest): readonly Problem[] {
  if (now === undefined || spans.length === 0 || spans.some((span) => lastEnd(span) > plus(now, -day))) return [];
  const text = `all days of the calendar are over, the last one since ${new Date(Math.max(...spans.map(lastEnd)) - 1).toISOString().slice(0, 10)}`;
  return [{ code: "W_CALENDAR", text, hint: "add the coming ones, or write yearly days like 12-25", path, on: "value" }];
}
