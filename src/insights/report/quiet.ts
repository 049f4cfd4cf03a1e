/** Agents that have fallen silent: since a day of the span they have no conversation, where many were to be expected. */

import type { QuietAgent } from "../../core/insights/report.ts";
import { expectedOn, groupedBy, type Spans, summed, weekdayOf } from "./figures.ts";
import { dateText, numberText, weekdayText } from "./words.ts";

/** So many conversations do not stay out by chance, even if they come in groups (e^-10). */
const expectedAtLeast = 20;

export function quietAgents(spans: Spans): readonly QuietAgent[] {
  return [...groupedBy("agent", spans)].flatMap(([agent, own]) => quietSince(agent, own) ?? []);
}

/** `spans` of this agent. */
function quietSince(agent: string, spans: Spans): QuietAgent | undefined {
  const { now, before, isOpen } = spans;
  const active = now.counts.filter(({ counts }) => counts.sessions > 0).map(({ date }) => date);
  const last = active.sort().at(-1) ?? "";
  const silent = now.dates.filter((date) => date > last && isOpen(date));
  const [first] = silent;
  const usual = summed(before, ({ date }) => isOpen(date)).sessions;
  const expected = (usual * expectedOn(silent, spans)) / expectedOn(before.dates, spans);
  if (first === undefined || !(expected >= expectedAtLeast)) return undefined;
  const day = expected / silent.length;
  const text = `${agent}: no conversation since ${weekdayText(weekdayOf(first))}, ${dateText(first)}; about ${numberText(day)} a day were usual`;
  return { agent, since: first, usual: Math.round(day), text };
}
