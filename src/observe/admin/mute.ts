/** `POST /api/mute` and `/api/unmute`: what people change comes in by the same door as everything else. */

import { createHash } from "node:crypto";
import { z } from "zod";
import { type Click, type EventId, idPrefix } from "../../core/event.ts";
import { type Instant, parseDuration, plus, toInstant, toIso } from "../../core/time.ts";
import type { Read } from "./queries.ts";

const name = z.string().min(1).max(100);

const muteBody = z.strictObject({ rule: name, for: z.string().optional(), until: z.string().optional(), by: name.default("admin") });
const unmuteBody = z.strictObject({ rule: name, by: name.default("admin") });

/** What a person wants of a rule. */
export interface Wish {
  readonly action: "mute" | "unmute";
  readonly rule: string;
  readonly by: string;
  /** Until somebody unmutes it where undefined. */
  readonly until: Instant | undefined;
}

export function readMute(body: unknown, now: Instant): Read<Wish> {
  const read = muteBody.safeParse(body);
  if (!read.success) return refused(read.error);
  const { rule, by, for: span, until: moment } = read.data;
  const until = span === undefined ? toInstant(Date.parse(moment ?? "")) : endOf(span, now);
  if (until === undefined && (span !== undefined || moment !== undefined))
    return { kind: "refused", message: "expected for: 2h or until: a time like 2026-03-02T09:00:00Z" };
  return { kind: "read", value: { action: "mute", rule, by, until } };
}

function endOf(span: string, now: Instant): Instant | undefined {
  const duration = parseDuration(span);
  return duration === undefined ? undefined : plus(now, duration);
}

export function readUnmute(body: unknown): Read<Wish> {
  const read = unmuteBody.safeParse(body);
  return read.success ? { kind: "read", value: { action: "unmute", ...read.data, until: undefined } } : refused(read.error);
}

function refused({ issues }: z.ZodError): Read<never> {
  return { kind: "refused", message: issues.map((issue) => [...issue.path, issue.message].join(": ")).join("; ") };
}

/** The id follows from who wants what when, so that a call that is repeated at once is one event. */
export function clickOf({ action, rule, by, until }: Wish, now: Instant): Click {
  const hash = createHash("sha256")
    .update(JSON.stringify([action, rule, by, until, now]))
    .digest("hex")
    .slice(0, 24);
  const person = { id: `admin/${by}`, name: by, via: "admin" } as const;
  return {
    kind: "click",
    id: `${idPrefix(now)}${hash}` as EventId, // the shape that EventId's comment describes
    type: "relay.click",
    source: "relay",
    agent: "",
    session: undefined,
    occurredAt: now,
    receivedAt: now,
    data: { action, rule, by: { ...person }, ...(until === undefined ? {} : { until }) },
    action,
    by: person,
    incident: undefined,
    rule,
    text: undefined,
    until,
  };
}

/** The answer. */
export function wishView({ rule, action, until }: Wish): object {
  return { rule, muted: action === "mute", until: until === undefined ? null : toIso(until) };
}
