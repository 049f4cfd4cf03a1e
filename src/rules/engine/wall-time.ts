/** What a clock on the wall of a time zone shows, as a point in time. */

import { type Duration, type Instant, minute, toInstant, type Zone } from "../../core/time.ts";

const written = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads `2026-03-02 10:00`, by the clock of the zone (an IANA name), or with an offset by itself; undefined for anything else.
 * Of an hour that a zone has twice the first is taken; one that it skips is read as if the clock had not moved.
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

/** A time zone by its IANA name. Remembers the quarter of an hour that it was asked for last: events come in order. */
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
      if (slot !== last.slot) last = { slot, offset: offsetOf(format, slot * quarter) };
      return last.offset;
    },
  };
}

function offsetOf(format: Intl.DateTimeFormat, at: number): Duration {
  const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => shown.get(name) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - at;
}
