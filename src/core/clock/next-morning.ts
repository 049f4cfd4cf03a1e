/** The next time people are at work. */

import { day, hour, type Instant, plus } from "../time.ts";
import { zoneOf } from "./wall-time.ts";

/** Nine o'clock of the next day, by the clocks of a zone (an IANA name). */
export function nextWorkdayMorning(now: Instant, zone: string): Instant {
  const { offsetAt } = zoneOf(zone);
  const today = Math.floor((now + offsetAt(now)) / day) * day;
  const asUtc = plus(today as Instant, day + 9 * hour); // calculated as if the zone's clock showed UTC
  return plus(asUtc, -offsetAt(plus(asUtc, -offsetAt(asUtc))));
}
