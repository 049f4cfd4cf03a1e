/** Calls back after a span. Of several spans the shortest counts. A clock that nobody can set measures them. */

import type { Duration, Elapsed } from "../core/time.ts";

export interface Alarm {
  set(after: Duration): void;
  stop(): void;
}

/** The longest span of Node's timers (nodejs.org/api/timers.html). A later time is set again at the next look. */
const longestTimer: Duration = 2 ** 31 - 1;

export function createAlarm(ring: () => void, elapsed: Elapsed): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let ringsAt = Number.POSITIVE_INFINITY;
  let stopped = false;

  function onTime(): void {
    ringsAt = Number.POSITIVE_INFINITY;
    ring();
  }

  return {
    set(after) {
      const at = elapsed() + after;
      if (at >= ringsAt || stopped) return;
      clearTimeout(timer);
      ringsAt = at;
      timer = setTimeout(onTime, Math.min(Math.max(0, after), longestTimer));
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
