/** Counts that would need a table scan. They are kept in one row and written with each transaction that changes them. */

import type { Driver } from "./driver.ts";

const names = [
  "events",
  "evaluated",
  "quarantined",
  "quarantined_bytes",
  "queued",
  "delivered",
  "dead",
  "sessions",
  "evaluated_to",
  "emptied_to",
  "projected_to",
  "filled_to",
  "fill_end",
  "words_version",
  "counted_to",
  "incidents_counted_to",
  "questions_to",
  "questions_step",
] as const;

export type Total = (typeof names)[number];

/** Those that are no counts. */
export type TotalsMark = Exclude<
  Total,
  "events" | "evaluated" | "quarantined" | "quarantined_bytes" | "queued" | "delivered" | "dead" | "sessions"
>;

export interface Totals {
  add(name: Total, by: number): void;
  set(name: TotalsMark, to: number): void;
  get(name: Total): number;
  /** Remembers the counts. The returned function restores them. */
  mark(): () => void;
  /** Writes the changes; the last step of a transaction. */
  flush(): void;
  /** Drops what a rolled back transaction had added. */
  reload(): void;
}

export function createTotals(db: Driver): Totals {
  const read = db.prepare(`SELECT ${names.join(", ")} FROM totals WHERE one = 1`);
  const write = db.prepare(`UPDATE totals SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE one = 1`);
  let counts = load();
  let changed = false;

  function load(): Record<Total, number> {
    const row = read.get() ?? {};
    return Object.fromEntries(names.map((name) => [name, Number(row[name] ?? 0)])) as Record<Total, number>; // every name is a column
  }

  return {
    add(name, by) {
      counts[name] += by;
      changed = true;
    },
    set(name, to) {
      counts[name] = to;
      changed = true;
    },
    get: (name) => counts[name],
    mark() {
      const before = { ...counts };
      return () => {
        counts = before;
      };
    },
    flush() {
      if (!changed) return;
      write.run(...names.map((name) => counts[name]));
      changed = false;
    },
    reload() {
      counts = load();
      changed = false;
    },
  };
}
