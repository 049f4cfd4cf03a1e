/** Messages about an unknown visitor. They wait until the identity is known, or are left out. No identity is invented. */

import { type Event, hasSession, type InSession, sessionGroup } from "../../../core/event.ts";
import type { Action } from "../../../core/rule.ts";
import { type Instant, plus } from "../../../core/time.ts";
import type { Match } from "../match.ts";
import type { Program } from "../program.ts";
import { cancelled, timerOf } from "../timers.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { identityOf, keepProfile, type PendingMessage, profileOf, type VisitorProfile } from "./visitor-profile.ts";

/** The most messages that wait for one visitor. Later ones are left out. */
const mostWaiting = 20;

/** The actions that can be sent at once, and the destinations whose message waits or is left out. */
export interface SortedActions {
  readonly ready: readonly Action[];
  readonly awaiting: readonly AwaitingDestination[];
  readonly skipped: readonly string[];
}

/** A destination for which a message waits, and until when. */
interface AwaitingDestination {
  readonly to: string;
  readonly until: Instant;
}

/** Holds back actions whose destination needs to know more of the visitor. */
export function sortByProfile(program: Program, match: Match, unit: UnitOfWork): SortedActions {
  const { event } = match.sight;
  const identity = identityOf(event, unit);
  const [ready, awaiting, skipped]: [Action[], AwaitingDestination[], string[]] = [[], [], []];
  for (const action of match.actions) {
    const recipientIdentity = program.destinations.get(action.to)?.recipientIdentity;
    const until = plus(event.receivedAt, recipientIdentity?.holdFor ?? 0);
    if (recipientIdentity === undefined || recipientIdentity.isKnown(identity)) ready.push(action);
    // A step of an incident has waited already, and after another wait nothing would check whether it is still needed.
    else if (recipientIdentity.holdFor > 0 && action.unless === undefined && keepWaiting(match, action, until, unit))
      awaiting.push({ to: action.to, until });
    else skipped.push(action.to);
  }
  return { ready, awaiting, skipped };
}

/** False where it cannot wait: no identity can come, or enough messages wait already. */
function keepWaiting({ rule, sight, because, facts }: Match, { key, to }: Action, until: Instant, unit: UnitOfWork): boolean {
  const { event, session } = sight;
  if (!hasSession(event) || !unit.isAtHand(event.source, event.session)) return false;
  const known = profileOf(event, unit);
  if (known.waiting.length >= mostWaiting) return false;
  const pending: PendingMessage = { rule: rule.id, action: key, to, event, session: session ?? null, because, facts, until };
  keepWithTimer(event, { ...known, waiting: [...known.waiting, pending] }, unit);
  return true;
}

/** Removes and returns the messages that can be sent now that more is known. */
export function takeReady(event: Event, isReady: (pending: PendingMessage) => boolean, unit: UnitOfWork): readonly PendingMessage[] {
  const known = profileOf(event, unit);
  return takeAway(event, known, known.waiting.filter(isReady), unit);
}

/** Removes and returns the messages that have waited for long enough. */
export function takeExpired(due: Event, unit: UnitOfWork): readonly PendingMessage[] {
  const known = profileOf(due, unit);
  return takeAway(
    due,
    known,
    known.waiting.filter(({ until }) => until <= due.occurredAt),
    unit,
  );
}

function takeAway(event: Event, known: VisitorProfile, taken: readonly PendingMessage[], unit: UnitOfWork): readonly PendingMessage[] {
  if (!hasSession(event) || (taken.length === 0 && event.kind !== "due")) return [];
  keepWithTimer(event, { ...known, waiting: known.waiting.filter((each) => !taken.includes(each)) }, unit);
  return taken;
}

/** Sets a timer for the first message whose wait ends. */
function keepWithTimer(event: InSession, profile: VisitorProfile, unit: UnitOfWork): void {
  keepProfile(event, profile, unit);
  const [first] = profile.waiting.map(({ until }) => until).sort((one, other) => one - other);
  const name = sessionGroup(event.source, event.session);
  unit.setTimer(first === undefined ? cancelled("identity", name, event) : timerOf({ kind: "identity" }, name, first, event));
}
