/** The progress of long work, shown only on a terminal. */

import type { CliIo } from "../command.ts";

export interface Progress {
  /** One of `total` is done. */
  step(): void;
  /** Removes the figure. */
  end(): void;
}

/** Steps between two figures, because a terminal is slower than the work. */
const shownEvery = 1_000;

/** On stderr, so that the result can go into a file. */
export function progressOf(total: number, { isErrorTerminal, error }: Pick<CliIo, "isErrorTerminal" | "error">): Progress {
  let done = 0;
  return {
    step() {
      done += 1;
      if (isErrorTerminal && done % shownEvery === 0) error(`\r${Math.round((100 * done) / total)} %`);
    },
    end() {
      if (isErrorTerminal && done >= shownEvery) error("\r      \r");
    },
  };
}
