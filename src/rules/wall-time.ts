/** What a clock on the wall of a time zone shows, as a point in time. */

import { type Instant, toInstant } from "../core/time.ts";

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
  return toInstant(asUtc - offsetAt(zone, asUtc - offsetAt(zone, asUtc)));
}

/** How far the zone's clock is ahead of UTC, in milliseconds. */
function offsetAt(zone: string, at: number): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => shown.get(name) ?? 0;
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(at / 1_000) * 1_000;
}
