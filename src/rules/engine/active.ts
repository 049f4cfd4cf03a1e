/** The hours of a rule: what it has to say outside of them waits, is dropped, or goes elsewhere. */

import type { Reason, SessionFacts, Sight } from "../../core/condition.ts";
import type { Event, EventId } from "../../core/event.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { type Action, type Folded, type HeldBack, isUrgent, type Rule } from "../../core/rule.ts";
import { type Instant, plus } from "../../core/time.ts";
import type { Timer } from "../../core/timer.ts";
import { mayBeAwayFor } from "./away.ts";
import type { Draft } from "./draft.ts";
import { groupFor } from "./group.ts";

/** A rule that held, and for what. */
export interface Sighting {
  readonly rule: Rule;
  readonly sight: Sight;
  readonly because: readonly Reason[];
  readonly facts: JsonObject;
}

/** Undefined where the rule may speak: it is open, it has no hours, or it is urgent. */
export function outsideHours({ active, severity }: Rule, now: Instant): "hold" | "drop" | readonly Action[] | undefined {
  return active === undefined || isUrgent(severity) || active.isOpen(now) ? undefined : active.outside;
}

/** What waits, as JSON: the newest of its group, and which others it stands for. */
interface Held {
  readonly event: Event;
  readonly session: SessionFacts | null;
  readonly because: readonly Reason[];
  readonly facts: JsonObject;
  readonly since: Instant;
  readonly folded: Folded;
}

/** So many of the events that are told as one are named. */
const named = 20;

/** Per group: what belongs together is told together when the hours begin. */
export function heldKey(rule: Rule, event: Event): string {
  return `${groupFor(rule, event)} ${rule.id}#held`;
}

/** The group of what waits under a key. */
export function groupHeld(rule: Rule, key: string): string {
  return key.slice(0, -` ${rule.id}#held`.length);
}

/** Keeps a message until the hours begin. */
export function holdFor({ rule, sight, because, facts }: Sighting, draft: Draft): HeldBack {
  const { event, session } = sight;
  const key = heldKey(rule, event);
  const before = read(draft, key);
  const until = rule.active?.opensAt(event.receivedAt) ?? event.receivedAt;
  const folded = before === undefined ? nobody : withOne(before.folded, before.event.id);
  write(draft, key, { event, session: session ?? null, because, facts, since: before?.since ?? event.receivedAt, folded }, until);
  if (before === undefined) draft.setTimer(releaseTimer(rule, event, key, until));
  return { by: "hours", until };
}

const nobody: Folded = { count: 0, events: [] };

export function withOne({ count, events }: Folded, id: EventId): Folded {
  return { count: count + 1, events: events.length < named ? [...events, id] : events };
}

function releaseTimer(rule: Rule, { source, agent, session }: Event, key: string, dueAt: Instant): Timer {
  return { key: `release ${key}`, dueAt, source, agent, session, payload: { kind: "release", rule: rule.id, key } };
}

/** What waited, as if it came in now under the id of the timer; the conditions are not asked again, people's brakes are. */
export interface Released {
  readonly event: Event;
  readonly session: SessionFacts | undefined;
  readonly because: readonly Reason[];
  readonly facts: JsonObject;
  readonly folded: Folded;
}

/** Takes away what waited. Undefined where nothing does. */
export function release(key: string, due: Event, draft: Draft): Released | undefined {
  const held = read(draft, key);
  if (held === undefined) return undefined;
  const { event, session, because, facts, since, folded } = held;
  draft.write(key, { value: undefined, expiresAt: due.receivedAt });
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

/** The hours were changed meanwhile, and have not begun: it goes on waiting. Undefined where it may go. */
export function holdLonger(key: string, rule: Rule, due: Event, draft: Draft): HeldBack | undefined {
  const held = read(draft, key);
  if (held === undefined || rule.active === undefined || outsideHours(rule, due.receivedAt) === undefined) return undefined;
  const until = rule.active.opensAt(due.receivedAt);
  write(draft, key, held, until);
  draft.setTimer(releaseTimer(rule, due, key, until));
  return { by: "hours", until };
}

function read(draft: Draft, key: string): Held | undefined {
  return draft.read(key) as unknown as Held | undefined; // written below
}

function write(draft: Draft, key: string, held: Held, until: Instant): void {
  draft.write(key, { value: JSON.parse(JSON.stringify(held)) as Json, expiresAt: plus(until, mayBeAwayFor) }); // events and facts are JSON
}
