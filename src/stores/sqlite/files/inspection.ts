/** Checks the whole database for damage, beside the process that writes it. */

import { type Driver, loadDriver, troubleOf } from "../driver.ts";

/** The most places of damage that are reported for each table. */
const mostProblems = 3;

/** The damage; nothing where all is sound. Rejects where the file cannot be read. Each table is read in a transaction of its own. */
export async function problemsIn(path: string): Promise<readonly string[]> {
  const open = await loadDriver();
  let db: Driver | undefined;
  try {
    db = open(path, { readOnly: true });
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return tables.flatMap(({ name }) => problemsOf(db as Driver, String(name))); // it was opened above
  } catch (error) {
    if (troubleOf(error) !== "corrupt") throw error;
    return [(error as Error).message];
  } finally {
    db?.close();
  }
}

/** SQLite reports damage as rows, and ends with an error where it cannot continue. */
function problemsOf(db: Driver, table: string): readonly string[] {
  try {
    const rows = db.prepare(`SELECT quick_check AS problem FROM pragma_quick_check('${table}') LIMIT ${mostProblems}`).all();
    return rows.map(({ problem }) => String(problem)).filter((problem) => problem !== "ok");
  } catch (error) {
    if (troubleOf(error) !== "corrupt") throw error;
    return [`table ${table}: ${(error as Error).message}`];
  }
}
