/** Repeats for a moment what is no delivery: deliveries are repeated by the dispatcher, which keeps them on the disk meanwhile. */

import pRetry from "p-retry";
import type { Duration } from "../core/time.ts";
import { isUnconnected } from "./classify.ts";

/** Twice more, within about a second: who waits for a token or a page waits no longer. */
const repetitions = 2;
const firstWait: Duration = 200;

/** Only where no connection was made, so that nothing can have arrived: a refresh token that is shown twice may end its grant. */
export function briefly<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
  return pRetry(work, {
    retries: repetitions,
    minTimeout: firstWait,
    randomize: true, // replicas must not come together
    signal,
    shouldRetry: ({ error }) => isUnconnected(error),
  });
}
