/** Messages about a visitor who is not known: they wait until somebody says who it is, or are left out. Nobody is made up. */

import { type Event, hasSession, type InSession, sessionGroup } from "../../../core/event.ts";
import type { Action } from "../../../core/rule.ts";
import { type Instant, plus } from "../../../core/time.ts";
import type { Match } from "../match.ts";
import type { Program } from "../program.ts";
import { cancelled, timerOf } from "../timers.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { identityOf, keepProfile, type PendingMessage, profileOf, type VisitorProfile } from "./visitor-profile.ts";

/** Messages that wait for one visitor; of more the later ones are left out. */
const mostWaiting = 20;

/** What can be sent at once, and destinations by name for which it waits or which get nothing. */
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

/** Keeps back what is about a visitor whom its destination does not know well enough. */
export function sortByProfile(program: Program, match: Match, unit: UnitOfWork): SortedActions {
  const { event } = match.sight;
  const identity = identityOf(event, unit);
  const [ready, awaiting, skipped]: [Action[], AwaitingDestination[], string[]] = [[], [], []];
  for (const action of match.actions) {
    const recipientIdentity = program.destinations.get(action.to)?.recipientIdentity;
    const until = plus(event.receivedAt, recipientIdentity?.holdFor ?? 0);
    if (recipientIdentity === undefined || recipientIdentity.isKnown(identity)) ready.push(action);
    // A step of an incident has waited already, and nobody would ask then whether it is still needed.
    else if (recipientIdentity.holdFor > 0 && action.unless === undefined && keepWaiting(match, action, until, unit))
      awaiting.push({ to: action.to, until });
    else skipped.push(action.to);
  }
  return { ready, awaiting, skipped };
}

/** False where it cannot wait: nobody will ever say who it is, or enough waits for them already. */
function keepWaiting({ rule, sight, because, facts }: Match, { key, to }: Action, until: Instant, unit: UnitOfWork): boolean {
  const { event, session } = sight;
  if (!hasSession(event) || !unit.isAtHand(event.source, event.session)) return false;
  const known = profileOf(event, unit);
  if (known.waiting.length >= mostWaiting) return false;
  const pending: PendingMessage = { rule: rule.id, action: key, to, event, session: session ?? null, because, facts, until };
  keepWithTimer(event, { ...known, waiting: [...known.waiting, pending] }, unit);
  return true;
}

/** Takes away what can be sent now that more is known. */
export function takeReady(event: Event, isReady: (pending: PendingMessage) => boolean, unit: UnitOfWork): readonly PendingMessage[] {
  const known = profileOf(event, unit);
  return takeAway(event, known, known.waiting.filter(isReady), unit);
}

/** Takes away what has waited for long enough. */
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

/** With a timer for the first that will have waited for long enough. */
function keepWithTimer(event: InSession, profile: VisitorProfile, unit: UnitOfWork): void {
  keepProfile(event, profile, unit);
  const [first] = profile.waiting.map(({ until }) => until).sort((one, other) => one - other);
  const name = sessionGroup(event.source, event.session);
  unit.setTimer(first === undefined ? cancelled("identity", name, event) : timerOf({ kind: "identity" }, name, first, event));
}
