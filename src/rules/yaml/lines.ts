/** A character position as line and column, both from 1. */

export interface Position {
  readonly line: number;
  readonly col: number;
}

/** The lines of a text. They are found once. */
export interface Lines {
  at(offset: number): Position;
  /** A line without its end; undefined before the first and after the last. */
  text(line: number): string | undefined;
  /** The first character of a line. */
  start(line: number): number;
}

export function linesOf(text: string): Lines {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  return {
    at(offset) {
      const index = lastUpTo(starts, offset);
      return { line: index + 1, col: offset - (starts[index] ?? 0) + 1 };
    },
    start: (line) => starts[line - 1] ?? 0,
    text(line) {
      const start = starts[line - 1];
      return start === undefined ? undefined : text.slice(start, starts[line]).replace(/\r?\n$/, "");
    },
  };
}

/** The index of the last of the ascending numbers that is at most `limit`. */
function lastUpTo(rising: readonly number[], limit: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rising[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
