/** Remembers damage that any reader finds: a page that cannot be read once is not sound at the next question. */

import { type Driver, type Statement, troubleOf } from "../driver.ts";

export interface Damage {
  /** The same database, with its errors checked. */
  readonly db: Driver;
  /** Runs a function that reads rows. A text that is no longer JSON counts as damage. */
  read<Result>(read: () => Result): Result;
  /** The damage in words, once some was found. */
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
