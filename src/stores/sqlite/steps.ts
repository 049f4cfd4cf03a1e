/** Work that may look at any number of rows, a bounded number at a time: between two steps the process answers others. */

import type { Stepwise } from "../../core/steps.ts";

export type { Stepwise } from "../../core/steps.ts";

/** Rows that one step looks at. */
export const rowsAStep = 2_000;

/** Each step runs inside `run`. */
export async function inSteps<Result>(work: Stepwise<Result>, run = <Step>(step: () => Step): Step => step()): Promise<Result> {
  for (;;) {
    const { done, value } = run(() => work.next());
    if (done === true) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
