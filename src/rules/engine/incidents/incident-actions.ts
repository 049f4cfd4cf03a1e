/** Incidents as a feature. Actions of people and timers change incidents, send messages and go into the trace. */

import type { Message } from "../../../core/delivery.ts";
import { type Click, type Event, hasSession } from "../../../core/event.ts";
import { act, endedIncident, escalated, type Incident, incidentKey, isSpared, woken } from "../../../core/incident.ts";
import { type Context, joinedOutputs, nothing, type Output, type TimedFeature } from "../feature.ts";
import type { Program } from "../program.ts";
import { isOver, keepLog, readSession } from "../sessions/conversations.ts";
import { onIdle } from "../sessions/session.ts";
import type { PayloadOf } from "../timers.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { incidentKeys, incidentTimer, quietAt, quietTimer, stepTimer } from "./incident-findings.ts";
import { asideOf, findingsOf, type Occasion, occasionOf, parentOf, postOf, turnsOf, updatesOf } from "./posts.ts";
import { following, upToDate } from "./session-log.ts";
import { isTalk, showSpoken, spokenType, talk } from "./talk.ts";

/** The incident that something is done with, and the event that does it. */
interface Scene {
  readonly program: Program;
  readonly event: Event;
  readonly occasion: Occasion;
  readonly unit: UnitOfWork;
}

type IncidentTimer = PayloadOf<"step" | "refresh" | "wake" | "quiet" | "join" | "over" | "follow">;

export const incidents: TimedFeature<IncidentTimer["kind"]> = {
  name: "incidents",
  keys: ({ event, rules }, program) => [...namedIn(event).map(incidentKey), ...rules.flatMap((rule) => incidentKeys(program, rule, event))],
  onEvent(context) {
    const output = onPeople(sceneOf(context));
    return output && { output };
  },
  onTimer(timer, context) {
    const scene = sceneOf(context);
    const output = joinedOutputs(namedIn(scene.event).map((id) => forIncident(id, scene, (incident) => onDue(timer, incident, scene))));
    if (timer.kind === "follow") closeRound(scene);
    return output;
  },
};

function sceneOf({ program, input: { event }, unit }: Context): Scene {
  return { program, event, occasion: occasionOf(event), unit };
}

/** Clicks of people, and the results of words for the avatar. */
function onPeople(scene: Scene): Output | undefined {
  const { event, unit } = scene;
  if (isTalk(event)) return sent(talk(event, event.incident === undefined ? undefined : current(event.incident, unit), scene));
  if (event.kind === "click") return clicked(event, scene);
  if (!isSpoken(event)) return undefined;
  return joinedOutputs(namedIn(event).map((id) => forIncident(id, scene, (incident) => sent(showSpoken(event, incident, scene)))));
}

function isSpoken({ source, type }: Event): boolean {
  return source === "relay" && type === spokenType;
}

function forIncident(id: string, { unit }: Scene, act: (incident: Incident) => Output): Output {
  const incident = current(id, unit);
  return incident === undefined ? nothing : act(incident);
}

function onDue(timer: IncidentTimer, incident: Incident, scene: Scene): Output {
  switch (timer.kind) {
    case "step":
      return step(timer, incident, scene);
    case "refresh":
      return refresh(incident, scene);
    case "wake":
      return wake(incident, scene);
    case "quiet":
      return quiet(incident, scene);
    case "join":
      return sent(incident.state === "claimed" ? follow(incident, scene) : []);
    case "over":
      return end(incident, scene, "the session has ended");
    case "follow":
      return sent(follow(incident, scene));
    default:
      return timer satisfies never;
  }
}

/** The incidents that an event names. */
function namedIn(event: Event): readonly string[] {
  if (event.kind === "click") return event.incident === undefined ? [] : [event.incident];
  if (event.kind !== "due" && !isSpoken(event)) return [];
  const { incident, incidents } = event.data;
  if (typeof incident === "string") return [incident];
  return Array.isArray(incidents) ? incidents.map(String) : [];
}

/** For a group with a newer incident the old one has ended. */
function current(id: string, unit: UnitOfWork): Incident | undefined {
  const incident = unit.incident(id);
  return incident?.id === id ? incident : undefined;
}

function sent(messages: readonly Message[]): Output {
  return { ...nothing, messages };
}

const workedOn: readonly Click["action"][] = ["claim", "snooze", "resolve", "reopen", "useful", "noise"];

/** Somebody pressed a button. A person who is too late gets an answer that nobody else sees. */
function clicked(click: Click, scene: Scene): Output | undefined {
  const known = click.incident === undefined ? undefined : scene.unit.incident(click.incident);
  if (known === undefined || !workedOn.includes(click.action)) return undefined;
  const { program, occasion, unit } = scene;
  const acted =
    known.id === click.incident ? act(known, click) : ({ kind: "refused", text: "This one is over, and another has begun." } as const);
  if (acted.kind === "refused") return sent(asideOf(program, known, occasion, { by: click.by, text: acted.text }));
  const { incident } = acted;
  unit.keep(incident);
  if (incident.version === known.version) return sent(updatesOf(program, incident, occasion));
  if (incident.state === "claimed") unit.setTimer(incidentTimer("join", incident, click.receivedAt));
  if (incident.state === "snoozed" && incident.snoozedUntil !== null) unit.setTimer(incidentTimer("wake", incident, incident.snoozedUntil));
  if (incident.state === "open" && incident.session === null) unit.setTimer(quietTimer(incident));
  return sent(updatesOf(program, incident, occasion));
}

