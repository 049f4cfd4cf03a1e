/**
 * An incident: the unit that people work on. It stands for all findings of one rule about one session (or another group). It begins with
 * the first
 * finding and ends when a person, or the end of the session, resolves it. Every change is a pure function of the incident and of what
 * happened.
 */

import type { Click, Person, Role } from "./event.ts";
import type { Json } from "./json.ts";
import type { Severity } from "./severity.ts";
import { day, type Instant, plus } from "./time.ts";

declare const incidentId: unique symbol;

/**
 * A digest of the rule's id and the group (24 hex digits), `-`, and a digest of the event that opened it (8). The first part finds its
 * memory.
 */
export type IncidentId = string & { readonly [incidentId]: true };

export const incidentStates = ["open", "claimed", "snoozed", "resolved"] as const;

export type IncidentState = (typeof incidentStates)[number];

/** Where it is shown: one parent message, updated in place, with a thread below it. */
export interface Post {
  /** The destination's name. */
  readonly to: string;
  /** The action's key. It distinguishes the posts of one rule. */
  readonly action: string;
  readonly recipient: string;
  /** The body that was rendered when the incident was opened. */
  readonly body: Json;
  /** The newest of the later findings that the thread does not show yet, as they were rendered. */
  readonly waiting: readonly Json[];
  /** Further findings that are only counted. */
  readonly untold: number;
}

/** The thread of a post in its destination. A rule with two actions for one destination has two threads there. */
export function threadOf({ id }: Pick<Incident, "id">, { to, action }: Pick<Post, "to" | "action">): string {
  return action === to ? id : `${id} ${action}`;
}

/** Something that a person or the relay did with it. */
export interface HistoryEntry {
  readonly at: Instant;
  readonly what: "opened" | "claimed" | "snoozed" | "woken" | "reopened" | "resolved" | "useful" | "noise" | "escalated";
  /** Undefined where the relay did it itself. */
  readonly by?: Person;
  /** For `resolved`: the reason, where no person did it. For `escalated`: the destination. */
  readonly note?: string;
}

/** A turn of the conversation, as it is shown in a thread. */
export interface Turn {
  readonly role: Role;
  /** Set where a person or the relay spoke, in place of the role. */
  readonly by?: string;
  readonly text: string;
  readonly at: Instant;
}

/** JSON, as the store keeps it. */
export interface Incident {
  readonly id: IncidentId;
  /** The rule's name. */
  readonly rule: string;
  readonly ruleId: string;
  readonly group: string;
  readonly source: string;
  readonly agent: string;
  readonly session: string | null;
  /** The conversation, where the session may have several. */
  readonly conversation?: string;
  readonly severity: Severity;
  readonly state: IncidentState;
  /** Goes up with every change of the state. */
  readonly version: number;
  readonly owner: Person | null;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  readonly snoozedUntil: Instant | null;
  readonly resolvedAt: Instant | null;
  /** Findings so far; 1 when it is opened. */
  readonly findings: number;
  readonly lastFindingAt: Instant;
  /** The event of the newest finding; undefined where an earlier version stored it. */
  readonly foundIn?: string;
  /** When its last step is due, where it has one. */
  readonly stepsUntil?: Instant;
  /** Findings since it was snoozed. */
  readonly slept: number;
  readonly posts: readonly Post[];
  /** When the posts are refreshed next. */
  readonly refreshAt: Instant | null;
  /** How many turns of the conversation the threads show. The session counts them. */
  readonly shownTurns: number;
  /** The newest entries of the history, the oldest first. */
  readonly deeds: readonly HistoryEntry[];
}

/** The key of its memory. It follows from the id, so a click needs no search. */
export function incidentKey(id: string): string {
  return `incident ${id.slice(0, 24)}`;
}

const mostDeeds = 20;
const mostWaiting = 5;

/** People may work on an open incident for this long after its last change. A resolved one is kept so that late clicks get an answer. */
const keptOpen = 90 * day;
const keptResolved = 7 * day;

/** When the store may forget its memory. */
export function expiryOf({ state, updatedAt, snoozedUntil, stepsUntil }: Incident): Instant {
  const last = Math.max(updatedAt, snoozedUntil ?? 0, stepsUntil ?? 0) as Instant; // the latest of instants
  return plus(last, state === "resolved" ? keptResolved : keptOpen);
}

export type Opening = Pick<
  Incident,
  "id" | "rule" | "ruleId" | "group" | "source" | "agent" | "session" | "conversation" | "severity" | "posts" | "foundIn" | "stepsUntil"
>;

export function opened(opening: Opening, at: Instant): Incident {
  return {
    ...opening,
    state: "open",
    version: 1,
    owner: null,
    openedAt: at,
    updatedAt: at,
    snoozedUntil: null,
    resolvedAt: null,
    findings: 1,
    lastFindingAt: at,
    slept: 0,
    refreshAt: null,
    shownTurns: 0,
    deeds: [{ at, what: "opened" }],
  };
}

/** Adds a later finding, with its text for each post. While the incident is snoozed, findings are only counted. */
export function foundAgain(incident: Incident, at: Instant, said: (post: Post) => readonly Json[]): Incident {
  const counted = { ...incident, findings: incident.findings + 1, lastFindingAt: at, updatedAt: at };
  if (incident.state === "snoozed") return { ...counted, slept: incident.slept + 1 };
  return { ...counted, posts: incident.posts.map((post) => withWaiting(post, said(post))) };
}

function withWaiting(post: Post, said: readonly Json[]): Post {
  const waiting = [...post.waiting, ...said];
  const over = Math.max(0, waiting.length - mostWaiting);
  return { ...post, waiting: waiting.slice(over), untold: post.untold + over };
}

