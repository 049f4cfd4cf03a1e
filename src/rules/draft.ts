/** What a batch changes while it is decided: later events see what earlier ones left. */

import type { Event } from "../core/event.ts";
import type { Json } from "../core/json.ts";
import type { Evaluation, MemoryChange } from "../core/rule.ts";
import type { Timer } from "../core/timer.ts";

export class Draft {
  readonly evaluations: Evaluation[] = [];
  readonly memories = new Map<string, MemoryChange>();
  readonly timers: Timer[] = [];
  readonly events: Event[] = [];
  readonly #before: ReadonlyMap<string, Json>;

  constructor(before: ReadonlyMap<string, Json>) {
    this.#before = before;
  }

  read(key: string): Json | undefined {
    const change = this.memories.get(key);
    return change === undefined ? this.#before.get(key) : change.value;
  }
}
