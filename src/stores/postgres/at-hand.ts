/** Events that this process has accepted and still has in memory, so that it need not read them back for their evaluation. */

import type { Event } from "../../core/event.ts";

/** An event and its number in the inbox. */
export interface Accepted {
  readonly seq: number;
  readonly event: Event;
}

/** Beyond this number the oldest are dropped: they wait for long, or another process has evaluated them. */
const most = 4_096;

export class AtHand {
  readonly #events = new Map<number, Event>();

  keep(accepted: readonly Accepted[]): void {
    for (const { seq, event } of accepted) this.#events.set(seq, event);
    for (const seq of this.#events.keys()) {
      if (this.#events.size <= most) return;
      this.#events.delete(seq);
    }
  }

  /** Returns it once; undefined where it is not (or no longer) here. */
  take(seq: number): Event | undefined {
    const event = this.#events.get(seq);
    this.#events.delete(seq);
    return event;
  }

  clear(): void {
    this.#events.clear();
  }

  forget(session: string): void {
    for (const [seq, event] of this.#events) if (event.session === session) this.#events.delete(seq);
  }
}
