/** Rings after a while; of several the earliest counts. The while is measured by a clock that nobody can set. */

import type { Duration, Elapsed } from "../core/time.ts";

export interface Alarm {
  set(after: Duration): void;
  stop(): void;
}

/** The longest that Node's timers take (nodejs.org/api/timers.html): what is later is set again by whoever looks. */
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
