/** The hours of a rule: outside of them its messages wait, are dropped, or go elsewhere. */

import type { Reason, SessionFacts } from "../../../core/condition.ts";
import type { Event, EventId } from "../../../core/event.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { Action, Folded, HeldBack, Rule } from "../../../core/rule.ts";
import { isUrgent } from "../../../core/severity.ts";
import { type Instant, plus } from "../../../core/time.ts";
import { groupFor } from "../../kit/group.ts";
import type { Match, Suppression } from "../match.ts";
import { timerOf } from "../timers.ts";
import { mayBeAwayFor } from "../tolerances.ts";
import { memoryOf, type UnitOfWork } from "../unit-of-work.ts";
import { isStale } from "./lateness.ts";

/** What waits: the newest of its group, and which others it stands for. */
interface HeldMessage {
  readonly event: Event;
  readonly session: SessionFacts | null;
  readonly because: readonly Reason[];
  readonly facts: JsonObject;
  readonly since: Instant;
  readonly folded: Folded;
}

const heldMessages = memoryOf<HeldMessage>();

/** So many of the events for which one message stands are named. */
const named = 20;

/** Drops the match outside of its hours, or sends it elsewhere. */
export const outsideHours: Suppression = (match) => {
  const { rule, sight } = match;
  const outside = isStale(sight.event) ? undefined : outsideOf(rule, sight.event.receivedAt);
  if (outside === undefined || outside === "hold") return match;
  return outside === "drop" ? { by: "hours" } : { ...match, actions: outside };
};

/** Keeps the match until its hours begin. */
export const held: Suppression = (match, unit) => {
  const { rule, sight } = match;
  return !isStale(sight.event) && outsideOf(rule, sight.event.receivedAt) === "hold" ? holdFor(match, unit) : match;
};

/** Undefined where the rule may send: it is open, it has no hours, or it is urgent. */
function outsideOf({ active, severity }: Rule, now: Instant): "hold" | "drop" | readonly Action[] | undefined {
  return active === undefined || isUrgent(severity) || active.isOpen(now) ? undefined : active.outside;
}

/** Per group: what belongs together is sent together when the hours begin. */
export function heldKey(rule: Rule, event: Event): string {
  return `${groupFor(rule, event)} ${rule.id}#held`;
}

/** The group of what waits under a key. */
export function groupHeld(rule: Rule, key: string): string {
  return key.slice(0, -` ${rule.id}#held`.length);
}

function holdFor({ rule, sight, because, facts }: Match, unit: UnitOfWork): HeldBack {
  const { event, session } = sight;
  const key = heldKey(rule, event);
  const before = heldMessages.read(unit, key);
  const until = rule.active?.opensAt(event.receivedAt) ?? event.receivedAt;
  const folded = before === undefined ? nobodyElse : withOne(before.folded, before.event.id);
  const held = { event, session: session ?? null, because, facts, since: before?.since ?? event.receivedAt, folded };
  heldMessages.write(unit, key, held, plus(until, mayBeAwayFor));
  if (before === undefined) unit.setTimer(timerOf({ kind: "release", rule: rule.id, key }, key, until, event));
  return { by: "hours", until };
}

const nobodyElse: Folded = { count: 0, events: [] };

function withOne({ count, events }: Folded, id: EventId): Folded {
  return { count: count + 1, events: events.length < named ? [...events, id] : events };
}

/** What waited, as if it came in now under the id of the timer; the conditions are not asked again, people's mutes are. */
export interface ReleasedMessage extends Pick<Match, "because" | "facts" | "folded"> {
  readonly event: Event;
  readonly session: SessionFacts | undefined;
}

/** Takes away what waited. Undefined where nothing does. */
export function release(key: string, due: Event, unit: UnitOfWork): ReleasedMessage | undefined {
  const held = heldMessages.read(unit, key);
  if (held === undefined) return undefined;
  const { event, session, because, facts, since, folded } = held;
  heldMessages.write(unit, key, undefined, due.receivedAt);
  const times = folded.count + 1;
  const waited: Reason = { condition: "active", text: times === 1 ? "outside of the hours" : `${times} times outside of the hours` };
  return {
    event: { ...event, session: event.session ?? undefined, id: due.id, receivedAt: due.receivedAt },
    session: session ?? undefined,
    because: [...because, waited],
    facts: { ...facts, held: times, held_since: since },
    folded,
  };
}

/** The hours were changed meanwhile, and have not begun: it goes on waiting. False where it may go. */
export function isHeldLonger(key: string, rule: Rule, due: Event, unit: UnitOfWork): boolean {
  const held = heldMessages.read(unit, key);
  if (held === undefined || rule.active === undefined || outsideOf(rule, due.receivedAt) === undefined) return false;
  const until = rule.active.opensAt(due.receivedAt);
  heldMessages.write(unit, key, held, plus(until, mayBeAwayFor));
  unit.setTimer(timerOf({ kind: "release", rule: rule.id, key }, key, until, due));
  return true;
}
