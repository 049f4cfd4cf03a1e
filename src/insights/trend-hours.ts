/** The counts that trends are about, by agent and hour, as the store has them. */

import { countNumbers, eachFigure, type FigureDay, hourNumber, hoursOfDay } from "../core/insights/figures.ts";
import { type TrendFigure, trendFigures } from "../core/insights/trend-question.ts";
import { day, type Instant, plus } from "../core/time.ts";
import type { HourlyCounts } from "./trend.ts";

export interface TrendHours {
  /** Takes over the counts of a day of UTC. What it had of that day is replaced. */
  replaceDay(begins: Instant, days: readonly FigureDay[]): void;
  /** By agent. */
  of(figure: TrendFigure): ReadonlyMap<string, HourlyCounts>;
  clear(): void;
}

const byNumber = new Map(trendFigures.map((figure) => [countNumbers[figure], figure]));

export function createTrendHours(): TrendHours {
  const counts = new Map(trendFigures.map((figure) => [figure, new Map<string, Map<number, number>>()]));

  function drop(first: number): void {
    for (const agents of counts.values())
      for (const hours of agents.values()) for (let each = first; each < first + hoursOfDay; each += 1) hours.delete(each);
  }

  return {
    replaceDay(begins, days) {
      drop(hourNumber(begins));
      eachFigure(days, { since: begins, until: plus(begins, day) }, (hour, number, count, { agent }) => {
        const agents = counts.get(byNumber.get(number) ?? "sessions");
        if (agents === undefined || !byNumber.has(number)) return;
        const hours = agents.get(agent) ?? new Map<number, number>();
        agents.set(agent, hours.set(hour, (hours.get(hour) ?? 0) + count));
      });
    },
    of: (figure) => counts.get(figure) ?? new Map(),
    clear() {
      for (const agents of counts.values()) agents.clear();
    },
  };
}
