import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { backUpPostgres, restorePostgres } from "../../src/stores/postgres/backup.ts";
import { openPostgresStore } from "../../src/stores/postgres/index.ts";
import { cli } from "../support/cli.ts";
import { type Postgres, query, startPostgres } from "../support/postgres.ts";
import { anArrival, t0 } from "../support/store-cases.ts";

let postgres: Postgres;
let folder = "";
let file = "";
let from = "";
let to = "";
let schemas = 0;
let open: Store[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres.remove());

beforeEach(async () => {
  schemas += 1;
  from = await postgres.schema(`from_${schemas}`);
  to = await postgres.schema(`to_${schemas}`);
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-backup-"));
  file = join(folder, "copy.gz");
});

afterEach(async () => {
  await Promise.all(open.map((store) => store.close()));
  open = [];
  rmSync(folder, { recursive: true, force: true });
});

async function storeAt(url: string): Promise<Store> {
  const opened = await openPostgresStore({ url, clock: () => t0 });
  if (opened.kind !== "opened") throw new Error(opened.kind);
  open.push(opened.store);
  return opened.store;
}

const counts = (schema: string) =>
  query(
    postgres.port,
    `SELECT (SELECT count(*) FROM ${schema}.inbox)::int AS inbox, (SELECT count(*) FROM ${schema}.outbox)::int AS outbox`,
  );

describe("a backup of a PostgreSQL", () => {
  it("is one picture of a relay that works on, and gives back what was accepted before it, byte for byte", async () => {
    const store = await storeAt(from);
    for (let index = 0; index < 1_200; index += 1) await store.accept(anArrival(`before ${index}`));
    let isCopying = true;
    const meanwhile = (async () => {
      for (let index = 0; isCopying; index += 1) await store.accept(anArrival(`meanwhile ${index}`));
    })();
    const done = await backUpPostgres({ url: from, file });
    isCopying = false;
    await meanwhile;
    expect(done).toMatchObject({ kind: "done" });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["copy.gz"]);

    expect(await restorePostgres({ url: to, file })).toEqual(done);
    const restored = await storeAt(to);
    for (let index = 0; index < 1_200; index += 1)
      expect(await restored.accept(anArrival(`before ${index}`))).toMatchObject({ status: "duplicate" });
    const bytes = "SELECT string_agg(encode(sha256(raw), 'hex') || id, ',' ORDER BY seq) AS all FROM";
    const [source, target] = await Promise.all(
      [`from_${schemas}`, `to_${schemas}`].map((schema) =>
        query(postgres.port, `${bytes} (SELECT * FROM ${schema}.inbox ORDER BY seq LIMIT 1200) t`),
      ),
    );
    expect(target).toEqual(source);
    expect(await restored.accept(anArrival("after"))).toMatchObject({ status: "accepted" }); // the sequences go on
  });

  it("leaves nothing where the connection is cut in the middle, neither a file nor a table", async () => {
    const store = await storeAt(from);
    for (let index = 0; index < 20; index += 1) await store.accept(anArrival(`before ${index}`));
    const cut = async (table: string, client: { query(text: string): Promise<unknown> }) => {
      if (table !== "outbox") return;
      const asked = await client.query("SELECT pg_backend_pid() AS pid");
      const [{ pid } = { pid: 0 }] = (asked as { rows: { pid: number }[] }).rows;
      await query(postgres.port, `SELECT pg_terminate_backend(${pid})`);
    };
    expect(await backUpPostgres({ url: from, file, onTable: cut })).toMatchObject({ kind: "unreachable" });
    expect(readdirSync(folder)).toEqual([]);
    expect(await backUpPostgres({ url: from, file })).toEqual({ kind: "done", events: 20 });
    expect(await restorePostgres({ url: to, file, onTable: cut })).toMatchObject({ kind: "unreachable" });
    expect(await query(postgres.port, `SELECT tablename FROM pg_tables WHERE schemaname = 'to_${schemas}'`)).toEqual([]);
    expect(await restorePostgres({ url: to, file })).toEqual({ kind: "done", events: 20 });
    expect(await counts(`to_${schemas}`)).toMatchObject([{ inbox: 20 }]);
  });

  it("goes into an empty database only, and half a file into none", async () => {
    await storeAt(from);
    await backUpPostgres({ url: from, file });
    expect(await restorePostgres({ url: from, file })).toMatchObject({ kind: "unsuited", detail: expect.stringContaining("already") });
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length / 2));
    expect(await restorePostgres({ url: to, file })).toMatchObject({ kind: "damaged" });
    expect(await backUpPostgres({ url: to, file: `${file}.2` })).toMatchObject({
      kind: "unsuited",
      detail: expect.stringContaining("no tables"),
    });
  });

  it("is asked for on the command line, and what belongs to the other store is named", async () => {
    await storeAt(from);
    expect(await cli(["backup", file, "--database", from])).toMatchObject({ code: 0, out: expect.stringContaining("0 events") });
    expect(await cli(["backup", file, "--database", from])).toMatchObject({ code: 64, err: expect.stringContaining("is there already") });
    expect(await cli(["restore", file, "--data", join(folder, "data")])).toMatchObject({
      code: 64,
      err: expect.stringContaining("--database"),
    });
    expect(existsSync(join(folder, "data"))).toBe(false);
    expect(await cli(["restore", file], { env: { DATABASE_URL: to } })).toMatchObject({ code: 0 });
    const sqlite = join(folder, "copy.db");
    writeFileSync(sqlite, "SQLite format 3\0 and more");
    expect(await cli(["restore", sqlite, "--database", to])).toMatchObject({
      code: 64,
      err: expect.stringContaining("migrate --from sqlite"),
    });
    expect(await cli(["backup", `${file}.3`, "--database", "mysql://x"])).toMatchObject({ code: 64 });
  });
});
