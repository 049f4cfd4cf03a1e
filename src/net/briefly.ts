/** Repeats requests that are no deliveries for a moment. The dispatcher repeats deliveries, which are on the disk meanwhile. */

import pRetry from "p-retry";
import type { Duration } from "../core/time.ts";
import { isUnconnected } from "./classify.ts";

/** Twice more, within about a second, because somebody waits for the token or the page. */
const repetitions = 2;
const firstWait: Duration = 200;

/** Only where no connection was made, so that nothing can have arrived: a refresh token that is used twice may end its grant. */
export function briefly<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
  return pRetry(work, {
    retries: repetitions,
    minTimeout: firstWait,
    randomize: true, // replicas must not retry together
    signal,
    shouldRetry: ({ error }) => isUnconnected(error),
  });
}
