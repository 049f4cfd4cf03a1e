/** `POST /api/mute` and `/api/unmute`: a person's change is an event like all others. */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { Conversation } from "../../core/conversation.ts";
import { type Click, type ClickAction, eventIdOf } from "../../core/event.ts";
import type { Incident } from "../../core/incident.ts";
import type { JsonObject } from "../../core/json.ts";
import { muteSpan } from "../../core/mute.ts";
import { type Instant, parseDuration, plus, toInstant, toIso } from "../../core/time.ts";
import type { ReadQuery } from "./queries.ts";

export const name = z.string().min(1).max(100);

/** The token identifies the person. Older callers still send a name, which is ignored. */
export const unbelieved = name.optional();

export const muteBody = z.strictObject({ rule: name, for: z.string().optional(), until: z.string().optional(), by: unbelieved });
export const unmuteBody = z.strictObject({ rule: name, by: unbelieved });

/** A person's action on a rule, one of its incidents, or a visitor. */
export interface ClickWish {
  readonly action: ClickAction;
  readonly rule?: string;
  readonly incident?: Incident | undefined;
  /** The visitor's session, where no incident names it. */
  readonly session?: Pick<Conversation, "source" | "agent" | "session">;
  readonly by: string;
  /** The end of a mute or a snooze. */
  readonly until?: Instant | undefined;
  /** The words to say. */
  readonly text?: string;
}

export interface MuteRequest extends ClickWish {
  readonly rule: string;
  readonly until: Instant | undefined;
}

/** A mute without a given end has the longest allowed span. */
export function readMute(body: unknown, by: string, now: Instant): ReadQuery<MuteRequest> {
  const read = muteBody.safeParse(body);
  if (!read.success) return refused(read.error);
  const { rule, for: span, until: moment } = read.data;
  if (span === undefined && moment === undefined) return { kind: "read", value: { action: "mute", rule, by, until: plus(now, muteSpan) } };
  const until = span === undefined ? toInstant(Date.parse(moment ?? "")) : endOf(span, now);
  if (until === undefined) return { kind: "refused", message: "expected for: 2h or until: a time like 2026-03-02T09:00:00Z" };
  return { kind: "read", value: { action: "mute", rule, by, until } };
}

/** The end of a span like `2h`; undefined where the text is none. */
export function endOf(span: string, now: Instant): Instant | undefined {
  const duration = parseDuration(span);
  return duration === undefined ? undefined : plus(now, duration);
}

export function readUnmute(body: unknown, by: string): ReadQuery<MuteRequest> {
  const read = unmuteBody.safeParse(body);
  return read.success ? { kind: "read", value: { action: "unmute", rule: read.data.rule, by, until: undefined } } : refused(read.error);
}

export function refused({ issues }: z.ZodError): ReadQuery<never> & { readonly kind: "refused" } {
  return { kind: "refused", message: issues.map((issue) => [...issue.path, issue.message].join(": ")).join("; ") };
}

/** The id follows from person, action and time, so a repeated call is one event. */
export function clickOf({ action, rule, by, until, incident, session, text }: ClickWish, now: Instant): Click {
  const hash = createHash("sha256")
    .update(JSON.stringify([action, rule, by, until, now, incident?.id, session?.session, text]))
    .digest("hex");
  const from = session?.source ?? incident?.source;
  const person = { id: `admin/${by}`, name: by, via: "admin" } as const;
  return {
    kind: "click",
    id: eventIdOf(now, hash),
    type: "relay.click",
    source: "relay",
    agent: session?.agent ?? incident?.agent ?? "",
    session: session?.session ?? incident?.session ?? undefined,
    occurredAt: now,
    receivedAt: now,
    data: {
      action,
      by: { ...person },
      ...(rule !== undefined && { rule }),
      ...(until !== undefined && { until }),
      ...(incident !== undefined && { incident: incident.id }),
      ...(from !== undefined && { from }),
      ...(text !== undefined && { text }),
    },
    action,
    by: person,
    incident: incident?.id,
    rule,
    text,
    until,
  };
}

/** The answer. */
export function wishView({ rule, action, until }: MuteRequest): object {
  return { rule, muted: action === "mute", until: until === undefined ? null : toIso(until) };
}

/** The call's record. */
export function wishAbout({ rule, until }: MuteRequest): JsonObject {
  return { rule, ...(until === undefined ? {} : { until: toIso(until) }) };
}
