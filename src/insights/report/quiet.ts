/** Agents that have fallen silent: since a day of the span they have no conversation, where many were to be expected. */

import type { QuietAgent } from "../../core/insights/report.ts";
import type { Spans } from "./changes.ts";
import { groupNames, summed, weekdayOf } from "./figures.ts";
import { dateText, numberText, weekdayText } from "./words.ts";

/** So many conversations do not stay out by chance, even if they come in groups (e^-10). */
const expectedAtLeast = 20;

export function quietAgents(spans: Spans): readonly QuietAgent[] {
  return groupNames("agent", spans.now, spans.before).flatMap((agent) => quietSince(agent, spans) ?? []);
}

function quietSince(agent: string, { now, before, weights, isOpen }: Spans): QuietAgent | undefined {
  const active = now.counts.filter((part) => part.agent === agent && part.counts.sessions > 0).map(({ date }) => date);
  const last = active.sort().at(-1) ?? "";
  const silent = now.dates.filter((date) => date > last && isOpen(date));
  const [first] = silent;
  const weightOf = (dates: readonly string[]) => dates.filter(isOpen).reduce((sum, date) => sum + (weights[weekdayOf(date)] ?? 0), 0);
  const usual = summed(before, (part) => part.agent === agent && isOpen(part.date)).sessions;
  const expected = (usual * weightOf(silent)) / weightOf(before.dates);
  if (first === undefined || !(expected >= expectedAtLeast)) return undefined;
  const day = expected / silent.length;
  const text = `${agent}: no conversation since ${weekdayText(weekdayOf(first))}, ${dateText(first)}; about ${numberText(day)} a day were usual`;
  return { agent, since: first, usual: Math.round(day), text };
}
