/** What people and timers do with incidents: each ends in changed incidents, messages, and what the trace tells. */

import type { Message } from "../../core/delivery.ts";
import { type Click, type Event, hasSession } from "../../core/event.ts";
import { act, ended, escalated, type Incident, incidentKey, isSpared, type Unless, woken } from "../../core/incident.ts";
import type { RuleTrace } from "../../core/rule.ts";
import { changeDesk, isOver, readSession } from "./conversations.ts";
import { following, told } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { incidentTimer, quietAt, quietTimer } from "./incidents.ts";
import { asideOf, findingsOf, type Occasion, occasionOf, parentOf, postOf, turnsOf, updatesOf } from "./posts.ts";
import type { Program } from "./program.ts";
import { onIdle } from "./session.ts";
import { isTalk, saidType, talk, told as toldOf } from "./talk.ts";

export interface Work {
  readonly messages: readonly Message[];
  readonly traces: readonly RuleTrace[];
}

const idle: Work = { messages: [], traces: [] };

interface Scene {
  readonly program: Program;
  readonly event: Event;
  readonly occasion: Occasion;
  readonly draft: Draft;
}

/** What becomes of one incident when a timer of that kind comes due. */
type Handler = (incident: Incident, scene: Scene) => Work;

/** The kind of a timer; or the type of what the relay says of itself. */
const handlers: Readonly<Record<string, Handler>> = {
  step,
  refresh,
  wake,
  quiet,
  join: (incident, scene) => only(incident.state === "claimed" ? follow(incident, scene) : []),
  over,
  follow: (incident, scene) => only(follow(incident, scene)),
  [saidType]: (incident, scene) => only(toldOf(scene.event, incident, scene)),
};

/** Undefined where the event is nothing that incidents wait for. */
export function workOn(program: Program, event: Event, draft: Draft): Work | undefined {
  const scene = { program, event, occasion: occasionOf(event), draft };
  if (isTalk(event)) return only(talk(event, event.incident === undefined ? undefined : standing(event.incident, draft), scene));
  if (event.kind === "click") return clicked(event, scene);
  const handle = handlers[nameOf(event)];
  if (handle === undefined) return undefined;
  const works = idsIn(event).flatMap((id) => {
    const incident = standing(id, draft);
    return incident === undefined ? [] : handle(incident, scene);
  });
  if (event.data.kind === "follow") closeRound(scene);
  return { messages: works.flatMap(({ messages }) => messages), traces: works.flatMap(({ traces }) => traces) };
}

function nameOf(event: Event): string {
  if (event.kind === "due") return String(event.data.kind);
  return event.source === "relay" ? event.type : "";
}

/** The memories of the incidents that an event names. */
export function namedIncidentKeys(event: Event): readonly string[] {
  return idsIn(event).map(incidentKey);
}

function idsIn(event: Event): readonly string[] {
  if (event.kind === "click") return event.incident === undefined ? [] : [event.incident];
  if (event.kind !== "due" && !(event.source === "relay" && event.type === saidType)) return [];
  const { incident, incidents } = event.data;
  if (typeof incident === "string") return [incident];
  return Array.isArray(incidents) ? incidents.map(String) : [];
}

/** Of a group that has opened another one since, the old one is over. */
function standing(id: string, draft: Draft): Incident | undefined {
  const incident = draft.incident(id);
  return incident?.id === id ? incident : undefined;
}

function only(messages: readonly Message[]): Work {
  return { messages, traces: [] };
}

const worked: readonly Click["action"][] = ["claim", "snooze", "resolve", "reopen", "useful", "noise"];

/** Somebody pressed a button. Who comes too late is told so, and nobody else is. */
function clicked(click: Click, scene: Scene): Work | undefined {
  const known = click.incident === undefined ? undefined : scene.draft.incident(click.incident);
  if (known === undefined || !worked.includes(click.action)) return undefined;
  const { program, occasion, draft } = scene;
  const acted =
    known.id === click.incident ? act(known, click) : ({ kind: "refused", text: "This one is over, and another has begun." } as const);
  if (acted.kind === "refused") return only(asideOf(program, known, occasion, { by: click.by, text: acted.text }));
  const { incident } = acted;
  draft.keep(incident);
  if (incident.version === known.version) return only(updatesOf(program, incident, occasion));
  if (incident.state === "claimed")
    draft.setTimer(incidentTimer(incident, `join ${incident.id}`, click.receivedAt, { kind: "join", incident: incident.id }));
  if (incident.state === "snoozed" && incident.snoozedUntil !== null)
    draft.setTimer(incidentTimer(incident, `wake ${incident.id}`, incident.snoozedUntil, { kind: "wake", incident: incident.id }));
  if (incident.state === "open" && incident.session === null) draft.setTimer(quietTimer(incident));
  return only(updatesOf(program, incident, occasion));
}

