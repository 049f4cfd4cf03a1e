/** Guesses the name that was meant. */

/** The candidate nearest to `word`; undefined where none is near enough. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = allowed(word) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/** `did you mean "when"?`, or nothing where no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const guess = nearest(word, candidates);
  return guess === undefined ? undefined : `did you mean "${guess}"?`;
}

/** One slip in a short word, two in a word of five letters, three at most. More would be a wild guess. */
function allowed(word: string): number {
  return Math.min(3, Math.max(1, Math.floor(word.length / 2.5)));
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other (optimal string alignment). */
export function distance(from: string, to: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const costs = [row];
    for (let column = 1; column <= to.length; column++) costs.push(cell({ from, to, row, column, costs: costs, above, before }));
    [before, above] = [above, costs];
  }
  return above[to.length] ?? 0;
}

interface Cell {
  readonly from: string;
  readonly to: string;
  readonly row: number;
  readonly column: number;
  readonly costs: readonly number[];
  readonly above: readonly number[];
  readonly before: readonly number[];
}

function cell({ from, to, row, column, costs: line, above, before }: Cell): number {
  const [here, there] = [from[row - 1], to[column - 1]];
  const steps = Math.min((above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + (here === there ? 0 : 1));
  const swapped = row > 1 && column > 1 && here === to[column - 2] && from[row - 2] === there;
  return swapped ? Math.min(steps, (before[column - 2] ?? 0) + 1) : steps;
}
