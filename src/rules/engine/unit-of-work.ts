/**
 * The changes of a batch while it is evaluated: later events see the changes of earlier ones. A memory is stored with its expiry, and later
 * events do not see it after that, so the moment at which the store deletes it changes no decision. Only declared memories can be read or
 * written, because the store has locked and read no others.
 */

import type { Event } from "../../core/event.ts";
import { expiryOf, type Incident, incidentKey } from "../../core/incident.ts";
import type { Json } from "../../core/json.ts";
import type { Decision, Evaluation, MemoryChange } from "../../core/rule.ts";
import { type Duration, type Instant, minute } from "../../core/time.ts";
import { aheadOf, setBackBy, type Timer } from "../../core/timer.ts";
import { idle, isOwnEnd } from "./sessions/own-end.ts";
import { changeOf, type Slots, slotOf, slotsIn, withSlot } from "./slots.ts";

/** The conversation of an event, where sessions are split into several. The event cannot see memories of other conversations. */
export interface ConversationRef {
  /** The prefix of the session's keys. */
  readonly group: string;
  readonly conversation: string;
  /** Conversations of the session whose memories are needed. */
  readonly known: readonly string[];
}

interface Changed {
  readonly slots: Slots;
  readonly expiresAt: Instant;
}

export class UnitOfWork {
  readonly evaluations: Evaluation[] = [];
  readonly events: Event[] = [];
  readonly #changes = new Map<string, Changed>();
  readonly #timers: Timer[] = [];
  readonly #incidents = new Map<string, Incident>();
  readonly #declared: ReadonlySet<string>;
  readonly #before: ReadonlyMap<string, Json>;
  #now: number = Number.NEGATIVE_INFINITY; // before every event
  #clock: ReturnType<typeof clockOf> = { at: 0 as Instant, ahead: 0 }; // our clock
  #entered: ConversationRef | undefined;
  #cause: Pick<Event, "source" | "session"> | undefined;

  constructor(declared: ReadonlySet<string>, before: ReadonlyMap<string, Json>) {
    this.#declared = declared;
    this.#before = before;
  }

  /** Begins the next event. A timer, or an end that a timer made, happens at its due time, even if it was evaluated later. */
  turnTo(event: Event): void {
    this.#clock = clockOf(event);
    this.#now = event.kind === "due" || isOwnEnd(event) ? event.occurredAt : event.receivedAt;
    this.#entered = undefined;
    this.#cause = event;
  }

  /** Selects the memories of this conversation until the next event. */
  enter(conversation: ConversationRef | undefined): void {
    this.#entered = conversation;
  }

  get entered(): ConversationRef | undefined {
    return this.#entered;
  }

  /** Whether the memories of this session were declared: the session of the event or timer that came in. */
  isAtHand(source: string, session: string): boolean {
    return this.#cause?.source === source && this.#cause.session === session;
  }