/** The result of an action: a change, or a sentence that says why nothing changed. */
export type Acted =
  | { readonly kind: "changed"; readonly incident: Incident }
  | { readonly kind: "refused"; readonly why: "taken" | "over" | "unclear"; readonly text: string };

/** Applies a person's action to an incident. The first person to claim it gets it; the second is answered with the name of the first. */
export function act(incident: Incident, { action, by, until, receivedAt: at }: Click): Acted {
  switch (action) {
    case "claim":
      return claim(incident, by, at);
    case "snooze":
      return until === undefined || until <= at ? unclear("Until when?") : snooze(incident, by, at, until);
    case "resolve":
      return resolve(incident, by, at);
    case "reopen":
      return reopen(incident, by, at);
    case "useful":
    case "noise":
      return changed(noted({ ...incident, deeds: incident.deeds.filter((deed) => !isVote(deed, by)) }, { at, what: action, by }));
    default:
      return unclear(`An incident cannot be asked to ${action}.`);
  }
}

const done: Readonly<Record<string, HistoryEntry["what"]>> = {
  claim: "claimed",
  snooze: "snoozed",
  resolve: "resolved",
  reopen: "reopened",
};

/** Whether the incident is as it is because this person has asked for the same before: an answer that was lost is asked for again. */
export function isRepeat({ deeds }: Incident, { action, by }: Pick<Click, "action" | "by">): boolean {
  const last = deeds.findLast((deed) => deed.by !== undefined && deed.what !== "useful" && deed.what !== "noise");
  return last?.by?.id === by.id && last.what === done[action];
}

/** A second vote of the same person replaces the first. */
function isVote({ what, by }: HistoryEntry, voter: Person): boolean {
  return (what === "useful" || what === "noise") && by?.id === voter.id;
}

function claim(incident: Incident, by: Person, at: Instant): Acted {
  if (incident.state === "resolved") return over(incident);
  const { owner, state } = incident;
  if (state === "claimed" && owner !== null)
    return { kind: "refused", why: "taken", text: owner.id === by.id ? "You have it already." : `Already claimed by ${owner.name}.` };
  return changed(moved({ ...incident, owner: by, snoozedUntil: null, slept: 0 }, "claimed", { at, what: "claimed", by }));
}

function snooze(incident: Incident, by: Person, at: Instant, until: Instant): Acted {
  if (incident.state === "resolved") return over(incident);
  return changed(moved({ ...incident, snoozedUntil: until, slept: 0 }, "snoozed", { at, what: "snoozed", by }));
}

function resolve(incident: Incident, by: Person, at: Instant): Acted {
  if (incident.state === "resolved") return over(incident);
  return changed(moved({ ...incident, snoozedUntil: null, resolvedAt: at }, "resolved", { at, what: "resolved", by }));
}

function reopen(incident: Incident, by: Person, at: Instant): Acted {
  if (incident.state === "open") return { kind: "refused", why: "unclear", text: "It is open already." };
  const reset = { ...incident, owner: null, snoozedUntil: null, resolvedAt: null, slept: 0 };
  return changed(moved(reset, "open", { at, what: "reopened", by }));
}

function over({ deeds }: Incident): Acted {
  const last = deeds.findLast(({ what }) => what === "resolved");
  return { kind: "refused", why: "over", text: `Already resolved${last?.by === undefined ? "" : ` by ${last.by.name}`}.` };
}

function unclear(text: string): Acted {
  return { kind: "refused", why: "unclear", text };
}

function changed(incident: Incident): Acted {
  return { kind: "changed", incident };
}

/** Ends a snooze: the incident goes back to its owner, or is open. Undefined where that snooze has ended already. */
export function woken(incident: Incident, at: Instant): Incident | undefined {
  if (incident.state !== "snoozed" || incident.snoozedUntil === null || incident.snoozedUntil > at) return undefined;
  return moved({ ...incident, snoozedUntil: null }, incident.owner === null ? "open" : "claimed", { at, what: "woken" });
}

/**
 * Ends an incident that nobody resolved: its session has ended, or it had no finding for a long time. Undefined where it is resolved
 * already.
 */
export function endedIncident(incident: Incident, at: Instant, why: string): Incident | undefined {
  if (incident.state === "resolved") return undefined;
  return moved({ ...incident, snoozedUntil: null, resolvedAt: at }, "resolved", { at, what: "resolved", note: why });
}

/** Notes that another destination got it as well. */
export function escalated(incident: Incident, at: Instant, to: string): Incident {
  return noted(incident, { at, what: "escalated", note: to });
}

function moved(incident: Incident, state: IncidentState, deed: HistoryEntry): Incident {
  return { ...noted(incident, deed), state, version: incident.version + 1 };
}

function noted(incident: Incident, deed: HistoryEntry): Incident {
  const deeds = [...incident.deeds, deed];
  const [first, ...rest] = deeds;
  const kept = first !== undefined && deeds.length > mostDeeds ? [first, ...rest.slice(rest.length - mostDeeds + 1)] : deeds;
  return { ...incident, updatedAt: deed.at, deeds: kept };
}

/** States that make a step unnecessary: see `unless:` in docs/rules.md. */
export type Unless = "claimed" | "resolved";

/** Whether a step is unnecessary. A resolved incident counts as claimed. */
export function isSpared({ state, owner }: Incident, unless: readonly Unless[]): boolean {
  if (state === "resolved") return true;
  return unless.includes("claimed") && (state === "claimed" || owner !== null);
}
