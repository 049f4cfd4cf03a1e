/** Work on any number of rows, a limited number at a time. Between two steps the process handles other work. */

import type { Stepwise } from "../../core/steps.ts";

export type { Stepwise } from "../../core/steps.ts";

/** Rows that one step reads. */
export const rowsAStep = 2_000;

/** Each step runs inside `run`. */
export async function inSteps<Result>(work: Stepwise<Result>, run = <Step>(step: () => Step): Step => step()): Promise<Result> {
  for (;;) {
    const { done, value } = run(() => work.next());
    if (done === true) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
