/** The time limit of requests that wait for the disk: one coarse sweep for all of them instead of a timer for each. */

import type { Guard } from "../core/guard.ts";
import type { Duration } from "../core/time.ts";

export interface Wait {
  readonly lastTick: number;
  readonly giveUp: () => void;
}

export interface CommitTimeout {
  /** A shared timer calls `giveUp`. Its bugs end in the guard. */
  begin(guard: Guard, giveUp: () => void): Wait;
  /** False where `giveUp` has been called. */
  end(wait: Wait): boolean;
}

/** How finely `within` is measured. */
const ticksWithin = 20;

/** Counts its own ticks, so setting the clock changes nothing. */
export function createCommitTimeout(within: Duration): CommitTimeout {
  const waits = new Set<Wait>();
  let tick = 0;
  let timer: NodeJS.Timeout | undefined;

  function sweep(): void {
    tick += 1;
    for (const wait of waits) {
      if (wait.lastTick > tick) return; // they are in the order of their beginning
      waits.delete(wait);
      wait.giveUp();
    }
    if (waits.size === 0) rest();
  }

  function rest(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    begin(guard, giveUp) {
      timer ??= setInterval(sweep, within / ticksWithin);
      const wait = { lastTick: tick + ticksWithin, giveUp: guard(giveUp) };
      waits.add(wait);
      return wait;
    },
    end: (wait) => waits.delete(wait),
  };
}
