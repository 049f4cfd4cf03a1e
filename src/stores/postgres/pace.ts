/** When the next batch begins: a transaction costs as much as the work on many events, so that who is busy lets more of them come together. */

import type { Duration } from "../../core/time.ts";

/** Who finds so many events at once is busy. Below that nothing waits. */
const busyFrom = 8;

/** From the beginning of one evaluation to the next, for each process that evaluates: what comes in is divided among them. */
const apart: Duration = 10;
/** A slow database gets larger batches: what took long is followed by a pause of twice that. */
const slowerBy = 2;
const longestPause: Duration = 100;

export interface PacedEvaluation {
  readonly found: number;
  /** So many it may have found. */
  readonly max: number;
  readonly took: Duration;
  /** The processes that evaluate. */
  readonly parts: number;
}

/** How long to wait after an evaluation. Who found as much as they may take has more to do at once. */
export function pauseAfterEvaluating({ found, max, took, parts }: PacedEvaluation): Duration {
  if (found < busyFrom || found > max / 2) return 0;
  return Math.min(Math.max(apart * parts - took, slowerBy * took), longestPause);
}

export async function rest(span: Duration): Promise<void> {
  if (span > 0) await new Promise((resolve) => setTimeout(resolve, span));
}
