/** How many events one evaluation takes: as many as fit into the time for which what comes in may be kept waiting. */

import type { Duration } from "../../core/time.ts";

/** The answer to a webhook waits for the batch at hand; a visitor waits for the answer to `room.join`. */
const longestBatch: Duration = 4;
/** The first events after a start take much longer than those that follow. */
const first = 4;

export interface Pace {
  /** At most so many, and never none. */
  within(max: number): number;
  /** So many took so long. */
  took(count: number, span: Duration): void;
}

export function createPace(longest: Duration = longestBatch): Pace {
  let most = first;
  return {
    within: (max) => Math.min(max, most),
    took(count, span) {
      if (count === 0) return;
      const fitting = Math.floor((count * longest) / Math.max(span, 0.01));
      // Up by no more than the double, so that one quick batch is not followed by a long one; down at once.
      most = Math.max(1, Math.min(fitting, count * 2));
    },
  };
}
