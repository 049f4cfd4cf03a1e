/** Rings at a moment; of several the earliest counts. */

import type { Clock, Instant } from "../core/time.ts";

export interface Alarm {
  set(at: Instant): void;
  stop(): void;
}

export function createAlarm(ring: () => void, now: Clock): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let ringsAt = Number.POSITIVE_INFINITY;
  let stopped = false;

  function onTime(): void {
    ringsAt = Number.POSITIVE_INFINITY;
    ring();
  }

  return {
    set(at) {
      if (at >= ringsAt || stopped) return;
      clearTimeout(timer);
      ringsAt = at;
      timer = setTimeout(onTime, Math.max(0, at - now()));
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
