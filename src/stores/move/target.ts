/** The PostgreSQL that is moved to. It is written a range at a time, and calculates the digest of its rows. */

import type { Database, DatabaseConnection, NamedStatement, Param } from "../postgres/connection.ts";
import { laneOf } from "../postgres/locks.ts";
import { unfinishedMove } from "../postgres/schema.ts";
import type { Rows, WaitingRows } from "./source.ts";
import { type Cell, listDigestSql, type MovedTable, rangeDigestSql, wholes } from "./tables.ts";

/** Whether the database is free. */
export type TargetState = "empty" | "begun" | "in use";

const standing: NamedStatement = {
  name: "move-standing",
  text: `
    SELECT EXISTS (SELECT 1 FROM marks WHERE name = '${unfinishedMove}') AS begun,
      EXISTS (SELECT 1 FROM inbox) OR EXISTS (SELECT 1 FROM outbox) OR EXISTS (SELECT 1 FROM replicas) AS used`,
};

export class Target {
  readonly #line: DatabaseConnection;

  constructor(connection: DatabaseConnection) {
    this.#line = connection;
  }

  async standing(): Promise<TargetState> {
    const [row] = await this.#line.use((db) => db.run(standing));
    if (row?.begun === true) return "begun";
    return row?.used === true ? "in use" : "empty";
  }

  /** From now on no relay starts on it, until `finish`. */
  async begin(): Promise<void> {
    await this.#line.use((db) => db.say(`INSERT INTO marks VALUES ('${unfinishedMove}', 1) ON CONFLICT DO NOTHING`));
  }

  digest(table: MovedTable, after: number, upTo: number): Promise<string> {
    return this.#digest({ name: `move-digest-${table.name}`, text: rangeDigestSql(table) }, [after, upTo]);
  }

  digestOfKeys(table: MovedTable, keys: readonly Cell[]): Promise<string> {
    return this.#digest({ name: `move-digest-${table.name}`, text: listDigestSql(table) }, [keys]);
  }

  async #digest(statement: NamedStatement, values: readonly Param[]): Promise<string> {
    const [row] = await this.#line.use((db) => db.run(statement, values));
    return String(row?.digest);
  }

  async add(table: MovedTable, rows: Rows): Promise<void> {
    await this.#line.use((db) => insert(db, table, rows));
  }

  /** Replaces the rows of the range. */
  async replace(parts: readonly (readonly [MovedTable, Rows])[], after: number, upTo: number): Promise<void> {
    await this.#line.transact(async (db) => {
      for (const [{ name, key }] of parts)
        void db.run({ name: `move-clear-${name}`, text: `DELETE FROM ${name} WHERE ${key} > $1 AND ${key} <= $2` }, [after, upTo]);
      for (const [table, rows] of parts) if (rows.length > 0) void insert(db, table, rows);
    });
  }

  /** Removes rows of an earlier try that the source does not have. */
  async clear(lasts: readonly (readonly [MovedTable, number])[]): Promise<void> {
    await this.#line.transact(async (db) => {
      for (const [{ name, key }, last] of lasts) void db.say(`DELETE FROM ${name} WHERE ${key} > ${last} OR ${key} < 1`);
      for (const { name } of wholes) void db.say(`DELETE FROM ${name}`);
      void db.say("DELETE FROM pending; DELETE FROM trials");
    });
  }

  async addWaiting(waiting: readonly WaitingRows[]): Promise<void> {
    const text = `
      WITH waiting AS (SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[]) AS each (lane, seq, tries)),
      tried AS (INSERT INTO trials (seq, tries) SELECT seq, tries FROM waiting WHERE tries > 0)
      INSERT INTO pending (lane, seq) SELECT lane, seq FROM waiting`;
    const columns = [waiting.map(laneOf), waiting.map(({ seq }) => seq), waiting.map(({ tries }) => tries)];
    await this.#line.use((db) => db.run({ name: "move-waiting", text }, columns));
  }

  async count({ name }: MovedTable): Promise<number> {
    const [row] = await this.#line.use((db) => db.say(`SELECT count(*) AS n FROM ${name}`));
    return Number(row?.n);
  }

  /** Sets counts and numbering to the source's last values and releases leases. Relays may start afterwards. */
  async finish(totals: Readonly<Record<string, number>>, lasts: Readonly<Record<string, number>>): Promise<void> {
    const names = ["events", "evaluated", "quarantined", "quarantined_bytes", "queued", "delivered", "dead"];
    const next = (name: string, sequence: string) =>
      `SELECT setval(${sequence}, ${Math.max(1, lasts[name] ?? 0)}, ${(lasts[name] ?? 0) > 0})`;
    await this.#line.transact(async (db) => {
      void db.say(`UPDATE totals SET ${names.map((name) => `${name} = CASE slot WHEN 0 THEN ${totals[name] ?? 0} ELSE 0 END`).join(", ")}`);
      void db.say(`UPDATE marks SET value = ${totals.emptied_to ?? 0} WHERE name = 'emptied_to'`);
      // Events that the figures contain already are only made searchable again.
      void db.say(`DELETE FROM unprojected WHERE seq <= ${totals.projected_to ?? 0}`);
      void db.say(`UPDATE marks SET value = ${totals.projected_to ?? 0} WHERE name = 'fill_end'`);
      void db.say("UPDATE outbox SET state = 0, lease_until = 0, unsure = true WHERE state = 1");
      void db.say(next("inbox", "'inbox_seq'"));
      void db.say(next("outbox", "pg_get_serial_sequence('outbox', 'seq')"));
      void db.say(next("incidents", "pg_get_serial_sequence('incidents', 'seq')"));
      void db.say(`DELETE FROM marks WHERE name = '${unfinishedMove}'`);
    });
    await this.#line.use((db) => db.say("ANALYZE"));
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}

function insert(db: Database, { name, columns }: MovedTable, rows: Rows): Promise<unknown> {
  const types = columns.map(([, type], index) => `$${index + 1}::${type}[]`);
  const names = columns.map(([column]) => column).join(", ");
  const text = `INSERT INTO ${name} (${names}) SELECT ${names} FROM unnest(${types.join(", ")}) WITH ORDINALITY AS each (${names}, nth) ORDER BY nth`;
  const values: Param[] = columns.map((_, index) => rows.map((row): Cell => row[index] ?? null));
  return db.run({ name: `move-insert-${name}`, text }, values);
}