  read(key: string): Json | undefined {
    return this.readOf(key, this.#isPlaced(key) ? this.#entered?.conversation : undefined);
  }

  /** The memory of the given conversation, whichever conversation the event belongs to. */
  readOf(key: string, conversation: string | undefined): Json | undefined {
    const slot = slotOf(this.#slots(key), conversation);
    return slot === undefined || slot.expiresAt < this.#now ? undefined : slot.value;
  }

  write(key: string, { value, expiresAt }: MemoryChange): void {
    const entered = this.#isPlaced(key) ? this.#entered : undefined;
    const own = { conversation: entered?.conversation, expiresAt };
    const isNeeded = (conversation: string | undefined) => conversation !== undefined && entered?.known.includes(conversation) === true;
    const slots = withSlot(this.#slots(key), { ...own, value: value ?? null }, (slot) => isNeeded(slot.conversation));
    this.#changes.set(key, { slots: value === undefined ? slots.slice(1) : slots, expiresAt });
  }

  /** Timers of two conversations of one session have different keys. */
  setTimer(set: Timer): void {
    const timer = this.#byOurClock(set);
    const entered = this.#entered;
    const isOfSession = entered !== undefined && timer.key.includes(` ${entered.group}`);
    if (!isOfSession) this.#timers.push(timer);
    else {
      const { conversation } = entered;
      this.#timers.push({ ...timer, key: `${timer.key} ${conversation}`, payload: { ...timer.payload, conversation } });
    }
  }

  /** A timer from before the clock was set back may set another one by the earlier clock. */
  #byOurClock(timer: Timer): Timer {
    const { at, ahead } = this.#clock;
    const { dueAt } = timer;
    return ahead === 0 || dueAt === undefined || dueAt < at ? timer : setBackBy({ ...timer, dueAt }, ahead);
  }

  decision(): Decision {
    const memories = new Map<string, MemoryChange>();
    for (const [key, { slots, expiresAt }] of this.#changes) memories.set(key, changeOf(slots, expiresAt));
    return { evaluations: this.evaluations, memories, timers: this.#timers, events: this.events, incidents: [...this.#incidents.values()] };
  }

  /** The incident with this id in its present state. An id of an earlier incident of the group finds the newest one. */
  incident(id: string): Incident | undefined {
    const slots = this.#slots(incidentKey(id)).filter(({ expiresAt }) => expiresAt >= this.#now);
    const all = slots.map(({ value }) => incidentIn(value));
    return all.find((incident) => incident.id === id) ?? all[0];
  }

  /** The incident of a group; of a conversation, where the group is a session with several. */
  incidentOf(stem: string, conversation: string | undefined): Incident | undefined {
    const value = this.readOf(incidentKey(stem), conversation);
    return value === undefined ? undefined : incidentIn(value);
  }

  keep(incident: Incident): void {
    this.#incidents.set(incident.id, incident);
    const key = incidentKey(incident.id);
    const slot = { conversation: incident.conversation, value: asJson(incident), expiresAt: expiryOf(incident) };
    const isNeeded = ({ state, refreshAt }: Incident) => slot.conversation !== undefined && (state !== "resolved" || refreshAt !== null);
    this.#changes.set(key, {
      slots: withSlot(this.#slots(key), slot, ({ value }) => isNeeded(incidentIn(value))),
      expiresAt: slot.expiresAt,
    });
  }

  #slots(key: string): Slots {
    if (!this.#declared.has(key)) throw new Error(`the memory "${key}" was not declared: add it to the keys of the feature that reads it`);
    return this.#changes.get(key)?.slots ?? slotsIn(this.#before.get(key));
  }

  #isPlaced(key: string): boolean {
    const group = this.#entered?.group;
    return group !== undefined && key.startsWith(group) && key[group.length] === " ";
  }
}

/** The values of one feature under its keys, as JSON. No other feature writes there, so it reads what it wrote. */
export interface Memory<Value> {
  read(unit: UnitOfWork, key: string): Value | undefined;
  readOf(unit: UnitOfWork, key: string, conversation: string | undefined): Value | undefined;
  /** `undefined` removes it. */
  write(unit: UnitOfWork, key: string, value: Value | undefined, expiresAt: Instant): void;
}

export function memoryOf<Value>(): Memory<Value> {
  return {
    read: (unit, key) => asWritten<Value>(unit.read(key)),
    readOf: (unit, key, conversation) => asWritten<Value>(unit.readOf(key, conversation)),
    write: (unit, key, value, expiresAt) => unit.write(key, { value: asJson(value), expiresAt }),
  };
}

/** The value of a memory, as its feature wrote it. */
export function asWritten<Value>(value: Json | undefined): Value | undefined {
  return value as unknown as Value | undefined; // no other feature writes under its keys
}

/** The types of memories allow only JSON. */
function asJson<Value>(value: Value): Json {
  return value as unknown as Json;
}

function incidentIn(value: Json): Incident {
  return value as unknown as Incident; // written by `keep`
}

/** When a timer, or the end that it made, happens, and how far its clock is ahead of ours. */
function clockOf(event: Event): { readonly at: Instant; readonly ahead: Duration } {
  const at = event.occurredAt;
  if (event.kind === "due") return { at, ahead: aheadOf(event.data) };
  const isIdle = isOwnEnd(event) && event.reason === idle;
  return { at, ahead: isIdle && at - event.receivedAt > minute ? at - event.receivedAt : 0 };
}
