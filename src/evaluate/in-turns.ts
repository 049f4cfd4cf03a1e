/** Runs long work in steps, and handles other work between them. */

import type { Stepwise } from "../core/steps.ts";

export async function inTurns<Result>(work: Stepwise<Result>): Promise<Result> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
