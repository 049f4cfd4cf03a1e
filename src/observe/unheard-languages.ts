/** In which languages visitors wrote that no detector hears, in the last day, as this process has evaluated them. */

import type { Signal } from "../core/signal.ts";
import { type Clock, hour } from "../core/time.ts";
import { boundedLabel } from "./bounded-label.ts";

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

const hours = 24;
/** As many as the metric has. */
const mostLanguages = 20;

interface Hour {
  readonly number: number;
  readonly messages: Map<string, number>;
}

export function createUnheardWatch(now: Clock): UnheardWatch {
  const kept: Hour[] = [];
  const nameOf = boundedLabel(mostLanguages);
  const current = () => Math.floor(now() / hour);

  function take(language: string): void {
    const number = current();
    let last = kept.at(-1);
    if (last?.number !== number) {
      last = { number, messages: new Map() };
      kept.push(last);
      if (kept.length > hours) kept.shift();
    }
    last.messages.set(language, (last.messages.get(language) ?? 0) + 1);
  }

  return {
    watch(signal) {
      if (signal.name === "event.evaluated" && signal.unheard !== undefined) take(nameOf(signal.unheard));
    },
    lastDay() {
      const sums = new Map<string, number>();
      for (const { messages } of kept.filter(({ number }) => current() - number < hours))
        for (const [language, count] of messages) sums.set(language, (sums.get(language) ?? 0) + count);
      return [...sums].map(([language, messages]) => ({ language, messages })).sort((one, other) => other.messages - one.messages);
    },
  };
}
