/** What a batch changes while it is decided: later events see what earlier ones left. */

import type { Event } from "../core/event.ts";
import { expiryOf, type Incident, incidentKey } from "../core/incident.ts";
import type { Json } from "../core/json.ts";
import type { Evaluation, MemoryChange } from "../core/rule.ts";
import type { Timer } from "../core/timer.ts";

export class Draft {
  readonly evaluations: Evaluation[] = [];
  readonly memories = new Map<string, MemoryChange>();
  readonly timers: Timer[] = [];
  readonly events: Event[] = [];
  readonly #incidents = new Map<string, Incident>();
  readonly #before: ReadonlyMap<string, Json>;

  constructor(before: ReadonlyMap<string, Json>) {
    this.#before = before;
  }

  read(key: string): Json | undefined {
    const change = this.memories.get(key);
    return change === undefined ? this.#before.get(key) : change.value;
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
