/** Counts each event into its session, and collects what conditions may look at. */

import type { Sight } from "../../../core/condition.ts";
import { conversationIdOf, turnReading } from "../../../core/conversation.ts";
import { type Event, hasSession } from "../../../core/event.ts";
import type { Evaluation } from "../../../core/rule.ts";
import type { Context, Effect, Feature } from "../feature.ts";
import { keepConversation, newestOf, readSession, sessionKeys } from "./conversations.ts";
import { continuedBy, rememberHeard } from "./rejoin.ts";
import { factsOf, type SessionMemory, track } from "./session.ts";

export const sessionTracking: Feature = {
  name: "session",
  keys: ({ event }) => sessionKeys(event),
  onEvent: look,
  finish: noteConversation,
};

function look({ program, input, unit, sight }: Context): Effect | undefined {
  const { event } = input;
  if (!hasSession(event)) return undefined;
  if (event.kind === "identity") return { sight: withSession(sight, readSession(unit, event)) };
  const id = () => unit.entered?.conversation ?? conversationIdOf(event, program.digest);
  const newest = newestOf(unit, event);
  const before = newest === undefined ? continuedBy(program, event, unit) : undefined;
  const { memory, reading, answer, late, timers } = track({ known: readSession(unit, event), newest, id, before }, event, program);
  keepConversation(program, event, memory, unit);
  rememberHeard(program, event, memory, unit);
  for (const timer of timers) unit.setTimer(timer);
  const seen: Event = late ? { ...event, late } : event;
  const kept = keptOf(memory, turnReading(reading, answer));
  return { sight: { ...sight, event: seen, session: factsOf(memory), reading, answer }, kept, ...(late && { late }) };
}

/** The parts of this event that the pages about conversations need. */
function keptOf({ conversation }: SessionMemory, reading: Evaluation["reading"]): NonNullable<Effect["kept"]> {
  return { ...(conversation !== undefined && { conversation }), ...(reading !== undefined && { reading }) };
}

/** An identity from a page belongs to no session: it neither begins a session nor keeps one alive. */
function withSession(sight: Sight, memory: SessionMemory | undefined): Sight {
  return { ...sight, session: memory && factsOf(memory), found: () => false };
}

/** The trace names the conversation where its session may have several, the session that it continues, and how many texts were cut. */
function noteConversation({ program, input: { event, cut }, unit }: Context, evaluation: Evaluation): Evaluation {
  const conversation = unit.entered?.conversation;
  const rejoined = program.rejoin === undefined || !hasSession(event) ? undefined : readSession(unit, event)?.rejoined?.session;
  if (!conversation && rejoined === undefined && cut === 0) return evaluation;
  const where = { ...(conversation && { conversation }), ...(rejoined !== undefined && { rejoined }), ...(cut > 0 && { cut }) };
  return { ...evaluation, trace: { ...evaluation.trace, ...where } };
}
