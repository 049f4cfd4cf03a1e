/** Figures of made-up weeks: agents of different size, a profile of day and week, and what is planted in them. The same seed, the same figures. */

import { type Random, random } from "../../crash/random.ts";
import {
  bucketNumber,
  type CountName,
  countNumbers,
  type FigureDay,
  hoursOfDay,
  ruleFigureNumber,
  type StoredFigures,
} from "../../src/core/insights/figures.ts";
import { day, type Instant, minute } from "../../src/core/time.ts";

export interface Cell {
  readonly agent: string;
  readonly language: string;
  /** Midnight of UTC. */
  readonly day: Instant;
}

/** How a cell differs from what is usual. Factors; 1 where left out. */
export interface Planted {
  readonly sessions?: number;
  readonly unanswered?: number;
  readonly frustrated?: number;
  readonly wants_human?: number;
  /** Of the times to claim. */
  readonly claims?: number;
  /** Of the findings of the rule `slow-answer`. */
  readonly slow?: number;
}

export interface Making {
  readonly seed: number;
  readonly from: Instant;
  readonly days: number;
  readonly planted?: (cell: Cell) => Planted;
}

/** Conversations of a usual working day. */
const agents = { shop: 120, support: 90, kiosk: 40, museum: 25, night: 12 } as const;
const languages = { en: 0.6, de: 0.3, es: 0.07, fr: 0.03 } as const;
const rules = ["asks-for-a-person", "angry-visitor", "slow-answer"] as const;

/** Monday first. */
const week = [1, 1.05, 1, 0.95, 1.1, 0.6, 0.4];
const hours = [1, 0, 0, 0, 0, 1, 2, 4, 7, 9, 10, 10, 9, 9, 10, 10, 9, 8, 6, 5, 4, 3, 2, 1];
const hoursSum = hours.reduce((sum, each) => sum + each, 0);

export function madeFigures({ seed, from, days, planted = () => ({}) }: Making): StoredFigures {
  const chance = random(seed);
  const made: FigureDay[] = [];
  for (let index = 0; index < days; index += 1) {
    const at = (from + index * day) as Instant; // days of UTC
    const weather = 0.92 + 0.16 * chance.next();
    for (const [agent, usual] of Object.entries(agents)) {
      const expected = usual * (week[(new Date(at).getUTCDay() + 6) % 7] ?? 1) * weather;
      for (const [language, share] of Object.entries(languages)) {
        const cell = { agent, language, day: at };
        const cells = cellsOf(expected * share, planted(cell), chance);
        if (cells.length > 0) made.push({ ...cell, source: "bithuman", cells });
      }
    }
  }
  return { days: made, rules: new Map(rules.map((rule, number) => [number, rule])), uncounted: 0 };
}

function cellsOf(expected: number, planted: Planted, chance: Random): readonly number[] {
  const cells = new Map<number, number>();
  for (let hour = 0; hour < hoursOfDay; hour += 1) {
    const add = (number: number, count: number) => {
      const slot = number * hoursOfDay + hour;
      if (count > 0) cells.set(slot, (cells.get(slot) ?? 0) + count);
    };
    const count = (name: CountName, by: number) => add(countNumbers[name], by);
    const sessions = poisson(((planted.sessions ?? 1) * expected * (hours[hour] ?? 0)) / hoursSum, chance);
    const [unanswered, frustrated, human] = (
      [
        ["unanswered", 0.08],
        ["frustrated", 0.05],
        ["wants_human", 0.04],
      ] as const
    ).map(([name, share]) => times(sessions, share * (planted[name] ?? 1), chance)) as [number, number, number];
    count("sessions", sessions);
    count("messages", poisson(5 * sessions, chance));
    count("unanswered", unanswered);
    count("frustrated", frustrated);
    count("wants_human", human);
    add(ruleFigureNumber(0, "findings"), human);
    add(ruleFigureNumber(1, "findings"), frustrated);
    add(ruleFigureNumber(2, "findings"), times(sessions, 0.03 * (planted.slow ?? 1), chance));
    for (let claimed = 0; claimed < human; claimed += 1) {
      const took = -Math.log(1 - chance.next()) * 4 * minute * (planted.claims ?? 1);
      add(bucketNumber("time_to_claim", took), 1);
    }
  }
  return [...cells].sort(([one], [other]) => one - other).flat();
}

function times(of: number, probability: number, chance: Random): number {
  let count = 0;
  for (let each = 0; each < of; each += 1) if (chance.happens(probability)) count += 1;
  return count;
}

/** Knuth's way, for small means. */
function poisson(mean: number, chance: Random): number {
  const limit = Math.exp(-mean);
  let [count, product] = [0, chance.next()];
  while (product > limit) {
    product *= chance.next();
    count += 1;
  }
  return count;
}
