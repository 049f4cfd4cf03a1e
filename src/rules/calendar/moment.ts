/** Days and times of an iCalendar file. */

import { zoneOf } from "../../core/clock/wall-time.ts";
import { hour, type Instant, minute, second } from "../../core/time.ts";
import type { ContentLine } from "./content-lines.ts";
import { type WallTime, wallTimeOf } from "./span.ts";

/** A day, or a time of a clock. */
export interface IcsMoment {
  readonly at: WallTime;
  readonly isDay: boolean;
  /** IANA name; undefined: the clock of the rules. */
  readonly clock: string | undefined;
}

/** Undefined where it is no day and no time. */
export function icsMoment({ value, ...line }: Pick<ContentLine, "value" | "zone">): IcsMoment | undefined {
  const [, year, month, dayOfMonth, hours, minutes, seconds, utc] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/.exec(value) ?? [];
  const time = Number(hours ?? 0) * hour + Number(minutes ?? 0) * minute + Math.min(59, Number(seconds ?? 0)) * second;
  const at = year === undefined ? undefined : wallTimeOf(Number(year), Number(month), Number(dayOfMonth), time);
  if (at === undefined) return undefined;
  const named = zoneNamed({ value, ...line });
  return { at, isDay: hours === undefined, clock: utc === undefined ? (named === "unknown" ? undefined : named) : "UTC" };
}

/** The zone of a time; undefined for a day and for a time without one, `unknown` where no database has it. */
export function zoneNamed({ value, zone }: Pick<ContentLine, "value" | "zone">): string | undefined {
  if (zone === undefined || !value.includes("T") || value.endsWith("Z")) return undefined;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return "unknown"; // e.g. a name of Windows
  }
}

/** The time of an event by the clock of another one. */
export function byClockOf({ clock }: IcsMoment, { at, clock: own }: IcsMoment): WallTime {
  if (clock === own || clock === undefined || own === undefined) return at;
  const from = zoneOf(own);
  const instant = (at - from.offsetAt((at - from.offsetAt(at as Instant)) as Instant)) as Instant; // a moment near it
  return instant + zoneOf(clock).offsetAt(instant);
}