/** Nobody did in time what a step waits for: it is sent as it was rendered then. One that is snoozed has until it wakes. */
function step(incident: Incident, { program, event, occasion, draft }: Scene): Work {
  const { unless, messages, action } = event.data as unknown as StepPayload; // written by stepOf (incidents.ts)
  const trace = { rule: incident.rule, held: true, because: [], facts: {}, incident: incident.id } as const;
  const known = endedBefore(incident, { program, event, draft }) ? ({ ...incident, state: "resolved" } as const) : incident;
  if (unless.length > 0 && isSpared(known, unless)) {
    const by = known.state === "resolved" ? "resolved" : "claimed";
    return { messages: [], traces: [{ ...trace, back: { by }, sent: 0 }] };
  }
  if (unless.length > 0 && incident.state === "snoozed" && incident.snoozedUntil !== null) {
    draft.setTimer(incidentTimer(incident, `step ${incident.id} ${action}`, incident.snoozedUntil, event.data));
    return idle;
  }
  const due = messages.map(({ recipient, message }) => ({
    recipient,
    message: { ...message, thread: message.thread, dueAt: occasion.at },
  }));
  const posts = due.flatMap(({ recipient, message }) => postOf(program, message, action, recipient));
  const next = escalated(incident, occasion.at, [...new Set(due.map(({ message }) => message.to))].join(", "));
  draft.keep({ ...next, posts: [...next.posts, ...posts] });
  const sent = due.map(({ message }) => parentOf(program, next, message, action));
  return { messages: [...sent, ...updatesOf(program, next, occasion)], traces: [{ ...trace, sent: sent.length }] };
}

/**
 * After an outage the end of an idle session and a later step are due at the same moment, and the end is an event that waits its turn behind
 * the step. What would have ended the incident in time ends it for the step, too.
 */
function endedBefore({ session, openedAt }: Incident, { program, event, draft }: Pick<Scene, "program" | "event" | "draft">): boolean {
  if (session === null || !hasSession(event)) return false;
  const isOverSince = isOver(draft, event, event.occurredAt) && !isOver(draft, event, openedAt);
  return isOverSince || onIdle(readSession(draft, event), event, program.idleAfter) === "ended";
}

interface StepPayload {
  readonly unless: readonly Unless[];
  readonly action: string;
  readonly messages: readonly { readonly recipient: string; readonly message: Message }[];
}

/** Later findings go to the threads together, and the posts show how many there are. */
function refresh(incident: Incident, { program, occasion, draft }: Scene): Work {
  const { incident: next, messages } = findingsOf(program, incident, occasion);
  draft.keep({ ...next, refreshAt: null });
  return only([...messages, ...updatesOf(program, next, occasion)]);
}

function wake(incident: Incident, scene: Scene): Work {
  const { program, occasion, draft } = scene;
  const next = woken(incident, scene.event.occurredAt);
  if (next === undefined) return idle;
  const slept = { ...next, posts: next.posts.map((post) => ({ ...post, untold: post.untold + next.slept })), slept: 0 };
  const { incident: shown, messages } = findingsOf(program, slept, occasion);
  draft.keep(shown);
  if (shown.session === null) draft.setTimer(quietTimer(shown));
  const turns = shown.state === "claimed" ? follow(shown, scene) : [];
  return only([...updatesOf(program, shown, occasion), ...messages, ...turns]);
}

function quiet(incident: Incident, scene: Scene): Work {
  if (incident.state === "resolved" || incident.state === "snoozed") return idle;
  if (quietAt(incident) <= scene.event.occurredAt) return end(incident, scene, "nothing more was found");
  scene.draft.setTimer(quietTimer(incident));
  return idle;
}

function over(incident: Incident, scene: Scene): Work {
  return end(incident, scene, "the session has ended");
}

function end(incident: Incident, { program, occasion, draft }: Scene, why: string): Work {
  const next = ended(incident, occasion.at, why);
  if (next === undefined) return idle;
  const last = incident.state === "claimed" ? turnsOf(program, next, occasion, draft) : { incident: next, messages: [] };
  const { incident: shown, messages } = findingsOf(program, last.incident, occasion);
  draft.keep(shown);
  return only([...last.messages, ...messages, ...updatesOf(program, shown, occasion)]);
}

/** The thread of a claimed incident shows what was said since; one that is nobody's stops to follow. */
function follow(incident: Incident, { program, event, occasion, draft }: Scene): readonly Message[] {
  if (!hasSession(event)) return [];
  const isFollowed = incident.state === "claimed";
  const desk = readSession(draft, event)?.desk ?? null;
  changeDesk(program, event, following(desk, incident.id, isFollowed), draft);
  if (!isFollowed) return [];
  const { incident: next, messages } = turnsOf(program, incident, occasion, draft);
  draft.keep(next);
  return messages;
}

/** What is said from now on is told later. */
function closeRound({ program, event, draft }: Scene): void {
  if (!hasSession(event)) return;
  const desk = readSession(draft, event)?.desk;
  if (desk) changeDesk(program, event, told(desk), draft);
}
