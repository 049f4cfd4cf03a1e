/** Silence as a feature: events begin and end waits. A wait that nothing ended comes back as a timer. */

import type { Sight } from "../../core/condition.ts";
import { hasSession } from "../../core/event.ts";
import { type Context, nothing, type Output, type TimedFeature } from "./feature.ts";
import { askRules } from "./rules.ts";
import { isOver, readSession } from "./sessions/conversations.ts";
import { factsOf } from "./sessions/session.ts";
import type { PayloadOf } from "./timers.ts";
import { endWait, isInVain, waitKeys } from "./waits.ts";

export const silence: TimedFeature<"silence"> = {
  name: "silence",
  keys: ({ event, waiters, timer }) => [...(timer?.kind === "silence" ? [timer.key] : []), ...waitKeys(waiters, event)],
  onEvent({ input: { event, waiters }, unit }) {
    for (const waiter of waiters) endWait(waiter, event, unit);
    return undefined;
  },
  onTimer: askAboutWait,
};

/** Nothing ended the wait. The rule is evaluated for the event that began it, as that event was seen then. */
function askAboutWait(timer: PayloadOf<"silence">, context: Context): Output {
  const { input, unit } = context;
  const { event, cause } = input;
  if (!isInVain(timer, unit, event.receivedAt)) return nothing;
  if (hasSession(event) && isOver(unit, event, cause.occurredAt)) return nothing;
  const memory = hasSession(event) ? readSession(unit, event) : undefined;
  const sight: Sight = { ...context.sight, session: memory && factsOf(memory), reading: timer.reading, overdue: timer.key };
  return askRules({ ...context, sight }).output;
}
