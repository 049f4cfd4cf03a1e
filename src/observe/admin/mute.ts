/** `POST /api/mute` and `/api/unmute`: what people change comes in by the same door as everything else. */

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

/** Who it was follows from the token. Older callers still say it, and are not believed. */
export const unbelieved = name.optional();

export const muteBody = z.strictObject({ rule: name, for: z.string().optional(), until: z.string().optional(), by: unbelieved });
export const unmuteBody = z.strictObject({ rule: name, by: unbelieved });

/** What a person wants of a rule, of one of its incidents, or of a visitor. */
export interface ClickWish {
  readonly action: ClickAction;
  readonly rule?: string;
  readonly incident?: Incident | undefined;
  /** Whose visitor it is, where that does not follow from an incident. */
  readonly session?: Pick<Conversation, "source" | "agent" | "session">;
  readonly by: string;
  /** When it ends, where it is a mute or a snooze. */
  readonly until?: Instant | undefined;
  /** What is to be said. */
  readonly text?: string;
}

export interface MuteRequest extends ClickWish {
  readonly rule: string;
  readonly until: Instant | undefined;
}

/** A mute of which nobody says when it ends does so after the longest time that counts as "for a while". */
export function readMute(body: unknown, by: string, now: Instant): ReadQuery<MuteRequest> {
  const read = muteBody.safeParse(body);
  if (!read.success) return refused(read.error);
  const { rule, for: span, until: moment } = read.data;
  if (span === undefined && moment === undefined) return { kind: "read", value: { action: "mute", rule, by, until: plus(now, muteSpan) } };
  const until = span === undefined ? toInstant(Date.parse(moment ?? "")) : endOf(span, now);
  if (until === undefined) return { kind: "refused", message: "expected for: 2h or until: a time like 2026-03-02T09:00:00Z" };
  return { kind: "read", value: { action: "mute", rule, by, until } };
}

/** When a span like `2h` ends; undefined where it is none. */
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

/** The id follows from who wants what when, so that a call that is repeated at once is one event. */
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

/** What the record of the call says of it. */
export function wishAbout({ rule, until }: MuteRequest): JsonObject {
  return { rule, ...(until === undefined ? {} : { until: toIso(until) }) };
}
