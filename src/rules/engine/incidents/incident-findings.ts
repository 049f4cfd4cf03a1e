/** Puts a finding into its incident. The first finding of a group opens one; the next ones are added until it is resolved. */

import type { Message } from "../../../core/delivery.ts";
import { type Event, hasSession, type InSession } from "../../../core/event.ts";
import { foundAgain, type Incident, type IncidentId, incidentKey, opened, type Post } from "../../../core/incident.ts";
import { type Action, inEmergency, type Rule } from "../../../core/rule.ts";
import { day, hour, type Instant, plus, second } from "../../../core/time.ts";
import type { Timer } from "../../../core/timer.ts";
import { groupFor } from "../../kit/group.ts";
import type { Match } from "../match.ts";
import { type ActionMessage, messagesOf, type Rendering, render, viewFor } from "../messages.ts";
import type { Program } from "../program.ts";
import { keepLog, readSession } from "../sessions/conversations.ts";
import { unsubscribedOf } from "../suppression/unsubscribes.ts";
import { type PayloadOf, timerOf } from "../timers.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { occasionOf, parentOf, postOf, turnsOf } from "./posts.ts";
import { withIncident } from "./session-log.ts";

/** Findings within this span are sent together: Slack accepts one message a second for a channel. */
const refreshAfter = 10 * second;

/**
 * An incident without a session has no natural end. It ends after this long without a finding: an hour, or a day where somebody owns it.
 */
const quietAfter = { open: hour, taken: day };

/** What is sent at once, and the incident of the finding. */
export interface Queued {
  readonly messages: readonly Message[];
  readonly incident?: IncidentId;
  /** Recipients who have unsubscribed. */
  readonly unsubscribed: number;
}

/** The memories of a rule's incidents for an event. */
export function incidentKeys(program: Program, rule: Rule, event: Event): readonly string[] {
  return rule.hasIncidents ? incidentKeysOf(program, rule, groupFor(rule, event)) : [];
}

export function incidentKeysOf(program: Program, rule: Rule, group: string): readonly string[] {
  if (!rule.hasIncidents) return [];
  const kinds = rule.raises ? [rule, inEmergency(rule)] : [rule];
  return kinds.map((each) => incidentKey(stemOf(program, each, group)));
}

/** An emergency has an incident of its own: adding it to another one would alert nobody. */
function stemOf({ digest }: Program, { id, isEmergency }: Rule, group: string): string {
  return digest(`incident\n${id}\n${group}${isEmergency ? "\nurgent" : ""}`).slice(0, 24);
}

/** The session that an incident of the rule stands for; undefined where it stands for another group. */
function sessionOf(rule: Rule, event: Event): InSession | undefined {
  return rule.groupBy.length === 0 && hasSession(event) ? event : undefined;
}

/** Runs the actions of a rule that held. */
export function queueMatch(program: Program, match: Match, unit: UnitOfWork): Queued {
  const { rule, sight, because, facts, actions, group } = match;
  const { event } = sight;
  const unsubscribed = unsubscribedOf(program, rule, unit);
  const view = viewFor({ rule: rule.name, severity: rule.severity, because, facts }, sight, program);
  const rendering: GroupRendering = { program, rule, view, event, unsubscribed, group };
  const { count } = unsubscribed;
  if (!rule.hasIncidents || event.kind === "due") return { messages: messagesOf(rendering, actions), unsubscribed: count };
  const own = actions.filter((action) => isOfIncident(program, action));
  const plain = messagesOf(
    rendering,
    actions.filter((action) => !own.includes(action)),
  );
  const known = openIncident(program, match, unit);
  if (known === undefined && own.length === 0) return { messages: plain, unsubscribed: count };
  const { messages, incident } = known === undefined ? openNew(rendering, own, unit) : addTo(known, rendering, own, unit);
  return { messages: [...plain, ...messages], incident, unsubscribed: count };
}

/** The rendering of a rule's messages, with the group of the incident. */
type GroupRendering = Rendering & Pick<Match, "group">;

/** Counts a finding without sending anything. */
export function countOnly(program: Program, match: Match, unit: UnitOfWork): void {
  const known = match.rule.hasIncidents ? openIncident(program, match, unit) : undefined;
  if (known !== undefined) keepFound(known, match.sight.event.receivedAt, () => [], unit);
}

function isOfIncident({ destinations }: Program, { to, unless }: Action): boolean {
  return unless !== undefined || destinations.get(to)?.board !== undefined;
}

function openIncident(program: Program, { rule, group }: Match, unit: UnitOfWork): Incident | undefined {
  const known = unit.incidentOf(stemOf(program, rule, group), conversationIn(group, unit));
  return known?.state === "resolved" ? undefined : known;
}

/** An incident of one visitor of a session does not concern the next visitor. */
function conversationIn(group: string, { entered }: UnitOfWork): string | undefined {
  return entered !== undefined && (group === entered.group || group.startsWith(`${entered.group} `)) ? entered.conversation : undefined;
}

type OfIncident = Required<Omit<Queued, "unsubscribed">>;

