import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Event } from "../../src/core/event.ts";
import type { Json } from "../../src/core/json.ts";
import type { Planner } from "../../src/core/rule.ts";
import type { Store } from "../../src/core/store.ts";
import { day, hour, type Instant, plus, second } from "../../src/core/time.ts";
import { type MoveOptions, moveToPostgres } from "../../src/stores/move/index.ts";
import { families, projections, wholes } from "../../src/stores/move/tables.ts";
import { openPostgresStore } from "../../src/stores/postgres/index.ts";
import { loadDriver } from "../../src/stores/sqlite/driver.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { recounted, tableOf } from "../support/recount.ts";
import { aMessage, anArrival, anIncident, aQuarantined, idOf, settledAs, t0 } from "../support/store-cases.ts";
import { countAll, planned, live as recordVisits, visits } from "../support/visits.ts";

let postgres: Postgres;
let folder: string;
let url: string;
let old: Store | undefined;
let schemas = 0;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres.remove());

beforeEach(async () => {
  schemas += 1;
  url = await postgres.schema(`move_${schemas}`);
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-move-"));
  old = await openOld();
});

afterEach(async () => {
  await old?.close();
  rmSync(folder, { recursive: true });
});

it("moves all that a running relay holds, also what happens meanwhile", async () => {
  await live("before", 40);
  const key = await old?.keep("ticket key", "abc");
  let before: Awaited<ReturnType<typeof picture>> | undefined;
  const moved = await move({
    async whenWaiting() {
      await live("meanwhile", 15);
      await old?.forget("s3");
      await old?.accept(anArrival("waits 1", { session: "s5" }));
      await old?.accept(anArrival("waits 2", { session: "s5" }));
      before = await picture(old);
      await old?.close();
      old = undefined;
    },
  });
  expect(moved).toMatchObject({ kind: "moved", counts: { inbox: 59, outbox: expect.any(Number) } });
  const store = await openNew();
  expect(await picture(store)).toEqual({ ...before, stats: { ...before?.stats, deliveries: freed(before?.stats.deliveries) } });
  expect(await store.keep("ticket key", "another")).toBe(key);
  expect(await store.accept(anArrival("before 7"))).toMatchObject({ status: "duplicate" });
  expect(await store.accept(anArrival("new", { session: "s5" }))).toMatchObject({ status: "accepted" });
  const seen: string[] = [];
  while ((await store.stats()).pending > 0) await store.evaluate(1, noting(seen));
  expect(seen).toEqual([idOf("waits 1"), idOf("waits 2"), idOf("new")]);
  await store.close();
});

it("takes the figures along, also of what is deleted, and counts nothing twice", async () => {
  const made = visits({ seed: 41, sessions: 60, from: t0, hours: 60 });
  const store = old ?? expect.unreachable();
  await recordVisits(store, made.slice(0, 250));
  await store.forget(made[3]?.event.session ?? "");
  for (const { event } of made.slice(250)) await store.accept({ kind: "event", event, raw: new Uint8Array() });
  while ((await store.evaluate(100, planned(made))).count > 0); // and not counted
  await store.close();
  old = undefined;
  await move({});
  const moved = await openNew();
  await countAll(moved);
  const isKept = (n: number) => n < 250 || made[n]?.event.session !== made[3]?.event.session;
  const span = { since: t0, until: plus(t0, 10 * day) };
  expect(tableOf(await moved.figures(span))).toEqual(recounted(made.filter((_, n) => isKept(n))));
  await moved.rebuildFigures();
  await countAll(moved);
  expect(tableOf(await moved.figures(span))).toEqual(recounted(made.filter((_, n) => isKept(n))));
  await moved.close();
});

it("hands on what was being sent, as something that may have arrived", async () => {
  await live("before", 6);
  await old?.claimDeliveries({ ...claimAll, max: 1 });
  await old?.close();
  old = undefined;
  await move({});
  const store = await openNew();
  const claimed = await store.claimDeliveries(claimAll);
  expect(claimed.map(({ unsure }) => unsure)).toContain(true);
  expect(new Set(claimed.map(({ message }) => message.id)).size).toBe(claimed.length);
  await store.close();
});

it("goes on where it was interrupted, and lets no relay start on what is not whole", async () => {
  await live("before", 30);
  await old?.close();
  old = undefined;
  const interrupted = moveToPostgres({
    ...options(),
    report({ kind }) {
      if (kind === "stopped") throw new Error("stands for the end of the process");
    },
  });
  await expect(interrupted).rejects.toThrow("stands for the end");
  expect(await openPostgresStore({ url, clock })).toMatchObject({ kind: "unsuited", code: "E_MIGRATION_UNFINISHED" });
  expect(await move({})).toMatchObject({ kind: "moved", counts: { inbox: 31 } });
  const store = await openNew();
  expect(await store.stats()).toMatchObject({ events: 31, quarantined: 1 });
  await store.close();
});

it("leaves the old folder closed to relays, and has nothing to do the second time", async () => {
  await old?.close();
  old = undefined;
  await move({});
  await (await openNew()).accept(anArrival("new"));
  expect(await openSqliteStore({ folder, pid: process.pid, fatal: () => {} })).toMatchObject({ kind: "unsuited", code: "E_DATA_MOVED" });
  expect(await move({})).toEqual({ kind: "already" });
});

it("refuses a database that is in use, and says so before anything is written", async () => {
  const other = await openNew();
  await other.accept(anArrival("its own"));
  expect(await move({})).toMatchObject({ kind: "refused", reason: "target", problem: expect.stringContaining("holds events already") });
  expect(await other.stats()).toMatchObject({ events: 1 });
  await other.close();
});

