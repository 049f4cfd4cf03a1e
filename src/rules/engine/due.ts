/** What happens when a timer comes due: one handler for each kind of timer. */

import { type Event, eventIdOf, hasSession, type InSession, sessionGroup } from "../../core/event.ts";
import { isEndedTwice, readSession } from "./conversations.ts";
import type { Draft } from "./draft.ts";
import { idle, isOwnEnd } from "./own-end.ts";
import type { Program } from "./program.ts";
import { handOver, inherit } from "./rejoin.ts";
import { onIdle } from "./session.ts";

/** A timer that asks whether a session is idle. */
function isIdleTimer({ data }: Event): boolean {
  return data.kind === undefined || data.kind === "idle";
}

/** Sets what follows from a due timer into the draft. */
export function whenDue(program: Program, event: Event, draft: Draft): void {
  if (!hasSession(event)) return;
  if (event.data.kind === "rejoined") handOver(program, event, draft);
  if (event.data.kind === "inherit") inherit(program, event, draft);
  if (isIdleTimer(event)) askWhetherIdle(program, event, draft);
}

function askWhetherIdle(program: Program, event: InSession, draft: Draft): void {
  const next = whenIdle(program, event, draft);
  if (next === "ended") draft.events.push(sessionEnd(program, event, draft));
  else if (next !== "nothing") draft.setTimer(next);
}

/** The end that a timer made has waited its turn; whoever came back before it has not ended. A conversation ends once. */
export function isOvertaken(program: Program, event: Event, draft: Draft): boolean {
  if (isEndedTwice(draft, event)) return true;
  if (!isOwnEnd(event) || event.reason !== idle || !hasSession(event)) return false;
  const next = whenIdle(program, event, draft);
  if (next !== "ended" && next !== "nothing") draft.setTimer(next);
  return next !== "ended";
}

function whenIdle({ idleAfter }: Program, event: InSession, draft: Draft): ReturnType<typeof onIdle> {
  return onIdle(readSession(draft, event), event, idleAfter);
}

function sessionEnd({ digest }: Program, due: InSession, draft: Draft): Event {
  const { conversation, rejoined } = readSession(draft, due) ?? {};
  const of = draft.place === undefined ? "" : `\n${draft.place.conversation}`;
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
