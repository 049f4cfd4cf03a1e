/** Timers: what an evaluation leaves for later. Everything here runs inside a transaction of the writer. */

import type { JsonObject } from "../../core/json.ts";
import type { Instant } from "../../core/time.ts";
import { absences, isOfKind, sessionTimers, type Timer } from "../../core/timer.ts";
import { instantOf, type Row } from "../rows.ts";
import { atMost, type Driver } from "./driver.ts";
import type { Totals } from "./totals.ts";

type DueTimer = Timer & { readonly dueAt: Instant };

export interface EarlyBounds {
  readonly awaited: readonly string[];
  /** When the oldest waiting event was received. */
  readonly before: Instant | undefined;
}

export interface Timers {
  set(timer: Timer): void;
  /** Removes due timers and returns them. */
  takeDue(now: Instant, max: number): readonly DueTimer[];
  /** The same for those that were due `before` and do not report an absence for the awaited sources. */
  takeEarly(now: Instant, max: number, bounds: EarlyBounds): readonly DueTimer[];
  /** When the next one is due; undefined where there is none. */
  earliest(): Instant | undefined;
  forget(session: string): void;
}

/** Timers of one kind and one source. There are few groups, however many timers. */
interface Group {
  readonly word: string;
  readonly source: string;
}

export function createTimers(db: Driver, totals: Totals): Timers {
  const move = db.prepare("UPDATE timers SET due_at = ?, payload = ? WHERE key = ?");
  const insert = db.prepare("INSERT INTO timers (key, due_at, source, agent, session, payload) VALUES (?, ?, ?, ?, ?, ?)");
  const remove = db.prepare("DELETE FROM timers WHERE key = ?");
  const removeOf = db.prepare("DELETE FROM timers WHERE session = ? RETURNING key");
  const { groups, due, first } = createGroups(db);

  function counted(key: string, by: number): void {
    if (isOfKind(key, sessionTimers.kind)) totals.add("sessions", by);
  }

  function cancel(key: string): void {
    if (Number(remove.run(key).changes) > 0) counted(key, -1);
  }

  /** The earliest of all groups, so that a large group hides no other one. */
  function take(from: readonly Group[], until: Instant, max: number): readonly DueTimer[] {
    const earliest = from.flatMap((group) => due(group, until, max)).sort((a, b) => a.dueAt - b.dueAt);
    const taken = earliest.slice(0, max);
    for (const { key } of taken) cancel(key);
    return taken;
  }

  return {
    set({ key, dueAt, source, agent, session, payload }) {
      if (dueAt === undefined) return cancel(key);
      const text = JSON.stringify(payload);
      if (Number(move.run(dueAt, text, key).changes) > 0) return;
      insert.run(key, dueAt, source, agent, session ?? null, text);
      counted(key, 1);
    },
    takeDue: (now, max) => take(groups(), now, max),
    takeEarly(now, max, { awaited, before }) {
      const until = instantOf(Math.min(now, (before ?? Number.POSITIVE_INFINITY) - 1));
      const sure = groups().filter((group) => !(awaited.includes(group.source) && absences.some((each) => each === group.word)));
      return take(sure, until, max);
    },
    earliest: () =>
      groups()
        .flatMap(first)
        .sort((a, b) => a - b)[0],
    forget(session) {
      for (const { key } of removeOf.all(session)) counted(String(key), -1);
    },
  };
}

function createGroups(db: Driver) {
  // Not by a row value: SQLite would then scan all timers of a word for its next source.
  const nextSource = db.prepare("SELECT word, source FROM timers WHERE word = ? AND source > ? ORDER BY source LIMIT 1");
  const nextWord = db.prepare("SELECT word, source FROM timers WHERE word > ? ORDER BY word, source LIMIT 1");
  const after = ({ word, source }: Group) => nextSource.get(word, source) ?? nextWord.get(word);
  const firstOf = db.prepare("SELECT due_at FROM timers WHERE word = ? AND source = ? ORDER BY due_at LIMIT 1");
  const dueOf = db.prepare(`
    SELECT key, due_at, source, agent, session, payload FROM timers
    WHERE word = ? AND source = ? AND due_at <= ? ORDER BY due_at ${atMost}`);

  return {
    groups(): readonly Group[] {
      const found: Group[] = [];
      for (let row = after({ word: "", source: "" }); row !== undefined; ) {
        const group = { word: String(row.word), source: String(row.source) };
        found.push(group);
        row = after(group);
      }
      return found;
    },
    due: ({ word, source }: Group, until: Instant, max: number): readonly DueTimer[] => dueOf.all(word, source, until, max).map(dueTimerOf),
    first: ({ word, source }: Group): readonly Instant[] => firstOf.all(word, source).map((row) => instantOf(row.due_at)),
  };
}

function dueTimerOf(row: Row): DueTimer {
  return {
    key: String(row.key),
    dueAt: instantOf(row.due_at),
    source: String(row.source),
    agent: String(row.agent),
    session: row.session === null ? undefined : String(row.session),
    payload: JSON.parse(String(row.payload)) as JsonObject, // written by `set`
  };
}