/**
 * Nobody did in time what a step waits for. The step is sent as it was rendered then. For a snoozed incident it waits until the snooze
 * ends.
 */
function step(timer: PayloadOf<"step">, incident: Incident, { program, event, occasion, unit }: Scene): Output {
  const { unless, messages, action } = timer;
  const trace = { rule: incident.rule, held: true, because: [], facts: {}, incident: incident.id } as const;
  const known = endedBefore(incident, { program, event, unit }) ? ({ ...incident, state: "resolved" } as const) : incident;
  if (unless.length > 0 && isSpared(known, unless)) {
    const by = known.state === "resolved" ? "resolved" : "claimed";
    return { ...nothing, traces: [{ ...trace, back: { by }, sent: 0 }] };
  }
  if (unless.length > 0 && incident.state === "snoozed" && incident.snoozedUntil !== null) {
    unit.setTimer(stepTimer(incident, timer, incident.snoozedUntil));
    return nothing;
  }
  const due = messages.map(({ recipient, message }) => ({
    recipient,
    message: { ...message, thread: message.thread, dueAt: occasion.at },
  }));
  const posts = due.flatMap(({ recipient, message }) => postOf(program, message, action, recipient));
  const next = escalated(incident, occasion.at, [...new Set(due.map(({ message }) => message.to))].join(", "));
  unit.keep({ ...next, posts: [...next.posts, ...posts] });
  const parents = due.map(({ message }) => parentOf(program, next, message, action));
  return { ...sent([...parents, ...updatesOf(program, next, occasion)]), traces: [{ ...trace, sent: parents.length }] };
}

/**
 * After an outage the end of an idle session and a later step are due at the same moment, but the end is an event that waits behind the
 * step.
 * If it would have ended the incident in time, the step is skipped.
 */
function endedBefore({ session, openedAt }: Incident, { program, event, unit }: Pick<Scene, "program" | "event" | "unit">): boolean {
  if (session === null || !hasSession(event)) return false;
  const isOverSince = isOver(unit, event, event.occurredAt) && !isOver(unit, event, openedAt);
  return isOverSince || onIdle(readSession(unit, event), event, program.idleAfter) === "ended";
}

/** Sends later findings to the threads together, and updates the number in the posts. */
function refresh(incident: Incident, { program, occasion, unit }: Scene): Output {
  const { incident: next, messages } = findingsOf(program, incident, occasion);
  unit.keep({ ...next, refreshAt: null });
  return sent([...messages, ...updatesOf(program, next, occasion)]);
}

function wake(incident: Incident, scene: Scene): Output {
  const { program, occasion, unit } = scene;
  const next = woken(incident, scene.event.occurredAt);
  if (next === undefined) return nothing;
  const slept = { ...next, posts: next.posts.map((post) => ({ ...post, untold: post.untold + next.slept })), slept: 0 };
  const { incident: shown, messages } = findingsOf(program, slept, occasion);
  unit.keep(shown);
  if (shown.session === null) unit.setTimer(quietTimer(shown));
  const turns = shown.state === "claimed" ? follow(shown, scene) : [];
  return sent([...updatesOf(program, shown, occasion), ...messages, ...turns]);
}

function quiet(incident: Incident, scene: Scene): Output {
  if (incident.state === "resolved" || incident.state === "snoozed") return nothing;
  if (quietAt(incident) <= scene.event.occurredAt) return end(incident, scene, "nothing more was found");
  scene.unit.setTimer(quietTimer(incident));
  return nothing;
}

function end(incident: Incident, { program, occasion, unit }: Scene, why: string): Output {
  const next = endedIncident(incident, occasion.at, why);
  if (next === undefined) return nothing;
  const last = incident.state === "claimed" ? turnsOf(program, next, occasion, unit) : { incident: next, messages: [] };
  const { incident: shown, messages } = findingsOf(program, last.incident, occasion);
  unit.keep(shown);
  return sent([...last.messages, ...messages, ...updatesOf(program, shown, occasion)]);
}

/** Adds the latest turns to the thread of a claimed incident. An unclaimed incident stops following. */
function follow(incident: Incident, { program, event, occasion, unit }: Scene): readonly Message[] {
  if (!hasSession(event)) return [];
  const isFollowed = incident.state === "claimed";
  const log = readSession(unit, event)?.desk ?? null;
  keepLog(program, event, following(log, incident.id, isFollowed), unit);
  if (!isFollowed) return [];
  const { incident: next, messages } = turnsOf(program, incident, occasion, unit);
  unit.keep(next);
  return messages;
}

/** Turns from now on are added with the next round. */
function closeRound({ program, event, unit }: Scene): void {
  if (!hasSession(event)) return;
  const log = readSession(unit, event)?.desk;
  if (log) keepLog(program, event, upToDate(log), unit);
}
