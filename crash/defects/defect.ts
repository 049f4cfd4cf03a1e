/** A mistake that somebody could make, kept outside the product: the harness is worth what it catches of these. */

import { join } from "node:path";
import type { Store } from "../../src/core/store.ts";
import { type Driver, loadDriver } from "../../src/stores/sqlite/driver.ts";

export interface Defect {
  readonly name: string;
  readonly sentence: string;
  /** The invariant that must be violated. */
  readonly breaks: string;
  /** Shows only when the power is cut: what was not fsynced is gone then. */
  readonly needsPowerCuts?: true;
  /** What is done before each start but the first, while nobody has the data folder open. */
  readonly beforeStart?: (folder: string) => Promise<void>;
  /** What stands between the program and its store. `db` is a second connection to the same database. */
  readonly wrap?: (store: Store, db: Driver) => Store;
}

/** Changes the database of a folder before the relay opens it. */
export async function inDatabase(folder: string, sql: string): Promise<void> {
  const open = await loadDriver();
  const db = open(join(folder, "relay.db"));
  db.exec(sql);
  db.close();
}
