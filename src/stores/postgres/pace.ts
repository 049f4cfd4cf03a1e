/** When the next batch begins. A transaction costs as much as many events, so a busy process waits until more events have come. */

import type { Duration } from "../../core/time.ts";

/** A process that finds this many events at once is busy. Below that nothing waits. */
const busyFrom = 8;

/** The time from the beginning of one evaluation to the next, for each process, because processes share the events. */
const apart: Duration = 10;
/** A slow database gets larger batches: a pause of twice the duration follows. */
const slowerBy = 2;
const longestPause: Duration = 100;

export interface PacedEvaluation {
  readonly found: number;
  /** The most events that it could have found. */
  readonly max: number;
  readonly took: Duration;
  /** The processes that evaluate. */
  readonly parts: number;
}

/** The pause after an evaluation. A process that found as many as it could take has more to do at once. */
export function pauseAfterEvaluating({ found, max, took, parts }: PacedEvaluation): Duration {
  if (found < busyFrom || found > max / 2) return 0;
  return Math.min(Math.max(apart * parts - took, slowerBy * took), longestPause);
}

export async function rest(span: Duration): Promise<void> {
  if (span > 0) await new Promise((resolve) => setTimeout(resolve, span));
}
