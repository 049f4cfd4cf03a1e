/** A calendar of rules.yaml, ready to be asked about moments. */

import type { Calendar } from "../../core/clock/hours.ts";
import { zoneOf } from "../../core/clock/wall-time.ts";
import { type Instant, minute, plus, type Zone } from "../../core/time.ts";
import { type CalendarSpan, endOfSpan, type WallTime } from "./span.ts";

/** `zone` is the clock of spans without one. */
export function calendarOf(spans: readonly CalendarSpan[], zone: Zone): Calendar {
  const clocks = new Map(spans.flatMap(({ clock }) => (clock === undefined ? [] : [clock])).map((name) => [name, zoneOf(name)]));
  return {
    endOf(at) {
      const ends = spans.flatMap((span) => {
        const clock = clocks.get(span.clock ?? "") ?? zone;
        const wall = at + clock.offsetAt(at);
        const end = endOfSpan(span, wall);
        return end === undefined ? [] : [instantAfter(at, end - wall, clock)];
      });
      return ends.length === 0 ? undefined : (Math.max(...ends) as Instant);
    },
  };
}

/** When the clock shows so much more than at `at`. Where it is moved over that moment, the next minute: the caller asks again there. */
function instantAfter(at: Instant, shown: WallTime, clock: Zone): Instant {
  const straight = plus(at, shown);
  const moved = clock.offsetAt(straight) - clock.offsetAt(at);
  return Math.max(plus(straight, -moved), plus(at, minute)) as Instant;
}
