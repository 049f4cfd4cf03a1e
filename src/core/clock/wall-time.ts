/** Converts between instants and the wall clock of a time zone. */

import { type Duration, type Instant, minute, toInstant, type Zone } from "../time.ts";

const written = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads `2026-03-02 10:00` by the clock of the zone (an IANA name), or with its own offset; undefined for anything else.
 * An hour that occurs twice in a zone means the first one. A skipped hour is read as if the clock had not moved.
 */
export function readWallTime(text: string, zone: string): Instant | undefined {
  const [, date, time, seconds = ":00", offset] = written.exec(text) ?? [];
  if (date === undefined) return undefined;
  const asUtc = toInstant(Date.parse(`${date}T${time}${seconds}${offset ?? "Z"}`));
  if (asUtc === undefined || offset !== undefined) return asUtc;
  const { offsetAt } = zoneOf(zone);
  return toInstant(asUtc - offsetAt((asUtc - offsetAt(asUtc)) as Instant)); // a moment near it
}

/** Zones move their clocks at full quarters of an hour of UTC, if at all (IANA time zone database, since 1972). */
const quarter: Duration = 15 * minute;

/** A time zone by its IANA name. It remembers the last quarter of an hour, because events come in order. */
export function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  let last = { slot: Number.NaN, offset: 0 };
  return {
    offsetAt(at) {
      const slot = Math.floor(at / quarter);
      if (slot !== last.slot) last = { slot, offset: zoneOffset(format, slot * quarter) };
      return last.offset;
    },
  };
}

function zoneOffset(format: Intl.DateTimeFormat, at: number): Duration {
  const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => shown.get(name) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - at;
}

const zones = new Map<string, Zone>();

/** Returns the same zone for the same name: a file has one zone, and templates may name a few. */
function knownZone(name: string): Zone {
  const known = zones.get(name) ?? zoneOf(name);
  if (zones.size < 100) zones.set(name, known);
  return known;
}

/** How far a zone's clocks are ahead of UTC, in minutes. */
export function minutesAhead(at: Instant, zone: string): number {
  return knownZone(zone).offsetAt(at) / minute;
}

/** English texts of a country know the short names of that country's zones, and write other zones as `GMT+1`. */
const countries = ["en-US", "en-GB", "en-AU", "en-IN", "en-ZA"];

/** The short name of the zone at that moment, e.g. `CET` in winter and `CEST` in summer; `GMT+9` where English has none. */
export function zoneNameAt(at: Instant, zone: string): string {
  const names = countries.map((country) => nameIn(country, at, zone));
  return names.find((name) => !/^(GMT|UTC)[+-]/.test(name)) ?? names[0] ?? zone;
}

function nameIn(country: string, at: Instant, zone: string): string {
  const parts = new Intl.DateTimeFormat(country, { timeZone: zone, timeZoneName: "short" }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}

/** `2026-03-02 10:00:00 CET` */
export function localText(at: Instant, zone: string): string {
  const wall = new Date(at + minutesAhead(at, zone) * minute).toISOString();
  return `${wall.slice(0, 19).replace("T", " ")} ${zoneNameAt(at, zone)}`;
}
