/** How many events one evaluation takes: as many as fit into the time that arrivals may wait. */

import type { Duration } from "../../core/time.ts";

/** The answer to a webhook waits for the present batch, and a visitor waits for the answer to `room.join`. */
const longestBatch: Duration = 4;
/** The first events after a start take much longer than later ones. */
const first = 4;

export interface Pace {
  /** At most this many, and at least one. */
  within(max: number): number;
  /** This many took this long. */
  took(count: number, span: Duration): void;
}

export function createPace(longest: Duration = longestBatch): Pace {
  let most = first;
  return {
    within: (max) => Math.min(max, most),
    took(count, span) {
      if (count === 0) return;
      const fitting = Math.floor((count * longest) / Math.max(span, 0.01));
      // Up to double, so that no long batch follows a quick one; down at once.
      most = Math.max(1, Math.min(fitting, count * 2));
    },
  };
}
