/** All observers of a relay's signals, and what they need when its rules change. */

import type { Store } from "../core/store.ts";
import type { Clock } from "../core/time.ts";
import type { Bus } from "./bus.ts";
import { createDestinationWatch, type DestinationWatch } from "./destination-figures.ts";
import { createHealth, type Health, type KnownSetup } from "./health.ts";
import { createLimitWatch, type LimitWatch } from "./limits-reached.ts";
import { createLog, type LogOptions } from "./log.ts";
import type { LogOutput } from "./log-output.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { createTracing } from "./tracing.ts";
import { createUnheardWatch, type UnheardWatch } from "./unheard-languages.ts";

export interface ObserverOptions {
  readonly bus: Bus;
  readonly store: Store;
  readonly version: string;
  readonly pid: number;
  readonly now: Clock;
  readonly destination: Pick<LogOutput, "write" | "dropped" | "waiting">;
  readonly level: LogOptions["level"];
  /** Values of the environment that must never be shown. */
  readonly secrets: readonly string[];
  /** Bytes of unfinished bodies. */
  readonly unfinished: () => number;
}

/** What the present rules contain for observers. */
export interface Observed extends KnownSetup {
  readonly version: string;
  readonly rules: readonly string[];
  /** Names of rules that are new, gone or different. */
  readonly changed: readonly string[];
  readonly secrets: readonly string[];
  /** Warnings of `check`. */
  readonly warnings: readonly { readonly code: string; readonly path: string; readonly text: string }[];
}

/** The most that are logged; `check` prints all. */
const mostWarnings = 50;

export interface Observers {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly destinations: DestinationWatch;
  readonly unheard: UnheardWatch;
  readonly limits: LimitWatch;
  /** Called at the start and after each reload; it informs all observers. */
  learn(observed: Observed): void;
}

export function createObservers(options: ObserverOptions): Observers {
  const { bus, store, version, pid, now, destination, level, secrets, unfinished } = options;
  const health = createHealth({ store });
  const metrics = createMetrics({ version, store, now, elapsed: () => performance.now(), log: destination, unfinished });
  const log = createLog({ destination, level, pid, now, secrets });
  const destinations = createDestinationWatch(now);
  const unheard = createUnheardWatch(now);
  const limits = createLimitWatch(now);
  for (const { watch } of [health, metrics, log, destinations, unheard, limits]) bus.subscribe(watch);
  const traced = createTracing({ store, now, version });
  if (traced !== undefined) bus.subscribe(traced);
  return {
    health,
    metrics,
    destinations,
    unheard,
    limits,
    learn(observed) {
      log.know(observed.secrets);
      health.know(observed);
      metrics.know({ rules: observed.rules, destinations: observed.destinations.map(({ name }) => name) });
      bus.emit({ name: "rules.loaded", version: observed.version, rules: observed.rules.length, changed: observed.changed });
      for (const { code, path, text } of observed.warnings.slice(0, mostWarnings)) bus.emit({ name: "config.warning", code, path, text });
    },
  };
}
