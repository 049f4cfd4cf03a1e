/**
 * What a batch changes while it is decided: later events see what earlier ones left. A memory is written with the moment at which it
 * expires, and is unknown to what happens later: when the store removes it makes no difference to any decision.
 */

import type { Event } from "../../core/event.ts";
import { expiryOf, type Incident, incidentKey } from "../../core/incident.ts";
import type { Json } from "../../core/json.ts";
import type { Decision, Evaluation, MemoryChange } from "../../core/rule.ts";
import type { Instant } from "../../core/time.ts";
import type { Timer } from "../../core/timer.ts";
import { isOwnEnd } from "./own-end.ts";

export class Draft {
  readonly evaluations: Evaluation[] = [];
  readonly memories = new Map<string, MemoryChange>();
  readonly timers: Timer[] = [];
  readonly events: Event[] = [];
  readonly #incidents = new Map<string, Incident>();
  readonly #before: ReadonlyMap<string, Json>;
  #now: number = Number.NEGATIVE_INFINITY; // before every event

  constructor(before: ReadonlyMap<string, Json>) {
    this.#before = before;
  }

  /** Turns to the next event. A timer, and an end that one makes, happen when it was due, however long it had to wait for us. */
  turnTo(event: Event): void {
    this.#now = event.kind === "due" || isOwnEnd(event) ? event.occurredAt : event.receivedAt;
  }

  read(key: string): Json | undefined {
    const change = this.memories.get(key) ?? unstamped(this.#before.get(key));
    return change === undefined || change.expiresAt < this.#now ? undefined : change.value;
  }

  decision(): Decision {
    const { evaluations, timers, events, incidents } = this;
    return { evaluations, memories: stamped(this.memories), timers, events, incidents };
  }

  get incidents(): readonly Incident[] {
    return [...this.#incidents.values()];
  }

  /** The incident of this id as it stands; of an id that stands for an earlier one of its group, what came after it. */
  incident(id: string): Incident | undefined {
    return this.read(incidentKey(id)) as unknown as Incident | undefined; // written by `keep`
  }

  keep(incident: Incident): void {
    this.#incidents.set(incident.id, incident);
    this.memories.set(incidentKey(incident.id), { value: incident as unknown as Json, expiresAt: expiryOf(incident) }); // an incident is JSON
  }
}

function stamped(changes: ReadonlyMap<string, MemoryChange>): ReadonlyMap<string, MemoryChange> {
  const written = new Map<string, MemoryChange>();
  for (const [key, { value, expiresAt }] of changes) {
    written.set(key, { value: value === undefined ? undefined : [expiresAt, value], expiresAt });
  }
  return written;
}

function unstamped(memory: Json | undefined): MemoryChange | undefined {
  if (memory === undefined) return undefined;
  const [expiresAt, value] = memory as readonly [Instant, Json]; // written by `stamped`
  return { value, expiresAt };
}
