/** `POST /api/mute` and `/api/unmute`: what people change comes in by the same door as everything else. */

import { createHash } from "node:crypto";
import { z } from "zod";
import { type Click, type ClickAction, eventIdOf } from "../../core/event.ts";
import type { Incident } from "../../core/incident.ts";
import { type Instant, parseDuration, plus, toInstant, toIso } from "../../core/time.ts";
import type { Read } from "./queries.ts";

export const name = z.string().min(1).max(100);

const muteBody = z.strictObject({ rule: name, for: z.string().optional(), until: z.string().optional(), by: name.default("admin") });
const unmuteBody = z.strictObject({ rule: name, by: name.default("admin") });

/** What a person wants of a rule, or of one of its incidents. */
export interface Wish {
  readonly action: ClickAction;
  readonly rule: string;
  readonly incident?: Incident;
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

/** When a span like `2h` ends; undefined where it is none. */
export function endOf(span: string, now: Instant): Instant | undefined {
  const duration = parseDuration(span);
  return duration === undefined ? undefined : plus(now, duration);
}

export function readUnmute(body: unknown): Read<Wish> {
  const read = unmuteBody.safeParse(body);
  return read.success ? { kind: "read", value: { action: "unmute", ...read.data, until: undefined } } : refused(read.error);
}

export function refused({ issues }: z.ZodError): Read<never> {
  return { kind: "refused", message: issues.map((issue) => [...issue.path, issue.message].join(": ")).join("; ") };
}

/** The id follows from who wants what when, so that a call that is repeated at once is one event. */
export function clickOf({ action, rule, by, until, incident }: Wish, now: Instant): Click {
  const hash = createHash("sha256")
    .update(JSON.stringify([action, rule, by, until, now, incident?.id]))
    .digest("hex");
  const person = { id: `admin/${by}`, name: by, via: "admin" } as const;
  return {
    kind: "click",
    id: eventIdOf(now, hash),
    type: "relay.click",
    source: "relay",
    agent: incident?.agent ?? "",
    session: incident?.session ?? undefined,
    occurredAt: now,
    receivedAt: now,
    data: {
      action,
      rule,
      by: { ...person },
      ...(until === undefined ? {} : { until }),
      ...(incident === undefined ? {} : { incident: incident.id, from: incident.source }),
    },
    action,
    by: person,
    incident: incident?.id,
    rule,
    text: undefined,
    until,
  };
}

/** The answer. */
export function wishView({ rule, action, until }: Wish): object {
  return { rule, muted: action === "mute", until: until === undefined ? null : toIso(until) };
}
