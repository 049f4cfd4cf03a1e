/** From a finding to its incident: opened by the first of its group, and added to by those that follow until it is resolved. */

import type { Sight } from "../../core/condition.ts";
import type { Message } from "../../core/delivery.ts";
import { type Event, hasSession, type InSession } from "../../core/event.ts";
import { foundAgain, type Incident, type IncidentId, incidentKey, opened, type Post } from "../../core/incident.ts";
import type { JsonObject } from "../../core/json.ts";
import { type Action, type Finding, inEmergency, type Rule } from "../../core/rule.ts";
import { day, hour, type Instant, plus, second } from "../../core/time.ts";
import type { Timer } from "../../core/timer.ts";
import { changeDesk, readSession } from "./conversations.ts";
import { withIncident } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { groupFor } from "./group.ts";
import { type Made, make, messagesOf, type Speech, viewFor } from "./messages.ts";
import { occasionOf, parentOf, postOf, turnsOf } from "./posts.ts";
import type { Program } from "./program.ts";
import { unsubscribedOf } from "./subscriptions.ts";

/** What is found again within this is told together: Slack takes a message a second for a channel. */
const refreshAfter = 10 * second;

/** Without a session nobody says when it is over: then it is, after so long without a finding, or a day where somebody has it. */
const quietAfter = { open: hour, taken: day };

/** A rule that held, and the actions that it takes. */
export interface Report {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly sight: Sight;
  readonly actions: readonly Action[];
}

/** What goes out at once, and the incident that the finding belongs to. */
export interface Reported {
  readonly queued: readonly Message[];
  readonly incident?: IncidentId;
  /** Recipients who want nothing of this. */
  readonly unsubscribed: number;
}

/** The memories that the incidents of a rule read for an event. */
export function incidentKeys(program: Program, rule: Rule, event: Event): readonly string[] {
  return rule.hasIncidents ? incidentKeysOf(program, rule, groupFor(rule, event)) : [];
}

export function incidentKeysOf(program: Program, rule: Rule, group: string): readonly string[] {
  if (!rule.hasIncidents) return [];
  const kinds = rule.raises ? [rule, inEmergency(rule)] : [rule];
  return kinds.map((each) => incidentKey(stemOf(program, each, group)));
}

/** An emergency is an incident of its own: what is added to another one wakes nobody. */
function stemOf({ digest }: Program, { id, isEmergency }: Rule, group: string): string {
  return digest(`incident\n${id}\n${group}${isEmergency ? "\nurgent" : ""}`).slice(0, 24);
}

/** The session that an incident of the rule stands for: none where it stands for another group. */
function sessionOf(rule: Rule, event: Event): InSession | undefined {
  return rule.groupBy.length === 0 && hasSession(event) ? event : undefined;
}

/** Takes the actions of a rule that held. */
export function report(program: Program, { rule, finding, sight, actions }: Report, draft: Draft): Reported {
  const { event } = sight;
  const unsubscribed = unsubscribedOf(program, rule, draft);
  const speech: Speech = { program, rule, view: viewFor(finding, sight, program), event, unsubscribed };
  const { count } = unsubscribed;
  if (!rule.hasIncidents || event.kind === "due") return { queued: messagesOf(speech, actions), unsubscribed: count };
  const own = actions.filter((action) => isOfIncident(program, action));
  const plain = messagesOf(
    speech,
    actions.filter((action) => !own.includes(action)),
  );
  const known = standing(program, rule, event, draft);
  if (known === undefined && own.length === 0) return { queued: plain, unsubscribed: count };
  const { queued, incident } = known === undefined ? open(speech, own, draft) : addTo(known, speech, own, draft);
  return { queued: [...plain, ...queued], incident, unsubscribed: count };
}

/** Counts a finding that nothing is said for. */
export function countOnly(program: Program, rule: Rule, event: Event, draft: Draft): IncidentId | undefined {
  const known = rule.hasIncidents ? standing(program, rule, event, draft) : undefined;
  if (known !== undefined) keepFound(known, event.receivedAt, () => [], draft);
  return known?.id;
}

function isOfIncident({ destinations }: Program, { to, unless }: Action): boolean {
  return unless !== undefined || destinations.get(to)?.board !== undefined;
}

function standing(program: Program, rule: Rule, event: Event, draft: Draft): Incident | undefined {
  const group = groupFor(rule, event);
  const known = draft.incidentIn(stemOf(program, rule, group), conversationIn(group, draft));
  return known?.state === "resolved" ? undefined : known;
}

/** What one visitor of a session brought about is no matter of the next one. */
function conversationIn(group: string, { place }: Draft): string | undefined {
  return place !== undefined && (group === place.group || group.startsWith(`${place.group} `)) ? place.conversation : undefined;
}

type Told = Required<Omit<Reported, "unsubscribed">>;

