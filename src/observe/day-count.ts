/** Counts how often something happened in the last day, by its label: in hours, in memory. */

import { type Clock, hour } from "../core/time.ts";

export interface DayCount {
  take(label: string): void;
  /** The commonest first. */
  lastDay(): readonly { readonly label: string; readonly count: number }[];
}

const hours = 24;

interface Hour {
  readonly number: number;
  readonly counts: Map<string, number>;
}

/** Labels are not bounded here. */
export function createDayCount(now: Clock): DayCount {
  const kept: Hour[] = [];
  const current = () => Math.floor(now() / hour);
  return {
    take(label) {
      const number = current();
      let last = kept.at(-1);
      if (last?.number !== number) {
        last = { number, counts: new Map() };
        kept.push(last);
        if (kept.length > hours) kept.shift();
      }
      last.counts.set(label, (last.counts.get(label) ?? 0) + 1);
    },
    lastDay() {
      const sums = new Map<string, number>();
      for (const { counts } of kept.filter(({ number }) => current() - number < hours))
        for (const [label, count] of counts) sums.set(label, (sums.get(label) ?? 0) + count);
      return [...sums].map(([label, count]) => ({ label, count })).sort((one, other) => other.count - one.count);
    },
  };
}
