/** An event: one thing that happened. It comes from a webhook, a click or a timer. */

import type { Json, JsonObject } from "./json.ts";
import type { Instant } from "./time.ts";

declare const eventId: unique symbol;

/**
 * The second of the event's own time (8 hex digits) and a hash of what was sent (24 hex digits). The same bytes from the same source always
 * get the
 * same id, so the id removes duplicates. Because of the time at its beginning, new rows go to one end of the index.
 */
export type EventId = string & { readonly [eventId]: true };

/** Who spoke. The vendor's `assistant`, `bot`, `avatar` and `ai` are all `agent`; what is unknown is `other`. */
export type Role = "user" | "agent" | "other";

interface Base {
  readonly id: EventId;
  /** The normalised name, e.g. `chat.push`; the sender's spelling stays in the raw bytes. */
  readonly type: string;
  /** The source in rules.yaml that the session belongs to; `relay` for the relay's own events. */
  readonly source: string;
  /** The source that the event came through, where that source shares the sessions of another. */
  readonly through?: string;
  readonly agent: string;
  readonly session: string | undefined;
  /** When it happened by the sender's clock, or `receivedAt` where the sender's time is implausible. */
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
  readonly data: JsonObject;
  /** The sender's time was missing, unreadable or more than a day off, so `occurredAt` is `receivedAt`. */
  readonly suspectTime?: true;
  /** Found at evaluation: more than 30 s older than the newest event of its session. */
  readonly late?: true;
  /** The event never came. The relay found it in bitHuman's own record, so it is late. */
  readonly origin?: "backfill";
  /** The `traceparent` header of its request (W3C Trace Context). */
  readonly traceparent?: string;
  /** It came after the call, with the whole conversation. */
  readonly afterCall?: true;
}

export interface Join extends Base {
  readonly kind: "join";
  readonly room: string | undefined;
  readonly participants: number | undefined;
}

export interface Chat extends Base {
  readonly kind: "chat";
  readonly role: Role;
  readonly message: string;
}

export interface SessionEnd extends Base {
  readonly kind: "session-end";
  readonly reason: string | undefined;
  /** The conversation that has ended, for an end that the relay itself made. */
  readonly conversation?: string;
}

export interface AgentError extends Base {
  readonly kind: "agent-error";
  readonly code: string | undefined;
}

/** A timer that came due. `data` is the payload it was set with. */
export interface Due extends Base {
  readonly kind: "due";
  readonly timer: string;
}

/**
 * Something a person did: pressed a button in Slack, followed a one-time link, called the admin API. It is stored before the answer is
 * sent.
 */
export interface Click extends Base {
  readonly kind: "click";
  readonly action: ClickAction;
  readonly by: Person;
  /** The incident, where the person acted on one. */
  readonly incident: string | undefined;
  /** The rule's id, for `mute` and `unmute`. */
  readonly rule: string | undefined;
  /** What the person wrote, for `reply` and `whisper`. */
  readonly text: string | undefined;
  /** The end of a `snooze` or a `mute`. */
  readonly until: Instant | undefined;
}

export type ClickAction = "claim" | "snooze" | "resolve" | "reopen" | "mute" | "unmute" | "reply" | "whisper" | "useful" | "noise";

export interface Person {
  /** As the other side writes it, e.g. `T024BE7LD/U2147483697`. */
  readonly id: string;
  readonly name: string;
  readonly via: "slack" | "link" | "admin";
}

/** The identity of a visitor, as the page that embeds the avatar stated it. `data` has the fields; null removes a field. */
export interface Identity extends Base {
  readonly kind: "identity";
  /** The relay made the event itself: a silent session continues under this id. */
  readonly handedOver?: true;
}

export interface Other extends Base {
  readonly kind: "other";
}

export type Event = Join | Chat | SessionEnd | AgentError | Due | Click | Identity | Other;

/** An event's time is implausible where it differs from ours by more than this. */
export const believableSkew = 24 * 60 * 60 * 1_000;

/** The eight hex digits that the id of an event of this time begins with: its second. Times after 2106 share the last one. */
export function idPrefix(at: number): string {
  return Math.min(0xffff_ffff, Math.max(0, Math.trunc(at / 1_000)))
    .toString(16)
    .padStart(8, "0");
}

/** The id of something that happened at that time. `hash` is sha256 in hex of what identifies it; the first 24 digits are used. */
export function eventIdOf(at: number, hash: string): EventId {
  return `${idPrefix(at)}${hash.slice(0, 24)}` as EventId; // the shape that EventId's comment describes
}

/** The same for something that follows from another event: both ids have the same beginning. */
export function eventIdBeside(other: EventId, hash: string): EventId {
  return `${other.slice(0, 8)}${hash.slice(0, 24)}` as EventId; // as above
}

/** An event of the relay itself. It belongs to no session unless `facts` name one. */
export function ownEvent(facts: Pick<Other, "id" | "type" | "data"> & Partial<Pick<Other, "agent" | "session">>, at: Instant): Other {
  return { kind: "other", source: "relay", agent: "", session: undefined, occurredAt: at, receivedAt: at, ...facts };
}

const views = new WeakMap<Event, JsonObject>();

/** The event as rules, templates and `field.path` see it: one JSON tree. It is made once for each event. */
export function viewOf(event: Event): JsonObject {
  const view = views.get(event) ?? makeView(event);
  views.set(event, view);
  return view;
}

function makeView(event: Event): JsonObject {
  const view: Record<string, Json> = {
    id: event.id,
    type: event.type,
    source: event.through ?? event.source,
    agent: event.agent,
    session: event.session ?? null,
    time: event.occurredAt,
    received_at: event.receivedAt,
    late: event.late === true,
    after_call: event.afterCall === true,
    data: event.data,
  };
  if (event.kind === "chat") Object.assign(view, { role: event.role, message: event.message });
  if (event.kind === "join") Object.assign(view, { room: event.room ?? null, participants: event.participants ?? null });
  if (event.kind === "session-end") Object.assign(view, { reason: event.reason ?? null });
  if (event.kind === "click")
    Object.assign(view, { action: event.action, by: { id: event.by.id, name: event.by.name }, text: event.text ?? null });
  if (event.kind === "agent-error") Object.assign(view, { code: event.code ?? null });
  return view;
}

export type InSession = Event & { readonly session: string };

/** Whether an event belongs to a visitor's session. Events of the relay itself do not. */
export function hasSession(event: Event): event is InSession {
  return event.session !== undefined && event.source !== "relay";
}

/** The prefix of all memory keys of a session, so that the whole session can be deleted. */
export function sessionGroup(source: string, session: string): string {
  return `${sessionPrefix(session)}${source}`;
}

/** The part that does not depend on the source. */
export function sessionPrefix(session: string): string {
  return `session:${session.replaceAll("@", "%40")}@`;
}