function open(speech: Speech, actions: readonly Action[], draft: Draft): Told {
  const { program, rule, event } = speech;
  const id = `${stemOf(program, rule, groupFor(rule, event))}-${program.digest(event.id).slice(0, 8)}` as IncidentId; // the shape that IncidentId's comment describes
  const made = actions.map((action) => ({ action, made: make(speech, action) }));
  const atOnce = made.filter(({ action }) => action.after === undefined).flatMap(({ made }) => made);
  const posts = atOnce.flatMap(({ message, action, recipient }) => postOf(program, message, action.key, recipient));
  const { source, agent } = event;
  const session = sessionOf(rule, event)?.session ?? null;
  const conversation = conversationIn(groupFor(rule, event), draft);
  const opening = {
    id,
    rule: rule.name,
    ruleId: rule.id,
    group: groupFor(rule, event),
    source,
    agent,
    session,
    ...(conversation !== undefined && { conversation }),
    severity: rule.severity,
    posts,
  };
  const last = Math.max(0, ...actions.map(({ after = 0 }) => after));
  const incident = opened({ ...opening, ...(last > 0 && { stepsUntil: plus(event.receivedAt, last) }) }, event.receivedAt);
  keepForEnd(incident, speech, draft);
  for (const { action, made: later } of made) if (action.after !== undefined) draft.setTimer(stepOf(incident, action, later));
  const parents = atOnce.map(({ message, action }) => parentOf(program, incident, message, action.key));
  const told = turnsOf(program, incident, occasionOf(event), draft);
  draft.keep(told.incident);
  return { queued: [...parents, ...told.messages], incident: id };
}

/** The session ends it; where there is none, or none any more, a long quiet does. */
function keepForEnd(incident: Incident, { rule, event, program }: Speech, draft: Draft): void {
  const inSession = sessionOf(rule, event);
  const memory = inSession && readSession(draft, inSession);
  if (inSession === undefined || memory === undefined || memory.ended) draft.setTimer(quietTimer(incident));
  else changeDesk(program, inSession, withIncident(memory.desk, incident.id), draft);
}

/** What was rendered now is sent then, unless the incident no longer needs it. */
function stepOf(incident: Incident, action: Action, made: readonly Made[]): Timer {
  const messages = made.map(({ recipient, message }) => ({ recipient, message })) as unknown as JsonObject[]; // a message is JSON but for what is undefined
  const payload = { kind: "step", incident: incident.id, action: action.key, unless: action.unless ?? [], messages };
  return incidentTimer(
    incident,
    `step ${incident.id} ${action.key}`,
    plus(incident.openedAt, action.after ?? 0),
    JSON.parse(JSON.stringify(payload)),
  );
}

function addTo(known: Incident, speech: Speech, actions: readonly Action[], draft: Draft): Told {
  const made = new Map(actions.filter(({ after }) => after === undefined).map((action) => [action.key, make(speech, action)]));
  const said = ({ action, recipient }: Post) =>
    (made.get(action) ?? []).filter((each) => each.recipient === recipient && !each.message.stillborn).map(({ message }) => message.body);
  const isPosted = ({ action }: Made) => known.posts.some((post) => post.action === action.key);
  const fresh = [...made.values()].flat().filter((each) => each.message.stillborn !== undefined || !isPosted(each));
  const found = keepFound(known, speech.event.receivedAt, said, draft);
  const posts = fresh.flatMap(({ message, action, recipient }) => postOf(speech.program, message, action.key, recipient));
  if (posts.length > 0) draft.keep({ ...found, posts: [...found.posts, ...posts] });
  return { queued: fresh.map(({ message, action }) => parentOf(speech.program, found, message, action.key)), incident: known.id };
}

function keepFound(known: Incident, at: Instant, said: (post: Post) => readonly Post["body"][], draft: Draft): Incident {
  const found = foundAgain(known, at, said);
  const isSet = found.refreshAt !== null && found.refreshAt > at;
  const refreshAt = isSet || found.state === "snoozed" ? found.refreshAt : plus(at, refreshAfter);
  if (refreshAt !== null && refreshAt !== found.refreshAt) draft.setTimer(refreshTimer(found, refreshAt));
  const kept = { ...found, refreshAt };
  draft.keep(kept);
  return kept;
}

function refreshTimer(incident: Incident, dueAt: Instant): Timer {
  return incidentTimer(incident, `refresh ${incident.id}`, dueAt, { kind: "refresh", incident: incident.id });
}

/** When the quiet has lasted long enough. */
export function quietAt({ state, lastFindingAt, updatedAt }: Incident): Instant {
  return state === "open" ? plus(lastFindingAt, quietAfter.open) : plus(updatedAt, quietAfter.taken);
}

export function quietTimer(incident: Incident): Timer {
  const dueAt = quietAt(incident);
  return incidentTimer(incident, `quiet ${incident.id}`, dueAt, { kind: "quiet", incident: incident.id });
}

/** A timer of an incident; `dueAt` undefined takes it back. */
export function incidentTimer(incident: Incident, key: string, dueAt: Instant, payload: JsonObject): Timer {
  const { source, agent, session, conversation } = incident;
  const place = conversation === undefined ? {} : { conversation };
  return { key, dueAt, source, agent, session: session ?? undefined, payload: { ...payload, ...place } };
}
