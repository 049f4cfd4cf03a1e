/** Figures of conversations in the last 24 hours, read on request. */

import { type CountName, countNames, countNumbers, eachFigure } from "../core/insights/figures.ts";
import type { Store } from "../core/store.ts";
import { day, type Instant, plus } from "../core/time.ts";
import type { Instruments } from "./instruments.ts";
import type { Labels } from "./metric-labels.ts";

const shown: readonly CountName[] = ["sessions", "messages", "asked", "unanswered", "frustrated", "wants_human", "errors"];

/** Where the store cannot be read, the gauges keep their last values, and `relay_store_up` shows it. */
export async function readFigureGauges(
  { lastDay }: Pick<Instruments, "lastDay">,
  store: Pick<Store, "figures">,
  labels: Pick<Labels, "agent">,
  now: Instant,
): Promise<void> {
  const span = { since: plus(now, -day), until: now };
  const stored = await store.figures(span).catch(() => undefined);
  if (stored === undefined) return;
  lastDay.reset();
  const isShown = new Set(shown.map((name) => countNumbers[name]));
  eachFigure(stored.days, span, (_hour, number, count, { agent }) => {
    if (isShown.has(number)) lastDay.inc({ figure: countNames[number] ?? "", agent: labels.agent(agent) }, count);
  });
}
