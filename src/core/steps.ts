/** Long work in steps. The caller decides what happens between two steps. */

export type Stepwise<Result> = Generator<void, Result, void>;

/** Runs all steps at once. */
export function finished<Result>(work: Stepwise<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