function openNew(rendering: GroupRendering, actions: readonly Action[], unit: UnitOfWork): OfIncident {
  const { program, rule, event, group } = rendering;
  const id = `${stemOf(program, rule, group)}-${program.digest(event.id).slice(0, 8)}` as IncidentId; // the shape that IncidentId's comment describes
  const rendered = actions.map((action) => ({ action, made: render(rendering, action) }));
  const atOnce = rendered.filter(({ action }) => action.after === undefined).flatMap(({ made }) => made);
  const posts = atOnce.flatMap(({ message, action, recipient }) => postOf(program, message, action.key, recipient));
  const { source, agent } = event;
  const session = sessionOf(rule, event)?.session ?? null;
  const conversation = conversationIn(group, unit);
  const opening = {
    id,
    rule: rule.name,
    ruleId: rule.id,
    group,
    source,
    agent,
    session,
    ...(conversation !== undefined && { conversation }),
    severity: rule.severity,
    posts,
    foundIn: event.id,
  };
  const last = Math.max(0, ...actions.map(({ after = 0 }) => after));
  const incident = opened({ ...opening, ...(last > 0 && { stepsUntil: plus(event.receivedAt, last) }) }, event.receivedAt);
  keepForEnd(incident, rendering, unit);
  for (const { action, made } of rendered) if (action.after !== undefined) unit.setTimer(stepOf(incident, action, made));
  const parents = atOnce.map(({ message, action }) => parentOf(program, incident, message, action.key));
  const shown = turnsOf(program, incident, occasionOf(event), unit);
  unit.keep(shown.incident);
  return { messages: [...parents, ...shown.messages], incident: id };
}

/** The session ends the incident. Where the session is missing or has ended, a long silence does. */
function keepForEnd(incident: Incident, { rule, event, program }: Rendering, unit: UnitOfWork): void {
  const inSession = sessionOf(rule, event);
  const memory = inSession && readSession(unit, inSession);
  if (inSession === undefined || memory === undefined || memory.ended) unit.setTimer(quietTimer(incident));
  else keepLog(program, inSession, withIncident(memory.desk, incident.id), unit);
}

/** The message is rendered now and sent later, unless the incident no longer needs it. */
function stepOf(incident: Incident, action: Action, made: readonly ActionMessage[]): Timer {
  const messages = made.map(({ recipient, message }) => ({ recipient, message }));
  const step = { kind: "step", incident: incident.id, action: action.key, unless: action.unless ?? [], messages } as const;
  return stepTimer(incident, step, plus(incident.openedAt, action.after ?? 0));
}

export function stepTimer(incident: Incident, step: PayloadOf<"step">, dueAt: Instant): Timer {
  return timerOf(step, `${incident.id} ${step.action}`, dueAt, incidentAddress(incident));
}

function addTo(known: Incident, rendering: Rendering, actions: readonly Action[], unit: UnitOfWork): OfIncident {
  const { program, event } = rendering;
  const made = new Map(actions.filter(({ after }) => after === undefined).map((action) => [action.key, render(rendering, action)]));
  const bodies = ({ action, recipient }: Post) =>
    (made.get(action) ?? [])
      .filter((each) => each.recipient === recipient && !each.message.renderFailure)
      .map(({ message }) => message.body);
  const isPosted = ({ action }: ActionMessage) => known.posts.some((post) => post.action === action.key);
  const fresh = [...made.values()].flat().filter((each) => each.message.renderFailure !== undefined || !isPosted(each));
  const found = keepFound({ ...known, foundIn: event.id }, event.receivedAt, bodies, unit);
  const posts = fresh.flatMap(({ message, action, recipient }) => postOf(program, message, action.key, recipient));
  if (posts.length > 0) unit.keep({ ...found, posts: [...found.posts, ...posts] });
  return { messages: fresh.map(({ message, action }) => parentOf(program, found, message, action.key)), incident: known.id };
}

function keepFound(known: Incident, at: Instant, bodies: (post: Post) => readonly Post["body"][], unit: UnitOfWork): Incident {
  const found = foundAgain(known, at, bodies);
  const isSet = found.refreshAt !== null && found.refreshAt > at;
  const refreshAt = isSet || found.state === "snoozed" ? found.refreshAt : plus(at, refreshAfter);
  if (refreshAt !== null && refreshAt !== found.refreshAt) unit.setTimer(incidentTimer("refresh", found, refreshAt));
  const kept = { ...found, refreshAt };
  unit.keep(kept);
  return kept;
}

/** When the silence will be long enough. */
export function quietAt({ state, lastFindingAt, updatedAt }: Incident): Instant {
  return state === "open" ? plus(lastFindingAt, quietAfter.open) : plus(updatedAt, quietAfter.taken);
}

export function quietTimer(incident: Incident): Timer {
  return incidentTimer("quiet", incident, quietAt(incident));
}

export function incidentTimer(kind: PayloadOf<"refresh" | "wake" | "quiet" | "join">["kind"], incident: Incident, dueAt: Instant): Timer {
  return timerOf({ kind, incident: incident.id }, incident.id, dueAt, incidentAddress(incident));
}

function incidentAddress({ source, agent, session, conversation }: Incident) {
  return { source, agent, session: session ?? undefined, conversation };
}
