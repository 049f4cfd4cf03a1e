/** How far long work has come: shown where a person waits, and nowhere else. */

import type { CliIo } from "../command.ts";

export interface Progress {
  /** One of `total` is done. */
  step(): void;
  /** Takes the figure away again. */
  end(): void;
}

/** Steps between two figures: a terminal is slower than the work. */
const shownEvery = 1_000;

/** On stderr, so that what is found can be kept in a file meanwhile. */
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
