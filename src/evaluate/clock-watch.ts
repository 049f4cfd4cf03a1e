/**
 * Somebody may set our clock back, while the relay runs or while it is down. Timers and deliveries would then wait too long. The store
 * keeps the
 * time of the clock every few seconds, so that the next start notices. Of several replicas, the one that corrects the stored time moves
 * what waits.
 */

import type { Emit } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, type Elapsed, type Instant, minute, second } from "../core/time.ts";

/** The name of the stored time. */
const keptClock = "clock";

const keptEach: Duration = 5 * second;

/** Two replicas, or two clocks of one machine, may differ by this much. */
const tolerated: Duration = 5 * second;

export interface ClockWatchOptions {
  readonly store: Pick<Store, "keep" | "setBack">;
  /** The id of this process. Two replicas may look within the same millisecond, and one of them moves what waits. */
  readonly id: string;
  readonly now: Clock;
  /** By a clock that nobody can set. */
  readonly elapsed: Elapsed;
  readonly emit: Emit;
}

export interface ClockWatch {
  /**
   * Moves what waits if the clock was set back since the last look, or since the last note before the start. Nothing is evaluated
   * meanwhile.
   */
  follow(): Promise<void>;
  /** Stores the time of the clock where that is due; `atOnce` when the process ends. */
  note(atOnce?: boolean): Promise<void>;
}

export function createClockWatch({ store, id, now, elapsed, emit }: ClockWatchOptions): ClockWatch {
  let kept: string | undefined;
  let keptAt = 0;
  let aheadBefore: Duration | undefined;
  let following: Promise<void> | undefined;

  /** How far the clock went back since the last look; undefined at the first look. */
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
    if (!(by > tolerated)) return; // it went forward, or another replica has corrected it
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

/** The time of the clock in a stored note. */
function shownBy(kept: string): number {
  return Number.parseInt(kept, 10);
}
