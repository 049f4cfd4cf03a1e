/** Long work in steps. The caller decides what happens between two steps. */

export type Stepwise<Result> = Generator<void, Result, void>;

/** The number of items in one step. */
const itemsAStep = 50;

/** `map` in steps. */
export function* mapInSteps<Item, Result>(items: readonly Item[], each: (item: Item, index: number) => Result): Stepwise<Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    results.push(each(item, index));
    if (index % itemsAStep === itemsAStep - 1) yield;
  }
  return results;
}

/** Runs all steps at once. */
export function finished<Result>(work: Stepwise<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
