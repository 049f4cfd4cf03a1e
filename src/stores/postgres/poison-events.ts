/** Events that may have ended a process. Tries are counted before they are made; after the third the event is quarantined. */

import { type Apart, apart, crashLoopDetail, type TriedEvent, triesAllowed } from "../suspects.ts";
import { type Database, type DatabaseConnection, type NamedStatement, troubleOf } from "./connection.ts";
import { putAside } from "./inbox.ts";

const newest: NamedStatement = { name: "newest", text: "SELECT last_value AS seq, EXISTS (SELECT 1 FROM pending) AS waits FROM inbox_seq" };

const countAll: NamedStatement = {
  name: "count-tries",
  text: `
    INSERT INTO trials (seq, tries) SELECT seq, 1 FROM unnest($1::bigint[]) AS seq
    ON CONFLICT (seq) DO UPDATE SET tries = trials.tries + 1`,
};

const takeBackAll: NamedStatement = {
  name: "take-back-tries",
  text: `
    WITH gone AS (DELETE FROM trials WHERE seq = ANY($1::bigint[]) AND tries <= 1)
    UPDATE trials SET tries = tries - 1 WHERE seq = ANY($1::bigint[]) AND tries > 1`,
};

const dropAll: NamedStatement = { name: "drop-tries", text: "DELETE FROM trials WHERE seq = ANY($1::bigint[])" };

/** A taken event in a transaction. */
interface Held extends TriedEvent {
  readonly seq: number;
}

/**
 * Counts use their own connection, because a transaction is lost with its process. Events from after the start are not
 * counted: if one ends the process, the next start counts it.
 */
export class PoisonEvents {
  readonly #line: DatabaseConnection;
  /** The last event at the time of the start. */
  readonly #before: number;
  /** The tries that this process has counted. It is still alive, so it does not count them again. */
  readonly #counted = new Set<number>();
  /**
   * How many are tried together. The number doubles each time, so that a process that ends soon has done some work and leaves few suspects.
   */
  #together = 1;
  #waited = false;
  /** No event from before the start is waiting any more. */
  #isOver: boolean;

  private constructor(connection: DatabaseConnection, before: number, isOver: boolean) {
    this.#line = connection;
    this.#before = before;
    this.#isOver = isOver;
  }

  static async open(connection: DatabaseConnection): Promise<PoisonEvents> {
    const [row] = await connection.use((db) => db.run(newest));
    return new PoisonEvents(connection, Number(row?.seq), row?.waits !== true);
  }

  /** How many events to take together, of the `max` that are wanted. */
  atMost(max: number): number {
    return this.#isOver ? max : Math.min(max, this.#together);
  }

  /** The taken events that are evaluated now. The rest has to be returned. */
  choose<Each extends Held>(taken: readonly Each[]): Apart<Each> {
    const events = taken.map((each) => (this.#counted.has(each.seq) ? { ...each, tries: each.tries - 1 } : each));
    this.#isOver ||= events.every(({ seq, tries }) => seq > this.#before && tries === 0);
    const chosen = apart(events, this.#waited);
    this.#waited = chosen.later.length > 0 && chosen.now.every(({ tries }) => tries === 0);
    return chosen;
  }

  /** Whether it has ended the most processes that are allowed. */
  isGuilty({ tries }: Held): boolean {
    return tries >= triesAllowed;
  }

  /** In the transaction that has taken it. */
  putAside(db: Database, { seq }: Held): void {
    void putAside(db, seq, "crash_loop", crashLoopDetail);
    void db.run(dropAll, [[seq]]);
  }

  /** Counts the tries. They are on the disk when this returns. */
  async begin(now: readonly Held[]): Promise<void> {
    const uncounted = now.filter(({ seq, tries }) => (seq <= this.#before || tries > 0) && !this.#counted.has(seq)).map(({ seq }) => seq);
    if (uncounted.length === 0) return;
    await this.#line.use((db) => db.run(countAll, [uncounted]));
    for (const seq of uncounted) this.#counted.add(seq);
  }

  /** In the transaction that evaluates it: it has ended no process. */
  acquit(db: Database, now: readonly Held[]): void {
    const counted = now.filter(({ seq, tries }) => tries > 0 || this.#counted.has(seq)).map(({ seq }) => seq);
    if (counted.length > 0) void db.run(dropAll, [counted]);
  }

  /** The transaction was committed. */
  ended(now: readonly Held[]): void {
    for (const { seq } of now) this.#counted.delete(seq);
    this.#together *= 2;
  }

  /** The database was down and the process lives, so nothing was tried. While the database is still down, this process remembers it. */
  async failed(error: unknown): Promise<void> {
    if (troubleOf(error) === "other" || this.#counted.size === 0) return;
    const counted = [...this.#counted];
    const isTakenBack = await this.#line
      .use((db) => db.run(takeBackAll, [counted]))
      .then(
        () => true,
        () => false,
      );
    if (isTakenBack) this.#counted.clear();
  }
}
