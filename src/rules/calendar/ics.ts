/** Reads the events of an iCalendar file (RFC 5545) as spans of a calendar. What cannot be read exactly is a fault. */

import { type Duration, day, hour, minute, second } from "../../core/time.ts";
import { type ContentLine, contentLines } from "./content-lines.ts";
import { byClockOf, type IcsMoment, icsMoment, zoneNamed } from "./moment.ts";
import { readRepeats } from "./recurrence.ts";
import { type CalendarSpan, longestRepeated, type WallTime } from "./span.ts";

/** A fault of a file, by its line. It never shows what the file contains. */
export interface IcsFault {
  readonly line: number;
  readonly text: string;
  readonly hint: string;
}

export interface IcsReading {
  readonly spans: readonly CalendarSpan[];
  readonly faults: readonly IcsFault[];
  /** Lines whose time zone is not in the IANA database. Their times are read by the clock of the rules. */
  readonly strangeZones: readonly number[];
}

/** Reads the text of a file. */
export function readIcs(text: string): IcsReading {
  const lines = contentLines(text);
  const isCalendar = lines[0]?.name === "BEGIN" && lines[0].value.toUpperCase() === "VCALENDAR";
  if (!isCalendar) return { spans: [], strangeZones: [], faults: [{ line: 1, text: "expected BEGIN:VCALENDAR", hint: noCalendar }] };
  const read = eventsIn(lines).map(readEvent);
  const moved = read.flatMap(({ replaces }) => replaces ?? []);
  return {
    spans: read.flatMap(({ spans, uid }) => spans.map((span) => withoutMoved(span, uid, moved))),
    faults: read.flatMap(({ faults }) => faults),
    strangeZones: read.flatMap(({ strangeZones }) => strangeZones),
  };
}

const noCalendar = "is it an iCalendar file? A web page is often saved in its place";

/** The lines of each event, without those of the alarms in it. */
function eventsIn(lines: readonly ContentLine[]): readonly (readonly ContentLine[])[] {
  const events: ContentLine[][] = [];
  const within: string[] = [];
  for (const line of lines) {
    if (line.name === "END") within.pop();
    if (line.name === "BEGIN") {
      within.push(line.value.toUpperCase());
      if (within.at(-1) === "VEVENT") events.push([line]);
    } else if (within.at(-1) === "VEVENT") events.at(-1)?.push(line);
  }
  return events;
}

interface ReadEvent extends IcsReading {
  readonly uid: string | undefined;
  /** The occurrence of a repeated event that this event replaces. */
  readonly replaces?: { readonly uid: string | undefined; readonly at: WallTime };
}

function readEvent(lines: readonly ContentLine[]): ReadEvent {
  const named = (name: string) => lines.find((each) => each.name === name);
  const strangeZones = lines.filter((line) => isTime(line) && zoneNamed(line) === "unknown").map(({ line }) => line);
  const read = spanOf(lines);
  const uid = named("UID")?.value;
  const replaced = named("RECURRENCE-ID");
  const at = replaced && icsMoment(replaced)?.at;
  const replaces = at === undefined ? {} : { replaces: { uid, at } };
  if ("text" in read) return { spans: [], faults: [read], strangeZones, uid, ...replaces };
  return { spans: read.spans, faults: [], strangeZones, uid: replaced === undefined ? uid : undefined, ...replaces };
}

function withoutMoved(
  span: CalendarSpan,
  uid: string | undefined,
  moved: readonly { readonly uid: string | undefined; readonly at: WallTime }[],
): CalendarSpan {
  const own = uid === undefined || span.repeats === undefined ? [] : moved.filter((each) => each.uid === uid).map(({ at }) => at);
  return own.length === 0 ? span : { ...span, except: [...span.except, ...own] };
}

type SpanReading = { readonly spans: readonly CalendarSpan[] } | IcsFault;

function spanOf(lines: readonly ContentLine[]): SpanReading {
  const named = (name: string) => lines.find((each) => each.name === name);
  if (named("STATUS")?.value.toUpperCase() === "CANCELLED") return { spans: [] };
  const [start, rule, listed] = [named("DTSTART"), named("RRULE"), named("RDATE")];
  const begins = start && icsMoment(start);
  if (start === undefined) return fault(lines[0], "the event has no DTSTART", "export the calendar again");
  if (begins === undefined) return fault(start, "DTSTART is no day and no time", "it is written like 20261224 or 20261224T180000Z");
  if (listed !== undefined) return fault(listed, "RDATE is not read", "write the days into calendar: beside the file");
  const lasts = lengthOf(begins, named("DTEND"), named("DURATION"));
  if (typeof lasts !== "number") return lasts;
  const repeats = rule && readRepeats(rule.value, begins);
  if (typeof repeats === "string") return fault(rule, repeats, "write the days into calendar: instead of this event");
  if (repeats !== undefined && lasts > longestRepeated) return fault(rule, "a repeated event is longer than a year", "is its end right?");
  const except = lines.filter(({ name }) => name === "EXDATE").flatMap((line) => excludedBy(line, begins));
  return { spans: lasts === 0 ? [] : [{ from: begins.at, lasts, clock: begins.clock, repeats, except }] };
}

function fault(line: ContentLine | undefined, text: string, hint: string): IcsFault {
  return { line: line?.line ?? 1, text, hint };
}

function isTime({ name }: ContentLine): boolean {
  return name === "DTSTART" || name === "DTEND";
}

/** Without an end a day lasts a day, and a time no time. */
function lengthOf(begins: IcsMoment, end: ContentLine | undefined, duration: ContentLine | undefined): Duration | IcsFault {
  if (end !== undefined) {
    const ends = icsMoment(end);
    if (ends === undefined) return fault(end, "DTEND is no day and no time", "it is written like 20261224 or 20261224T180000Z");
    const lasts = byClockOf(begins, ends) - begins.at;
    return lasts < 0 ? fault(end, "the event ends before it begins", "export the calendar again") : lasts;
  }
  if (duration === undefined) return begins.isDay ? day : 0;
  return readLength(duration.value) ?? fault(duration, "DURATION is no length of time", "it is written like P1D or PT1H30M");
}

function readLength(text: string): Duration | undefined {
  const [whole, weeks, days, hours, minutes, seconds] =
    /^\+?P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?)$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const [w, d, h, m, s] = [weeks, days, hours, minutes, seconds].map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ]; // as many as came in
  return (w * 7 + d) * day + h * hour + m * minute + s * second;
}

function excludedBy(line: ContentLine, begins: IcsMoment): readonly WallTime[] {
  return line.value.split(",").flatMap((value) => {
    const moment = icsMoment({ value, zone: line.zone });
    if (moment === undefined) return [];
    return moment.isDay && !begins.isDay ? [moment.at + (begins.at % day)] : [byClockOf(begins, moment)];
  });
}
