/** What a run with a sender that tries once has shown, in words and as an exit code. */

import type { OneAttempt, OneAttemptOptions } from "./run.ts";

export function isKept({ unanswered, lostAfter200, found, inFlightLost }: OneAttempt, { backfill }: OneAttemptOptions): boolean {
  return unanswered.length === 0 && lostAfter200 === 0 && (!backfill || found === inFlightLost);
}

export function reportOf(result: OneAttempt, { kills, every, rate, backfill }: OneAttemptOptions): string {
  const { sent, answered, unanswered, inFlight, inFlightLost, longestRestart, slowestAnswer, lostAfter200, found } = result;
  const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(2)} s`;
  return [
    `${kills} kills, one every ${every / 1_000} s, ${rate} events/s, one attempt each: ${sent} sent`,
    `  not in flight at a kill    ${answered} answered 200, ${unanswered.length} not; the slowest after ${seconds(slowestAnswer)}`,
    `  in flight at a kill        ${inFlight}, ${inFlightLost} of them without a 200; ${found} of these are stored${backfill ? " after back-fill" : ""}`,
    `  answered 200 and missing   ${lostAfter200}`,
    `  longest restart            ${seconds(longestRestart)}`,
    ...unanswered.slice(0, 10).map((each) => `  UNANSWERED ${JSON.stringify(each)}`),
  ].join("\n");
}
