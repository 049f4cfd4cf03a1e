/** All timers of the engine, with the payload of each kind. Only this file writes and reads them. */

import type { Reading } from "../../core/condition.ts";
import type { Message } from "../../core/delivery.ts";
import type { Due, Event } from "../../core/event.ts";
import type { Unless } from "../../core/incident.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { Instant } from "../../core/time.ts";
import type { Timer, TimerKind } from "../../core/timer.ts";

export type TimerPayload =
  /** The session may be idle. */
  | { readonly kind: "idle" }
  /** A wait may have ended without an answer: the key of its memory, the event that began it, and the detectors' reading of that event. */
  | { readonly kind: "silence"; readonly rule: string; readonly key: string; readonly event: Event; readonly reading?: Reading | undefined }
  /** The hours of a rule begin. The held message is under the key. */
  | { readonly kind: "release"; readonly rule: string; readonly key: string }
  /** The span of a fan-out limit has ended. Its count is under the key. */
  | { readonly kind: "digest"; readonly rule: string; readonly key: string; readonly to: string }
  /** A message has waited for the visitor's identity for long enough. */
  | { readonly kind: "identity" }
  /** The session continues under another id. */
  | { readonly kind: "rejoined"; readonly by: string }
  /** Incidents of the session that this one continues. */
  | { readonly kind: "inherit"; readonly inherited: readonly string[]; readonly followed: readonly string[] }
  /** A step of an incident, rendered when the incident was opened. */
  | StepTimer
  /** For one incident: later findings, the end of a snooze, a long silence, a claim. */
  | { readonly kind: "refresh" | "wake" | "quiet" | "join"; readonly incident: string }
  /** For the incidents of a session: its end, or turns that the threads do not show yet. */
  | { readonly kind: "over" | "follow"; readonly incidents: readonly string[] };

interface StepTimer {
  readonly kind: "step";
  readonly incident: string;
  readonly action: string;
  readonly unless: readonly Unless[];
  readonly messages: readonly { readonly recipient: string; readonly message: Message }[];
}

export type PayloadOf<Kind extends TimerKind> = TimerPayload & { readonly kind: Kind };

/** The address of a timer: its event has this source, agent, session and conversation. */
type TimerAddress = Pick<Timer, "source" | "agent" | "session"> & { readonly conversation?: string | undefined };

/** A timer with its kind and name as the key. Setting it again moves it. */
export function timerOf(payload: TimerPayload, name: string, dueAt: Instant, address: TimerAddress): Timer {
  const { conversation } = address;
  const own = payload.kind === "idle" ? { idle: true } : (JSON.parse(JSON.stringify(payload)) as JsonObject); // payloads are JSON, except for undefined fields
  return timerWith(`${payload.kind} ${name}`, dueAt, address, { ...own, ...(conversation !== undefined && { conversation }) });
}

/** Cancels a timer. */
export function cancelled(kind: TimerKind, name: string, address: TimerAddress): Timer {
  return timerWith(`${kind} ${name}`, undefined, address, {});
}

function timerWith(key: string, dueAt: Instant | undefined, { source, agent, session }: TimerAddress, payload: JsonObject): Timer {
  return { key, dueAt, source, agent, session, payload };
}

/** Undefined for a kind that this version does not know, or a payload that it cannot read. */
export function readTimer({ data }: Due): TimerPayload | undefined {
  const kind = (data.kind ?? "idle") as TimerKind; // other texts end in `default`
  if (!isReadable(kind, data)) return undefined;
  const payload = { ...data, kind } as unknown as TimerPayload; // written by `timerOf`
  return payload.kind === "step" ? { ...payload, messages: payload.messages.map(ofBefore) } : payload;
}

/** Earlier versions stored a render failure under another name. */
function ofBefore({ recipient, message }: StepTimer["messages"][number]): StepTimer["messages"][number] {
  const { stillborn, ...known } = message as Message & { readonly stillborn?: Message["renderFailure"] }; // of that version
  return { recipient, message: stillborn === undefined ? message : { ...known, renderFailure: stillborn } };
}

function isReadable(kind: TimerKind, data: JsonObject): boolean {
  switch (kind) {
    case "idle":
    case "identity":
      return true;
    case "silence":
      return areTexts(data.rule, data.key) && isJsonObject(data.event);
    case "release":
      return areTexts(data.rule, data.key);
    case "digest":
      return areTexts(data.rule, data.key, data.to);
    case "rejoined":
      return areTexts(data.by);
    case "inherit":
      return Array.isArray(data.inherited) && Array.isArray(data.followed);
    case "step":
    case "refresh":
    case "wake":
    case "quiet":
    case "join":
      return areTexts(data.incident);
    case "over":
    case "follow":
      return Array.isArray(data.incidents);
    default:
      kind satisfies never;
      return false;
  }
}

function areTexts(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "string");
}
