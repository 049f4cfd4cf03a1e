/** The counts of the weeks before, in memory: a look reads only the newest day from the store. */

import type { TrendFigure } from "../core/insights/trend-question.ts";
import type { Store } from "../core/store.ts";
import { type Duration, day, hour, type Instant, plus } from "../core/time.ts";
import type { HourlyCounts } from "../insights/trend.ts";
import { createTrendHours } from "../insights/trend-hours.ts";

export interface TrendCounts {
  /** Reads what is new until then. The first time, and after a day has begun, it reads all of `span`. */
  refresh(until: Instant, span: Duration): Promise<void>;
  /** By agent. */
  of(figure: TrendFigure): ReadonlyMap<string, HourlyCounts>;
  /** The count of the hour before `until`; undefined where nobody looked when that hour began. */
  lastHour(figure: TrendFigure, agent: string, until: Instant): number | undefined;
}

/** How long the counts of earlier looks are kept. */
const keptFor: Duration = 2 * hour;

type SoFar = (figure: TrendFigure, agent: string) => number;

export function createTrendCounts(store: Pick<Store, "figures">, figures: readonly TrendFigure[]): TrendCounts {
  const hours = createTrendHours();
  /** By the time of a look: what the hour that ran then had brought by then. */
  const looks = new Map<Instant, SoFar>();
  let filledOn = -1;

  const countIn: (number: number) => SoFar = (number) => (figure, agent) => hours.of(figure).get(agent)?.get(number) ?? 0;

  /** What `countIn` gives now, for later. */
  function remembered(number: number): SoFar {
    const known = new Map(
      figures.map((figure) => [figure, new Map([...hours.of(figure)].map(([agent, each]) => [agent, each.get(number) ?? 0]))]),
    );
    return (figure, agent) => known.get(figure)?.get(agent) ?? 0;
  }

  return {
    async refresh(until, span) {
      const today = Math.floor(until / day);
      const isFilled = today === filledOn;
      if (!isFilled) hours.clear();
      for (let each = Math.floor((until - (isFilled ? 2 * hour : span)) / day); each <= today; each += 1) {
        const begins = (each * day) as Instant; // one day after the other, so that others get their turn
        const { days } = await store.figures({ since: begins, until: plus(begins, day) });
        hours.replaceDay(begins, days);
      }
      filledOn = today;
      looks.set(until, remembered(Math.floor(until / hour)));
      for (const each of looks.keys()) if (each < until - keptFor) looks.delete(each);
    },
    of: hours.of,
    lastHour(figure, agent, until) {
      const running = Math.floor(until / hour);
      const before = looks.get(plus(until, -hour));
      if (before === undefined) return undefined;
      if (until % hour === 0) return countIn(running - 1)(figure, agent);
      return countIn(running)(figure, agent) + countIn(running - 1)(figure, agent) - before(figure, agent);
    },
  };
}