it("knows every table and column that the embedded store has", async () => {
  const db = (await loadDriver())(join(folder, "relay.db"), { readOnly: true });
  const columns = db
    .prepare(
      `SELECT m.name || '.' || c.name AS name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
       WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'totals'`,
    )
    .all()
    .map(({ name }) => String(name));
  db.close();
  const moved = [...families.flatMap(({ tables }) => tables), ...wholes].flatMap((table) =>
    table.columns.map(([column]) => `${table.name}.${column}`),
  );
  const isMadeAnew = (name: string) => projections.some((table) => name.startsWith(`${table}.`) || name.startsWith(`${table}_`));
  // Tries go to the rows of `pending`; a memory has its version on PostgreSQL alone.
  expect(columns.filter((name) => name !== "inbox.tries" && !isMadeAnew(name)).sort()).toEqual(
    moved.filter((name) => name !== "memory.version").sort(),
  );
});

it("says where there is nothing to move", async () => {
  const nowhere = join(folder, "nowhere");
  const refused = await moveToPostgres({ ...options(), folder: nowhere });
  expect(refused).toMatchObject({ kind: "refused", reason: "source", problem: expect.stringContaining(nowhere) });
});

const claimAll = { to: "crm", max: 100, lease: 30 * second, now: t0 };

function options(): MoveOptions {
  return { folder, url, pid: process.pid, at: "a Monday", report: () => {}, rangeSize: 8 };
}

/** `whenWaiting` is called once all that is settled is copied and the old relay still runs. */
async function move({ whenWaiting }: { readonly whenWaiting?: () => Promise<void> }): ReturnType<typeof moveToPostgres> {
  let working: Promise<void> | undefined;
  const moved = await moveToPostgres({
    ...options(),
    report({ kind }) {
      if (kind === "waiting") working ??= whenWaiting?.();
    },
  });
  await working;
  return moved;
}

/** Events of all kinds, evaluated, with deliveries in every state, memories, timers and incidents. */
async function live(name: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await old?.accept(anArrival(`${name} ${n}`, { session: `s${n % 7}`, message: `zero \0, ß ${n}` }));
  await old?.accept(aQuarantined(`${name} unusable`, "invalid_json"));
  while (((await old?.stats())?.pending ?? 0) > 0) await old?.evaluate(7, working(name));
  const claimed = (await old?.claimDeliveries({ ...claimAll, max: Math.floor(count / 2) })) ?? [];
  const ends = ["delivered", "waiting", "dead", "delivered"] as const;
  await old?.settle(claimed.map((sending, n) => settledAs(sending, ends[n % 4] ?? "delivered", `reference ${n}`)));
}

function working(name: string): Planner {
  return (events) => ({
    keys: ["everybody"],
    decide: (memories) => ({
      evaluations: events.map(({ id }, n) => ({
        event: id,
        late: false,
        trace: { version: "v1", rules: [] },
        findings: [],
        messages: [aMessage(id, n % 3 === 0 ? { thread: `thread ${n}` } : {})],
      })),
      memories: new Map(events.map(({ id }) => [`k ${id}`, { value: counted(memories, events), expiresAt: plus(t0, day) }])),
      timers: events.map(timerOf),
      events: [],
      incidents: [anIncident(`${name} ${events[0]?.id}`)],
    }),
  });
}

function counted(memories: ReadonlyMap<string, Json>, events: readonly Event[]): number {
  return Number(memories.get("everybody") ?? 0) + events.length;
}

function timerOf({ id, source, agent, session }: Event): ReturnType<ReturnType<Planner>["decide"]>["timers"][number] {
  return { key: `idle ${id}`, dueAt: plus(t0, hour), source, agent, session, payload: { kind: "idle" } };
}

function noting(seen: string[]): Planner {
  return (events) => ({
    keys: [],
    decide() {
      seen.push(...events.map(({ id }) => id));
      const evaluations = events.map(({ id }) => ({
        event: id,
        late: false,
        trace: { version: "v1", rules: [] },
        findings: [],
        messages: [],
      }));
      return { evaluations, memories: new Map(), timers: [], events: [], incidents: [] };
    },
  });
}

/** All that can be seen of a store from outside. */
async function picture(store: Store | undefined) {
  if (store === undefined) throw new Error("there is no store");
  const events = (await store.searchEvents({ limit: 500 })).rows;
  const deliveries = (await store.searchDeliveries({ limit: 500 })).rows;
  return {
    stats: await store.stats(),
    events: await Promise.all(events.map(({ id }) => store.event(id))),
    deliveries: await Promise.all(deliveries.map(({ id }) => store.delivery(id))),
    incidents: (await store.searchIncidents({ limit: 500 })).rows,
    recorded: await store.recorded(0, 500),
  };
}

function freed(deliveries: { readonly waiting: number; readonly sending: number } | undefined): object {
  const { waiting = 0, sending = 0, ...others } = deliveries ?? {};
  return { ...others, waiting: waiting + sending, sending: 0 };
}

const clock = (): Instant => t0;

async function openOld(): Promise<Store> {
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: (_, error) => expect.unreachable(String(error)) });
  if (opened.kind !== "opened") throw new Error(opened.kind);
  return opened.store;
}

async function openNew(): Promise<Store> {
  const opened = await openPostgresStore({ url, clock });
  if (opened.kind !== "opened") throw new Error(opened.detail);
  return opened.store;
}
