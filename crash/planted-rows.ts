/** Rows from forty days ago, so that there is something to prune: a run is too short to make any itself. */

import { join } from "node:path";
import { loadDriver } from "../src/stores/sqlite/driver.ts";
import { plantedSource } from "./archive.ts";

const count = 4_000;

/** Deliveries that were delivered long ago. They are in nobody's counts. */
export async function plantOldRows(folder: string): Promise<void> {
  const open = await loadDriver();
  const db = open(join(folder, "relay.db"));
  const insert = db.prepare(`
    INSERT INTO outbox (id, key, event, rule, dest, urgent, state, due_at, settled_at, body) VALUES (?, ?, '', ?, 'sink', 0, 2, ?, ?, '{}')`);
  db.exec("BEGIN");
  for (let n = 0; n < count; n += 1) insert.run(`${plantedSource}-${n}`, `${plantedSource}-${n}`, plantedSource, n, n);
  db.exec("COMMIT");
  db.close();
}
