/** The recent attempts of each destination in this process, by the minute for an hour, and its last answer. */

import type { Signal } from "../core/signal.ts";
import { type Clock, type Instant, minute } from "../core/time.ts";

export interface LastAttempt {
  readonly at: Instant;
  readonly outcome: string;
  readonly reason: string;
  /** The other side's answer, as in the log. */
  readonly detail: string;
}

export interface DestinationFigures {
  /** Within the last hour. */
  readonly attempts: number;
  readonly failed: number;
  readonly last: LastAttempt | undefined;
}

export interface DestinationWatch {
  watch(signal: Signal): void;
  of(name: string): DestinationFigures;
}

const minutes = 60;

interface Minute {
  readonly number: number;
  attempts: number;
  failed: number;
}

/** More destinations are not counted: a file has fewer, and removed ones are dropped. */
const mostDestinations = 2_000;

export function createDestinationWatch(now: Clock): DestinationWatch {
  const known = new Map<string, { readonly minutes: Minute[]; last: LastAttempt | undefined }>();
  const current = () => Math.floor(now() / minute);

  function take({ to, outcome, reason, detail }: Extract<Signal, { name: "delivery.attempted" }>): void {
    const entry = known.get(to) ?? { minutes: [], last: undefined };
    known.delete(to);
    known.set(to, entry);
    const [oldest] = known.keys();
    if (known.size > mostDestinations && oldest !== undefined) known.delete(oldest);
    const number = current();
    let last = entry.minutes.at(-1);
    if (last?.number !== number) {
      last = { number, attempts: 0, failed: 0 };
      entry.minutes.push(last);
      if (entry.minutes.length > minutes) entry.minutes.shift();
    }
    last.attempts += 1;
    if (outcome !== "delivered" && outcome !== "onward") last.failed += 1;
    entry.last = { at: now(), outcome, reason, detail };
  }

  return {
    watch(signal) {
      if (signal.name === "delivery.attempted") take(signal);
    },
    of(name) {
      const entry = known.get(name);
      const recent = entry?.minutes.filter(({ number }) => current() - number < minutes) ?? [];
      return {
        attempts: recent.reduce((sum, each) => sum + each.attempts, 0),
        failed: recent.reduce((sum, each) => sum + each.failed, 0),
        last: entry?.last,
      };
    },
  };
}
