/** Messages about a visitor whom nobody knows: they wait until somebody says who it is, or are left out. Nobody is made up. */

import { type Due, type Event, hasSession, type InSession, sessionGroup } from "../../core/event.ts";
import type { Action, Rule } from "../../core/rule.ts";
import { type Instant, plus } from "../../core/time.ts";
import type { Timer } from "../../core/timer.ts";
import { type Acquaintance, acquaint, acquaintanceKey, acquaintanceOf, identityOf, type Pending } from "./acquaintance.ts";
import type { Sighting } from "./active.ts";
import type { Draft } from "./draft.ts";
import type { Program } from "./program.ts";

/** Messages that wait for one visitor; of more the later ones are left out. */
const mostWaiting = 20;

/** The memory of the visitor, where the event or one of its rules needs it. */
export function whomKey(event: Event, rules: readonly Rule[]): string | undefined {
  return event.kind === "identity" || isWhomTimer(event) || isHandover(event) || rules.some(({ asksWhom }) => asksWhom)
    ? acquaintanceKey(event)
    : undefined;
}

/** What is known of the visitor goes over to the session under which the conversation goes on. */
function isHandover(event: Event): boolean {
  return event.kind === "due" && event.data.kind === "rejoined";
}

export function isWhomTimer(event: Event): boolean {
  return event.kind === "due" && event.data.kind === "identity";
}

/** What can be said at once, and destinations by name for which it waits or which get nothing. */
export interface Sorted {
  readonly ready: readonly Action[];
  readonly awaiting: readonly Awaiting[];
  readonly skipped: readonly string[];
}

/** A destination for which a message waits, and until when. */
export interface Awaiting {
  readonly to: string;
  readonly until: Instant;
}

/** Keeps back what is about a visitor whom its destination does not know well enough. */
export function sortOut(program: Program, sighting: Sighting, actions: readonly Action[], draft: Draft): Sorted {
  const { event } = sighting.sight;
  const identity = identityOf(event, draft);
  const [ready, awaiting, skipped]: [Action[], Awaiting[], string[]] = [[], [], []];
  for (const action of actions) {
    const whom = program.destinations.get(action.to)?.whom;
    const until = plus(event.receivedAt, whom?.patience ?? 0);
    if (whom === undefined || whom.isKnown(identity)) ready.push(action);
    // A step of an incident has waited already, and nobody would ask then whether it is still needed.
    else if (whom.patience > 0 && action.unless === undefined && keepWaiting(sighting, action, until, draft))
      awaiting.push({ to: action.to, until });
    else skipped.push(action.to);
  }
  return { ready, awaiting, skipped };
}

/** False where it cannot wait: nobody will ever say who it is, or enough waits for them already. */
function keepWaiting({ rule, sight, because, facts }: Sighting, { key, to }: Action, until: Instant, draft: Draft): boolean {
  const { event, session } = sight;
  if (!hasSession(event)) return false;
  const known = acquaintanceOf(event, draft);
  if (known.waiting.length >= mostWaiting) return false;
  const pending: Pending = { rule: rule.id, action: key, to, event, session: session ?? null, because, facts, until };
  write(event, { ...known, waiting: [...known.waiting, pending] }, draft);
  return true;
}

/** Takes away what can be said now that more is known. */
export function takeReady(event: Event, isReady: (pending: Pending) => boolean, draft: Draft): readonly Pending[] {
  const known = acquaintanceOf(event, draft);
  return take(event, known, known.waiting.filter(isReady), draft);
}

/** Takes away what has waited for long enough. */
export function takeOverdue(due: Due, draft: Draft): readonly Pending[] {
  const known = acquaintanceOf(due, draft);
  return take(
    due,
    known,
    known.waiting.filter(({ until }) => until <= due.occurredAt),
    draft,
  );
}

function take(event: Event, known: Acquaintance, taken: readonly Pending[], draft: Draft): readonly Pending[] {
  if (!hasSession(event) || (taken.length === 0 && !isWhomTimer(event))) return [];
  write(event, { ...known, waiting: known.waiting.filter((each) => !taken.includes(each)) }, draft);
  return taken;
}

/** With a timer for the first that will have waited for long enough. */
function write(event: InSession, acquaintance: Acquaintance, draft: Draft): void {
  acquaint(event, acquaintance, draft);
  const { source, agent, session } = event;
  const [first] = acquaintance.waiting.map(({ until }) => until).sort((one, other) => one - other);
  const timer: Timer = {
    key: `identity ${sessionGroup(source, session)}`,
    dueAt: first,
    source,
    agent,
    session,
    payload: { kind: "identity" },
  };
  draft.setTimer(timer);
}
