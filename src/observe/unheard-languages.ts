/** Counts the languages of visitors without a language pack, in the last day, as this process has evaluated them. */

import type { Signal } from "../core/signal.ts";
import type { Clock } from "../core/time.ts";
import { boundedLabel } from "./bounded-label.ts";
import { createDayCount } from "./day-count.ts";

export interface UnheardLanguage {
  /** ISO 639-1, or `other`. */
  readonly language: string;
  readonly messages: number;
}

export interface UnheardWatch {
  watch(signal: Signal): void;
  /** The commonest first. */
  lastDay(): readonly UnheardLanguage[];
}

/** As many as the metric has. */
const mostLanguages = 20;

export function createUnheardWatch(now: Clock): UnheardWatch {
  const counts = createDayCount(now);
  const nameOf = boundedLabel(mostLanguages);
  return {
    watch(signal) {
      if (signal.name === "event.evaluated" && signal.unheard !== undefined) counts.take(nameOf(signal.unheard));
    },
    lastDay: () => counts.lastDay().map(({ label, count }) => ({ language: label, messages: count })),
  };
}
