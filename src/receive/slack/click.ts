/** A click as an event. It is stored before the answer, and a repetition is recognised. */

import { hash } from "node:crypto";
import { believableSkew, type Click, type ClickAction, type EventId, eventIdOf } from "../../core/event.ts";
import type { Incident } from "../../core/incident.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Arrival } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";
import type { Colleague } from "./press.ts";

/** The identity of a click: two with the same words are one. */
export type ClickIdentity = readonly [team: string, channel: string, message: string, control: string, user: string, at: string];

export interface ClickDraft {
  readonly identity: ClickIdentity;
  readonly action: ClickAction;
  readonly by: Colleague;
  readonly via: Click["by"]["via"];
  readonly now: Instant;
  /** When it was made, in seconds by the other side's clock; now where that is no number. */
  readonly at: string;
  readonly incident?: Incident | undefined;
  /** For `say`, where there is no incident. */
  readonly session?: { readonly source: string; readonly agent: string; readonly id: string } | undefined;
  /** The rule's id. */
  readonly rule?: string | undefined;
  readonly until?: Instant | undefined;
  readonly text?: string | undefined;
}

export function clickOf(draft: ClickDraft): Arrival {
  const { identity, action, now, incident, session, rule, until, text } = draft;
  const by = { id: `${draft.by.team}/${draft.by.user}`, name: draft.by.name, via: draft.via };
  const data: JsonObject = {
    action,
    by,
    ...optional({ incident: incident?.id, rule, until, text, from: incident?.source ?? session?.source }),
    place: { channel: identity[1], message: identity[2] },
  };
  const event: Click = {
    kind: "click",
    id: clickId(identity, draft.at),
    type: "relay.click",
    source: "relay",
    agent: incident?.agent ?? session?.agent ?? "",
    session: incident === undefined ? session?.id : (incident.session ?? undefined),
    occurredAt: timeOf(draft.at, now),
    receivedAt: now,
    data,
    action,
    by,
    incident: incident?.id,
    rule,
    text,
    until,
  };
  return { kind: "event", event, raw: Buffer.from(JSON.stringify(data)) };
}

/** A refusal as an event, so that people can find out who tried what. */
export function refusalOf({ identity, by, now, at, action, why }: RefusalDraft): Arrival {
  const data: JsonObject = {
    action,
    why,
    by: { id: `${by.team}/${by.user}`, name: by.name },
    place: { channel: identity[1], message: identity[2] },
  };
  const base = { source: "relay", agent: "", session: undefined, occurredAt: timeOf(at, now), receivedAt: now };
  const event = { kind: "other", id: clickId(identity, at), type: "relay.click.refused", ...base, data } as const;
  return { kind: "event", event, raw: Buffer.from(JSON.stringify(data)) };
}

export interface RefusalDraft extends Pick<ClickDraft, "identity" | "by" | "now" | "at"> {
  readonly action: string;
  readonly why: "forged" | "not_allowed";
}

function optional(values: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

function clickId(identity: ClickIdentity, at: string): EventId {
  const seconds = Number(at);
  const time = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0;
  return eventIdOf(time, hash("sha256", JSON.stringify(["click", ...identity])));
}

function timeOf(at: string, now: Instant): Instant {
  const time = Math.round(Number(at) * 1_000);
  return Number.isFinite(time) && Math.abs(time - now) <= believableSkew ? (time as Instant) : now; // milliseconds, near our own
}
