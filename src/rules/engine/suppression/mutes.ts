/** Rules muted by people and by calendars. One memory holds all mutes of people: every event reads it, and hardly any event changes it. */

import type { Click, Event } from "../../../core/event.ts";
import { muteSpan, mutesKey } from "../../../core/mute.ts";
import type { Rule } from "../../../core/rule.ts";
import { type Duration, day, type Instant, plus } from "../../../core/time.ts";
import type { Feature } from "../feature.ts";
import type { Suppression } from "../match.ts";
import { memoryOf, type UnitOfWork } from "../unit-of-work.ts";

/** By rule id. `until` could be null before mutes had to end. */
type Mutes = Readonly<Record<string, { readonly until: Instant | null; readonly who: string }>>;

const mutesMemory = memoryOf<Mutes>();

/** A mute without an end is stored for this long. */
export const forEver: Duration = 3_650 * day;

export const mutes: Feature = {
  name: "mutes",
  keys: ({ event }) => (isMuting(event) ? [mutesKey] : []),
  sharedKeys: () => [mutesKey],
  onEvent({ program, input: { event }, unit }) {
    if (isMuting(event)) applyMute(event, program.rules, unit);
    return undefined;
  },
};

/** Whether an event changes what is muted. */
function isMuting(event: Event): event is Click {
  return event.kind === "click" && (event.action === "mute" || event.action === "unmute");
}

export const muted: Suppression = (match, unit) => {
  const { rule, sight } = match;
  const { agent, receivedAt } = sight.event;
  const planned = rule.plannedMute?.(agent, receivedAt);
  if (planned !== undefined) return { by: "mute", until: planned.until, who: `the calendar ${planned.calendar}` };
  const mute = readMutes(unit)[rule.id];
  if (mute === undefined || (mute.until !== null && mute.until <= receivedAt)) return match;
  return { by: "mute", ...(mute.until === null ? {} : { until: mute.until }), who: mute.who };
};

/** A rule can be named by its id or its name. Ended mutes are removed on the way. */
function applyMute({ action, rule, by, until, receivedAt }: Click, rules: readonly Rule[], unit: UnitOfWork): void {
  if (rule === undefined) return;
  const id = (rules.find((each) => each.id === rule) ?? rules.find(({ name }) => name === rule))?.id ?? rule;
  const others = Object.entries(readMutes(unit)).filter(([each, mute]) => each !== id && (mute.until === null || mute.until > receivedAt));
  const own = action === "mute" ? [[id, { until: until ?? plus(receivedAt, muteSpan), who: by.name }] as const] : [];
  mutesMemory.write(unit, mutesKey, Object.fromEntries([...others, ...own]), plus(receivedAt, forEver));
}

function readMutes(unit: UnitOfWork): Mutes {
  return mutesMemory.read(unit, mutesKey) ?? {};
}
