/** The time that an event states for itself. */

import type { Json } from "../../core/json.ts";
import { type Instant, toInstant } from "../../core/time.ts";

/** From here on a number can only be milliseconds: as seconds it would be the year 33658. */
const leastMilliseconds = 1e12;

const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/;

/** Reads seconds (whole or with a fraction), milliseconds, or ISO 8601 (UTC where no zone is named); undefined for anything else. */
export function instantOf(sent: Json | undefined): Instant | undefined {
  if (typeof sent === "string") return instantOfText(sent);
  if (typeof sent !== "number" || !(sent > 0)) return undefined;
  return toInstant(sent >= leastMilliseconds ? sent : Math.round(sent * 1_000));
}

function instantOfText(text: string): Instant | undefined {
  const [, date, clock, zone = "Z"] = iso.exec(text) ?? [];
  if (date === undefined) return undefined;
  const digits = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  return toInstant(Date.parse(`${date}T${clock}${digits}`));
}
