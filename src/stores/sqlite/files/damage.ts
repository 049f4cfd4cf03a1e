/** Whoever reads a damaged page, the store remembers it: what cannot be read once is not sound at the next question. */

import { type Driver, type Statement, troubleOf } from "../driver.ts";

export interface Damage {
  /** The same database, whose errors are looked at. */
  readonly db: Driver;
  /** Runs what reads rows: a text in them that is no JSON any more is damage too. */
  read<Result>(read: () => Result): Result;
  /** In words, once some was found. */
  found(): string | undefined;
}

export function watchDamage(db: Driver): Damage {
  let found: string | undefined;

  function looked<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (troubleOf(error) === "corrupt" || error instanceof SyntaxError)
        found ??= `the database is damaged (${(error as Error).message}): restore a backup`;
      throw error;
    }
  }

  const watched = (statement: Statement): Statement => ({
    run: (...values) => looked(() => statement.run(...values)),
    get: (...values) => looked(() => statement.get(...values)),
    all: (...values) => looked(() => statement.all(...values)),
  });

  return {
    db: { exec: (sql) => looked(() => db.exec(sql)), prepare: (sql) => watched(db.prepare(sql)), close: () => db.close() },
    read: looked,
    found: () => found,
  };
}
