/** An event: one thing that happened, from whichever dialect, click or timer it came. */

import type { Json, JsonObject } from "./json.ts";
import type { Instant } from "./time.ts";

declare const eventId: unique symbol;

/**
 * The second of the event's own time (8 hex digits) and a hash of what was sent (24 hex digits): the same bytes from the
 * same source always have the same id, so the id is the dedupe key; and its beginning keeps index writes at one end.
 */
export type EventId = string & { readonly [eventId]: true };

/** Who spoke. The vendor's `assistant`, `bot`, `avatar` and `ai` are all `agent`; what is unknown is `other`. */
export type Role = "user" | "agent" | "other";

interface Base {
  readonly id: EventId;
  /** The normalised name, e.g. `chat.push`; the sender's spelling stays in the raw bytes. */
  readonly type: string;
  /** The source in rules.yaml that its session belongs to; `relay` for what the relay says of itself. */
  readonly source: string;
  /** The source that it came through, where that shares the sessions of another. */
  readonly through?: string;
  readonly agent: string;
  readonly session: string | undefined;
  /** When it happened by the sender's clock, or `receivedAt` where that time cannot be believed. */
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
  readonly data: JsonObject;
  /** The sender's time was missing, unreadable or more than a day off, so `occurredAt` is `receivedAt`. */
  readonly suspectTime?: true;
  /** Found at evaluation: more than 30 s older than the newest event of its session. */
  readonly late?: true;
  /** It never came: it was found in bitHuman's own record, and is late. */
  readonly origin?: "backfill";
  /** The `traceparent` of the request that brought it (W3C Trace Context). */
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
  /** The conversation that has ended, where the relay made the end itself. */
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

/** A person acted: pressed a button in Slack, followed a one-time link, called the admin API. It is stored before it is answered. */
export interface Click extends Base {
  readonly kind: "click";
  readonly action: ClickAction;
  readonly by: Person;
  /** What was acted on, where it was an incident. */
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
  /** As the other side names them, e.g. `T024BE7LD/U2147483697`. */
  readonly id: string;
  readonly name: string;
  readonly via: "slack" | "link" | "admin";
}

/** Who a visitor is, told by the page that embeds the avatar. `data` holds what was told; null takes it back. */
export interface Identity extends Base {
  readonly kind: "identity";
  /** The relay says it itself: a session that stopped goes on under this id. */
  readonly handedOver?: true;
}

export interface Other extends Base {
  readonly kind: "other";
}

export type Event = Join | Chat | SessionEnd | AgentError | Due | Click | Identity | Other;

/** How far an event's time may be from ours before it is not believed. */
export const believableSkew = 24 * 60 * 60 * 1_000;

/** The eight hex digits that the id of an event of this time begins with: its second. Times after 2106 share the last one. */
export function idPrefix(at: number): string {
  return Math.min(0xffff_ffff, Math.max(0, Math.trunc(at / 1_000)))
    .toString(16)
    .padStart(8, "0");
}

/** The id of what happened at that time; `hash` is sha256 in hex of what it is known by, of which the first 24 digits count. */
export function eventIdOf(at: number, hash: string): EventId {
  return `${idPrefix(at)}${hash.slice(0, 24)}` as EventId; // the shape that EventId's comment describes
}

/** The same for what follows from another event: it stands beside that one. */
export function eventIdBeside(other: EventId, hash: string): EventId {
  return `${other.slice(0, 8)}${hash.slice(0, 24)}` as EventId; // as above
}

/** What the relay itself says, as an event of no session unless `told` names one. */
export function ownEvent(facts: Pick<Other, "id" | "type" | "data"> & Partial<Pick<Other, "agent" | "session">>, at: Instant): Other {
  return { kind: "other", source: "relay", agent: "", session: undefined, occurredAt: at, receivedAt: at, ...facts };
}

const views = new WeakMap<Event, JsonObject>();

/** The event as rules, templates and `field.path` see it: one JSON tree, no machinery. Made once for each event, however many ask. */
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

/** Whether an event belongs to a visitor's session: what the relay says of itself does not. */
export function hasSession(event: Event): event is InSession {
  return event.session !== undefined && event.source !== "relay";
}

/** What all memories of a session begin with, so that a session can be forgotten as a whole. */
export function sessionGroup(source: string, session: string): string {
  return `${sessionPrefix(session)}${source}`;
}

/** The part that does not depend on the source. */
export function sessionPrefix(session: string): string {
  return `session:${session.replaceAll("@", "%40")}@`;
}
