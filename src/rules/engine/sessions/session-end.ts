/** Ends of sessions. The relay ends an idle session; an end that comes too late has no effect. */

import { type Event, eventIdOf, hasSession, type InSession, sessionGroup } from "../../../core/event.ts";
import { nothing, type TimedFeature } from "../feature.ts";
import type { Program } from "../program.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { isEndedTwice, readSession } from "./conversations.ts";
import { idle, isOwnEnd } from "./own-end.ts";
import { onIdle } from "./session.ts";

export const sessionEnds: TimedFeature<"idle"> = {
  name: "session end",
  onEvent: ({ program, input, unit }) =>
    isOvertaken(program, input.event, unit) ? { notes: { overtaken: true }, isLast: true } : undefined,
  onTimer(_, { program, input: { event }, unit }) {
    if (hasSession(event)) askWhetherIdle(program, event, unit);
    return nothing;
  },
};

function askWhetherIdle(program: Program, event: InSession, unit: UnitOfWork): void {
  const next = whenIdle(program, event, unit);
  if (next === "ended") unit.events.push(sessionEnd(program, event, unit));
  else if (next !== "nothing") unit.setTimer(next);
}

/**
 * The end that a timer made has waited for its turn. If the visitor came back before it, the session has not ended. A conversation ends
 * once.
 */
function isOvertaken(program: Program, event: Event, unit: UnitOfWork): boolean {
  if (isEndedTwice(unit, event)) return true;
  if (!isOwnEnd(event) || event.reason !== idle || !hasSession(event)) return false;
  const next = whenIdle(program, event, unit);
  if (next !== "ended" && next !== "nothing") unit.setTimer(next);
  return next !== "ended";
}

function whenIdle({ idleAfter }: Program, event: InSession, unit: UnitOfWork): ReturnType<typeof onIdle> {
  return onIdle(readSession(unit, event), event, idleAfter);
}

function sessionEnd({ digest }: Program, due: InSession, unit: UnitOfWork): Event {
  const { conversation, rejoined } = readSession(unit, due) ?? {};
  const of = unit.entered === undefined ? "" : `\n${unit.entered.conversation}`;
  const hash = digest(`session.end\n${sessionGroup(due.source, due.session)}\n${due.occurredAt}${of}`);
  return {
    kind: "session-end",
    id: eventIdOf(due.occurredAt, hash),
    type: "session.end",
    source: due.source,
    agent: due.agent,
    session: due.session,
    occurredAt: due.occurredAt,
    receivedAt: due.receivedAt,
    data: { reason: idle, ...(rejoined !== undefined && { rejoined: rejoined.session }) },
    reason: idle,
    ...(conversation !== undefined && { conversation }),
  };
}
