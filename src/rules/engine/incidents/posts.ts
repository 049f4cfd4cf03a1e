/** The posts of an incident: the message that stands for it, and the additions to its thread. */

import type { DeliveryId, Message } from "../../../core/delivery.ts";
import type { Event, EventId, Person } from "../../../core/event.ts";
import { type Incident, type Post, type Turn, threadOf } from "../../../core/incident.ts";
import type { Json } from "../../../core/json.ts";
import { isUrgent } from "../../../core/severity.ts";
import type { Instant } from "../../../core/time.ts";
import type { Program } from "../program.ts";
import { conversationOf } from "../sessions/conversations.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { type SessionLog, turnsSince } from "./session-log.ts";

/** Makes the message of a finding the first of a thread, where its destination has a board. */
export function parentOf(program: Program, incident: Incident, message: Message, action: string): Message {
  const board = program.destinations.get(message.to)?.board;
  if (board === undefined || message.renderFailure !== undefined) return message;
  return {
    ...message,
    body: board.parent(message.body, incident, canTalk(program, incident)),
    thread: threadOf(incident, { to: message.to, action }),
  };
}

/** Whether there are a visitor and a destination that talks to visitors. */
function canTalk({ destinations }: Program, { session, state }: Incident): boolean {
  return session !== null && state !== "resolved" && [...destinations.values()].some(({ voice }) => voice !== undefined);
}

/** The post of a rendered message; none where its destination has no board. */
export function postOf({ destinations }: Program, message: Message, action: string, recipient: string): readonly Post[] {
  if (message.renderFailure !== undefined || destinations.get(message.to)?.board === undefined) return [];
  return [{ to: message.to, action, recipient, body: message.body, waiting: [], untold: 0 }];
}

/** The event that a message of an incident is made for. It decides the message's id and time. */
export interface Occasion {
  readonly id: EventId;
  readonly at: Instant;
}

export function occasionOf({ id, receivedAt }: Event): Occasion {
  return { id, at: receivedAt };
}

/** Updates every post to the incident's present state. */
export function updatesOf(program: Program, incident: Incident, occasion: Occasion): readonly Message[] {
  return incident.posts.flatMap((post) => {
    const body = program.destinations.get(post.to)?.board?.parent(post.body, incident, canTalk(program, incident));
    return body === undefined ? [] : [messageFor(program, { incident, post, occasion, what: "update", body })];
  });
}

/** Later findings that the threads do not show yet. The returned incident counts them as shown. */
export function findingsOf(
  program: Program,
  incident: Incident,
  occasion: Occasion,
): { readonly incident: Incident; readonly messages: readonly Message[] } {
  const messages = incident.posts.flatMap((post) => {
    const board = program.destinations.get(post.to)?.board;
    if (board === undefined || (post.waiting.length === 0 && post.untold === 0)) return [];
    const body = board.findings(post.body, post.waiting, post.untold);
    return [messageFor(program, { incident, post, occasion, what: "findings", body })];
  });
  const posts = incident.posts.map((post) => ({ ...post, waiting: [], untold: 0 }));
  return { incident: { ...incident, posts }, messages };
}

/** Turns of the session that the threads do not show yet. The returned incident counts them as shown. The first turns are not left out. */
export function turnsOf(
  program: Program,
  incident: Incident,
  occasion: Occasion,
  unit: UnitOfWork,
): { readonly incident: Incident; readonly messages: readonly Message[] } {
  const log = logOf(incident, unit);
  const { turns, gone } = turnsSince(log, incident.shownTurns);
  if (turns.length === 0) return { incident, messages: [] };
  const shown = hidden(program, turns);
  const messages = incident.posts.flatMap((post) => {
    const body = program.destinations.get(post.to)?.board?.turns(post.body, shown, incident.shownTurns === 0 ? 0 : gone);
    return body === undefined ? [] : [messageFor(program, { incident, post, occasion, what: "turns", body })];
  });
  return { incident: { ...incident, shownTurns: log?.said ?? incident.shownTurns }, messages };
}

/** Undefined for an incident of an earlier session that the present one continues: its turns are counted separately. */
function logOf({ source, session, conversation }: Incident, unit: UnitOfWork): SessionLog | null {
  if (session === null || !unit.isAtHand(source, session)) return null;
  return conversationOf(unit, source, session, conversation)?.desk ?? null;
}

/** A line for the threads that is no turn of the conversation. */
export function noteOf(program: Program, incident: Incident, occasion: Occasion, note: Turn): readonly Message[] {
  return incident.posts.flatMap((post) => {
    const body = program.destinations.get(post.to)?.board?.turns(post.body, hidden(program, [note]), 0);
    return body === undefined ? [] : [messageFor(program, { incident, post, occasion, what: "note", body })];
  });
}

/** A message that only one person sees, where the first post's destination can do that. */
export function asideOf(
  program: Program,
  incident: Incident,
  occasion: Occasion,
  { by, text }: { readonly by: Person; readonly text: string },
): readonly Message[] {
  for (const post of incident.posts) {
    const body = program.destinations.get(post.to)?.board?.aside(post.body, by, text);
    if (body === undefined) continue;
    const message = messageFor(program, { incident, post, occasion, what: "aside", body });
    return [{ ...message, thread: undefined }];
  }
  return [];
}

/** The turns after `redact`. */
function hidden({ redact }: Program, turns: readonly Turn[]): readonly Turn[] {
  if (redact === undefined) return turns;
  const nothing = { event: {}, rule: { name: "", severity: "" }, finding: {}, identity: {} };
  const { session } = redact({ ...nothing, session: { turns: turns.map(({ text }) => text) } });
  const texts = session.turns as readonly string[]; // the same list, with other texts
  return turns.map((turn, index) => ({ ...turn, text: texts[index] ?? "" }));
}

interface Part {
  readonly incident: Incident;
  readonly post: Post;
  readonly occasion: Occasion;
  readonly what: "update" | "findings" | "turns" | "note" | "aside";
  readonly body: Json;
}

function messageFor({ digest }: Program, { incident, post, occasion, what, body }: Part): Message {
  return {
    id: digest(`${occasion.id}\n${incident.id}\n${post.action}\n${post.recipient}\n${what}`) as DeliveryId, // the shape that DeliveryId's comment describes
    event: occasion.id,
    rule: incident.rule,
    to: post.to,
    body,
    thread: threadOf(incident, post),
    mode: what === "update" ? "update" : "append",
    urgent: isUrgent(incident.severity),
    dueAt: occasion.at,
  };
}
