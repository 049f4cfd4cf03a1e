/** For how long the event loop kept others waiting, measured by Node. */

import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Duration, second } from "../core/time.ts";

/** Time between two measurements. It is in every measurement and is taken away from it. */
const resolution: Duration = 20;

export interface LoopDelay {
  readonly p50: Duration;
  readonly p99: Duration;
  readonly max: Duration;
}

/** Measures from now on. Each call returns the delays since the call before. */
export function watchLoopDelay(): () => LoopDelay {
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  return () => {
    const [p50, p99, max] = [delays.percentile(50), delays.percentile(99), delays.max].map(delayOf);
    delays.reset();
    return { p50: p50 ?? 0, p99: p99 ?? 0, max: max ?? 0 };
  };
}

function delayOf(nanoseconds: number): Duration {
  return Math.max(0, nanoseconds / 1e6 - resolution);
}

/** As Prometheus has it. */
export function inSeconds({ p50, p99, max }: LoopDelay): readonly (readonly [quantile: string, seconds: number])[] {
  return [
    ["0.5", p50 / second],
    ["0.99", p99 / second],
    ["1", max / second],
  ];
}
