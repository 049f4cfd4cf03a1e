/** PostgreSQL keeps deleted rows until they are vacuumed. */

import type { Erased } from "../../core/store.ts";
import { type Duration, second } from "../../core/time.ts";
import { type DatabaseAddress, DatabaseConnection } from "./connection.ts";
import { tablesWithTexts } from "./schema.ts";

/** A large table needs time; autovacuum does the rest. */
const timeout: Duration = 60 * second;

const rest =
  "bytes of its files, its write-ahead log and copies of both keep removed rows until they are used again or age out, and the index of words its words until REINDEX INDEX event_index_words (docs/operations.md)";

/** On a connection of its own, so that nothing waits. The result is never complete, because the server's files are not ours. */
export async function vacuum(address: DatabaseAddress): Promise<Erased> {
  const connection = new DatabaseConnection({ address: { ...address, workWithin: timeout }, name: "vacuum" });
  try {
    const isOurs = await connection.use(async (db) => {
      const [row] = await db.say(`
        SELECT bool_and(pg_has_role(relowner, 'USAGE')) AS ours FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relname IN (${tablesWithTexts.map((name) => `'${name}'`).join(", ")})`);
      if (row?.ours !== true) return false;
      await db.say(`SET statement_timeout = ${timeout}`);
      for (const name of tablesWithTexts) await db.say(`VACUUM (SKIP_LOCKED) ${name}`);
      return true;
    });
    const done = isOurs ? "removed rows were vacuumed" : "the tables belong to another role, so removed rows wait for autovacuum";
    return { kind: "left", detail: `${done}; ${rest}` };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { kind: "left", detail: `VACUUM did not end (${String(code ?? "in time")}), so removed rows wait for autovacuum; ${rest}` };
  } finally {
    await connection.close();
  }
}
