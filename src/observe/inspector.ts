/** Checks the database once after a start, and reports the result. */

import type { Emit } from "../core/signal.ts";
import { type Clock, type Duration, second } from "../core/time.ts";

/** The check waits, so that it does not slow down a relay that ends soon or is still busy with waiting events. */
const beginAfter: Duration = 2 * second;

export interface InspectorOptions {
  /** Begins the check in another process. `problems` is undefined where it did not finish. */
  readonly inspect: () => { readonly problems: Promise<readonly string[] | undefined>; stop(): void };
  readonly now: Clock;
  readonly emit: Emit;
}

export interface Inspector {
  start(): void;
  stop(): void;
}

export function createInspector({ inspect, now, emit }: InspectorOptions): Inspector {
  let hasStopped = false;
  let waiting: NodeJS.Timeout | undefined;
  let stopInspection = () => {};

  async function look(): Promise<void> {
    const since = now();
    const { problems, stop } = inspect();
    stopInspection = stop;
    const found = await problems;
    if (!hasStopped) emit({ name: "store.checked", ...resultOf(found), took: now() - since });
  }

  return {
    start() {
      waiting = setTimeout(() => void look(), beginAfter).unref();
    },
    stop() {
      hasStopped = true;
      clearTimeout(waiting);
      stopInspection();
    },
  };
}

function resultOf(problems: readonly string[] | undefined): {
  readonly result: "sound" | "damaged" | "unfinished";
  readonly detail: string;
} {
  if (problems === undefined)
    return {
      result: "unfinished",
      detail: "it took longer than ten minutes, the database's log had grown to 64 MiB beside it, or its process was ended",
    };
  if (problems.length === 0) return { result: "sound", detail: "no damage was found" };
  return { result: "damaged", detail: problems.slice(0, 3).join("; ").slice(0, 500) };
}
