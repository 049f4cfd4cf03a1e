/**
 * Somebody may set our clock back, while the relay runs or while it is down: what waits by it would wait for as much longer. What it showed is
 * kept in the store every few seconds, so that the next start knows; of several replicas the one that puts it right moves what waits.
 */

import type { Emit } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, type Elapsed, type Instant, minute, second } from "../core/time.ts";

/** The name under which the store keeps what the clock showed. */
const keptClock = "clock";

const keptEach: Duration = 5 * second;

/** Two replicas may differ by this much, and so may two clocks of one machine. */
const tolerated: Duration = 5 * second;

export interface ClockWatchOptions {
  readonly store: Pick<Store, "keep" | "setBack">;
  /** Of this process: two replicas may look within the same millisecond, and one of them moves what waits. */
  readonly id: string;
  readonly now: Clock;
  /** By a clock that nobody can set. */
  readonly elapsed: Elapsed;
  readonly emit: Emit;
}

export interface ClockWatch {
  /** Moves what waits where the clock was set back since the last look, or since it was kept before the start. Nothing is evaluated meanwhile. */
  follow(): Promise<void>;
  /** Keeps what the clock shows, where that is due; `atOnce` when the process ends. */
  note(atOnce?: boolean): Promise<void>;
}

export function createClockWatch({ store, id, now, elapsed, emit }: ClockWatchOptions): ClockWatch {
  let kept: string | undefined;
  let keptAt = 0;
  let aheadBefore: Duration | undefined;
  let following: Promise<void> | undefined;

  /** By how much the clock went back since the last look; undefined at the first. */
  function look(at: Instant): Duration | undefined {
    const ahead = at - elapsed();
    const seen = aheadBefore === undefined ? undefined : aheadBefore - ahead;
    aheadBefore = ahead;
    return seen;
  }

  async function putRight(at: Instant, seen: Duration | undefined): Promise<void> {
    const own = `${at} ${id}`;
    const shown = await store.keep(keptClock, own);
    kept = shown;
    keptAt = elapsed();
    const by = shownBy(shown) - at;
    if (!(by > tolerated)) return; // it went on, or another replica has put it right
    kept = await store.keep(keptClock, own, shown);
    if (kept !== own) return;
    await store.setBack(seen ?? by, at);
    emit({ name: "clock.set_back", seconds: Math.round((seen ?? by) / second) });
  }

  return {
    async follow() {
      if (following === undefined) {
        const before = aheadBefore;
        const at = now();
        const seen = look(at);
        if (seen !== undefined && seen <= minute) return;
        following = putRight(at, seen)
          .catch((error: unknown) => {
            aheadBefore = before; // the next look sees it again
            throw error;
          })
          .finally(() => {
            following = undefined;
          });
      }
      await following;
    },
    async note(atOnce = false) {
      if (kept === undefined || (!atOnce && elapsed() - keptAt < keptEach)) return;
      keptAt = elapsed();
      const at = now();
      if (at > shownBy(kept)) kept = await store.keep(keptClock, `${at} ${id}`, kept);
    },
  };
}

/** What the clock showed when this was kept. */
function shownBy(kept: string): number {
  return Number.parseInt(kept, 10);
}
