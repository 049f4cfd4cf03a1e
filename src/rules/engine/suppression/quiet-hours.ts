/** The hours of a rule. Outside of them its messages wait, are dropped, or go elsewhere. */

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

/** A held match: the newest of its group, and the others that it stands for. */
interface HeldMessage {
  readonly event: Event;
  readonly session: SessionFacts | null;
  readonly because: readonly Reason[];
  readonly facts: JsonObject;
  readonly since: Instant;
  readonly folded: Folded;
}

const heldMessages = memoryOf<HeldMessage>();

/** The most events that a held message names. */
const named = 20;

/** Drops the match outside its hours, or sends it elsewhere. */
export const outsideHours: Suppression = (match) => {
  const { rule, sight } = match;
  const outside = isStale(sight.event) ? undefined : outsideOf(rule, sight.event.receivedAt);
  if (outside === undefined || outside === "hold") return match;
  return outside === "drop" ? { by: "hours" } : { ...match, actions: outside };
};

/** Holds the match until its hours begin. */
export const held: Suppression = (match, unit) => {
  const { rule, sight } = match;
  return !isStale(sight.event) && outsideOf(rule, sight.event.receivedAt) === "hold" ? holdFor(match, unit) : match;
};

/** Undefined where the rule may send: its hours are open, it has none, or it is urgent. */
function outsideOf({ active, severity }: Rule, now: Instant): "hold" | "drop" | readonly Action[] | undefined {
  return active === undefined || isUrgent(severity) || active.isOpen(now) ? undefined : active.outside;
}

/** One key for each group: matches of one group are sent together when the hours begin. */
export function heldKey(rule: Rule, event: Event): string {
  return `${groupFor(rule, event)} ${rule.id}#held`;
}

/** The group of the key of a held message. */
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

/** A held match, as if it came in now under the id of the timer. The conditions are not evaluated again, but mutes apply. */
export interface ReleasedMessage extends Pick<Match, "because" | "facts" | "folded"> {
  readonly event: Event;
  readonly session: SessionFacts | undefined;
}

/** Removes a held message and returns it; undefined where there is none. */
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

/** The hours were changed and have not begun yet, so the message stays held. False where it may be sent. */
export function isHeldLonger(key: string, rule: Rule, due: Event, unit: UnitOfWork): boolean {
  const held = heldMessages.read(unit, key);
  if (held === undefined || rule.active === undefined || outsideOf(rule, due.receivedAt) === undefined) return false;
  const until = rule.active.opensAt(due.receivedAt);
  heldMessages.write(unit, key, held, plus(until, mayBeAwayFor));
  unit.setTimer(timerOf({ kind: "release", rule: rule.id, key }, key, until, due));
  return true;
}
