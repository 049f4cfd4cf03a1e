/** How much one transaction takes: as much as fits into the time that arrivals may wait. */

import type { Duration } from "../../core/time.ts";
import type { Work, Writer } from "./writer.ts";

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

/** Does up to `max` in several transactions. `write` does as much as it is told and returns how much it did: less only where nothing is left. */
export async function inPacedSteps(
  { writer, pace }: { readonly writer: Pick<Writer, "perform">; readonly pace: Pace },
  max: number,
  { write, ...how }: Omit<Work<number>, "write"> & { readonly write: (most: number) => number },
): Promise<number> {
  for (let done = 0; ; ) {
    const most = pace.within(max - done);
    const count = await writer.perform({
      ...how,
      write() {
        const startedAt = performance.now();
        const written = write(most);
        pace.took(written, performance.now() - startedAt);
        return written;
      },
    });
    done += count;
    if (count < most || done >= max) return done;
  }
}
