/** Set timers, in the order of their due times. */

import type { Instant } from "../../core/time.ts";
import type { Timer } from "../../core/timer.ts";

export type SetTimer = Timer & { readonly dueAt: Instant };

export interface Alarms {
  set(timer: SetTimer): void;
  cancel(key: string): void;
  /** Removes and returns the first timer that is due by then. */
  next(until: Instant): SetTimer | undefined;
}

export function createAlarms(): Alarms {
  const standing = new Map<string, SetTimer>();
  const queue = createQueue();

  return {
    set(timer) {
      standing.set(timer.key, timer);
      queue.add(timer);
    },
    cancel(key) {
      standing.delete(key);
    },
    next(until) {
      for (let first = queue.first(); first !== undefined && first.dueAt <= until; first = queue.first()) {
        queue.removeFirst();
        if (standing.get(first.key) !== first) continue; // moved or cancelled since
        standing.delete(first.key);
        return first;
      }
      return undefined;
    },
  };
}

interface Queue {
  add(timer: SetTimer): void;
  first(): SetTimer | undefined;
  removeFirst(): void;
}

/** A binary heap. Of two timers that are due at once, the one that was set first comes first. */
function createQueue(): Queue {
  const heap: { readonly timer: SetTimer; readonly order: number }[] = [];
  let next = 0;

  function isBefore(left: number, right: number): boolean {
    const [one, other] = [heap[left], heap[right]];
    if (one === undefined || other === undefined) return one !== undefined;
    return one.timer.dueAt - other.timer.dueAt < 0 || (one.timer.dueAt === other.timer.dueAt && one.order < other.order);
  }

  function swap(left: number, right: number): void {
    const [one, other] = [heap[left], heap[right]];
    if (one !== undefined && other !== undefined) [heap[left], heap[right]] = [other, one];
  }

  function rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!isBefore(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  }

  function sink(from: number): void {
    for (let at = from; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = isBefore(right, left) ? right : left;
      if (!isBefore(child, at)) return;
      swap(child, at);
      at = child;
    }
  }

  return {
    add(timer) {
      heap.push({ timer, order: next++ });
      rise(heap.length - 1);
    },
    first: () => heap[0]?.timer,
    removeFirst() {
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return;
      heap[0] = last;
      sink(0);
    },
  };
}
