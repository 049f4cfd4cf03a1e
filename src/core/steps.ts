/** Long work, cut into steps: whoever runs it decides what happens between two of them. */

export type Stepwise<Result> = Generator<void, Result, void>;

/** Takes all steps at once. */
export function finished<Result>(work: Stepwise<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
