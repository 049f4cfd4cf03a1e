import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "../../src/core/json.ts";
import type { Planner } from "../../src/core/rule.ts";
import type { Store } from "../../src/core/store.ts";
import { day, hour, type Instant, plus, second } from "../../src/core/time.ts";
import { sealedBox } from "../../src/net/sealed-box.ts";
import { tokenShelf } from "../../src/net/token-shelf.ts";
import { tokenSource } from "../../src/net/token-source.ts";
import { binaryArray } from "../../src/stores/postgres/arrays.ts";
import { AtHand } from "../../src/stores/postgres/at-hand.ts";
import { DatabaseConnection, usualTimeouts } from "../../src/stores/postgres/connection.ts";
import { insertArrivals, take } from "../../src/stores/postgres/inbox.ts";
import { type OpenedPostgres, openPostgresStore } from "../../src/stores/postgres/index.ts";
import { migrate } from "../../src/stores/postgres/migrate.ts";
import { pauseAfterEvaluating } from "../../src/stores/postgres/pace.ts";
import { schemaVersion, steps } from "../../src/stores/postgres/steps.ts";
import type { SharedStore } from "../../src/stores/postgres/store.ts";
import { decidesWhatWasDue } from "../conformance/away.ts";
import { followsTheClock } from "../conformance/clock.ts";
import { keepsConversationsApart } from "../conformance/conversations.ts";
import { keepsFigures } from "../conformance/insights.ts";
import { keepsConversations } from "../conformance/projection.ts";
import { groupsQuestions } from "../conformance/questions.ts";
import { conformsToStore, type StoreUnderTest } from "../conformance/store.ts";
import { type Postgres, query, startPostgres } from "../support/postgres.ts";
import { recounted, tableOf } from "../support/recount.ts";
import { rotatingVendor } from "../support/rotating-vendor.ts";
import { aMessage, anArrival, settledAs, t0 } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";
import { countAll, planned, visits } from "../support/visits.ts";

let postgres: Postgres;
let schemas = 0;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres.remove());

conformsToStore("postgres", openFresh);
decidesWhatWasDue("postgres", openFresh);
keepsConversationsApart("postgres", openFresh);
keepsConversations("postgres", openFresh);
keepsFigures("postgres", openFresh);
groupsQuestions("postgres", openFresh);
followsTheClock("postgres", openFresh);

async function openFresh(): Promise<StoreUnderTest> {
  const url = await freshSchema();
  let { store } = await openAt(url);
  return {
    store,
    async reopen() {
      await store.close();
      ({ store } = await openAt(url));
      return store;
    },
    cleanUp: () => store.close(),
  };
}

describe("replicas on one PostgreSQL", () => {
  let url: string;
  let opened: SharedStore[];
  let stores: readonly Store[];

  beforeEach(async () => {
    url = await freshSchema();
    opened = [await openAt(url), await openAt(url), await openAt(url)];
    stores = opened.map(({ store }) => store);
  });

  afterEach(() => Promise.all(opened.map(({ store }) => store.close())));

  // P11
  it("accepts the same event once, evaluates it once and hands its delivery to one of them, when all are sent it at once", async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => stores[n % 3]?.accept(anArrival("a"))));
    expect(answers.filter((answer) => answer?.status === "accepted")).toHaveLength(1);
    expect(answers.filter((answer) => answer?.status === "duplicate")).toHaveLength(29);
    const evaluated = await Promise.all(stores.map((store) => store.evaluate(10, queueing)));
    expect(evaluated.map(({ count }) => count).sort()).toEqual([0, 0, 1]);
    const claimed = await Promise.all(stores.map((store) => store.claimDeliveries(claimAll)));
    expect(claimed.map(({ length }) => length).sort()).toEqual([0, 0, 1]);
  });

  it("loses no count that all sessions share, and keeps the order in each session", async () => {
    const sessions = Array.from({ length: 20 }, (_, n) => `s${n}`);
    for (let n = 0; n < 10; n += 1)
      await Promise.all(
        sessions.map((session, index) => stores[(n + index) % 3]?.accept(anArrival(`${session} ${n}`, { session, message: `${n}` }))),
      );
    const seen = new Map<string, number[]>();
    const drain = async (store: Store) => {
      while ((await store.stats()).pending > 0) await store.evaluate(7, countingAll(seen));
    };
    await Promise.all(stores.map(drain));
    expect(await remembered(stores[0], "everybody")).toBe(200);
    for (const session of sessions) expect(seen.get(session)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await stores[0]?.stats()).toMatchObject({ events: 201, evaluated: 201, pending: 0 });
  });

  it("counts each event once, whichever of them evaluates and counts, and while all is counted again", async () => {
    const made = visits({ seed: 31, sessions: 60, from: t0, hours: 30 });
    for (const [n, { event }] of made.entries()) await stores[n % 3]?.accept({ kind: "event", event, raw: new Uint8Array() });
    const work = async (store: Store) => {
      while ((await store.stats()).pending > 0) await Promise.all([store.evaluate(9, planned(made)), store.project()]);
    };
    await Promise.all([...stores.map(work), stores[1]?.rebuildFigures()]);
    await Promise.all(stores.map((store) => countAll(store)));
    const counted = await stores[2]?.figures({ since: t0, until: plus(t0, 10 * day) });
    expect(tableOf(counted ?? expect.unreachable())).toEqual(recounted(made));
  });

  it("sends a thread in order though its messages come from everywhere, and leaves none behind", async () => {
    const [first] = stores;
    for (let n = 0; n < 12; n += 1) await stores[n % 3]?.accept(anArrival(`t${n}`, { session: `s${n}` }));
    await Promise.all(stores.map((store) => store.evaluate(12, threaded)));
    let sent = 0;
    while ((await first?.stats())?.deliveries.delivered !== 12) {
      const claimed = await Promise.all(stores.map((store) => store.claimDeliveries(claimAll)));
      expect(claimed.flat()).toHaveLength(1);
      await Promise.all(stores.map((store, n) => store.settle((claimed[n] ?? []).map((each) => settledAs(each, "delivered")))));
      sent += 1;
    }
    expect(sent).toBe(12);
  });

  // P14
  it("lets nobody take over early whose clock is an hour ahead, and gives replicas one time", async () => {
    const now = Date.now();
    const [behind] = opened;
    const ahead = await openAt(url, hour);
    await behind?.store.accept(anArrival("a", { receivedAt: behind.now() }));
    await behind?.store.evaluate(10, queueing);
    const claim = { ...claimAll, lease: 30 * second };
    expect(await behind?.store.claimDeliveries({ ...claim, now: behind.now() })).toHaveLength(1);
    expect(await ahead.store.claimDeliveries({ ...claim, now: ahead.now() })).toEqual([]);
    expect(Math.abs(ahead.now() - now)).toBeLessThan(10 * second);
    await ahead.store.close();
  });

  it("lets one replica at a time ask for an access token, so that a vendor never sees a refresh token twice", async () => {
    const vendor = rotatingVendor();
    const now = { at: t0 };
    const sources = stores.map(({ keep }) => {
      const shelf = tokenShelf({ keep: (text, instead) => keep("tokens", text, instead), box: sealedBox("secret"), now: () => now.at });
      return tokenSource({ now: () => now.at, redact: String, ask: vendor.ask, shelf });
    });
    for (let round = 1; round <= 5; round += 1) {
      const tokens = await Promise.all(sources.map((source) => source.token(AbortSignal.timeout(20 * second))));
      expect(tokens).toEqual(tokens.map(() => ({ kind: "token", token: `t${round}` })));
      now.at = plus(now.at, hour);
    }
    expect(vendor.granted()).toBe(5);
  });

  it("knows how many of them deliver, so that each can keep to its part of a limit", async () => {
    const taker = await openPostgresStore({ url, clock: () => Date.now() as Instant, serves: { evaluate: false, deliver: false } });
    await expect.poll(() => stores.map((store) => store.deliverers()), { timeout: 30 * second }).toEqual([3, 3, 3]);
    if (taker.kind === "opened") await taker.store.close();
    await opened.shift()?.store.close();
    await expect.poll(() => stores.slice(1).map((store) => store.deliverers()), { timeout: 30 * second }).toEqual([2, 2]);
  }, 90_000);

  it("gives back what a replica held that was killed before the database's clock was set back", async () => {
    const [first] = stores;
    await first?.accept(anArrival("a"));
    await first?.evaluate(10, queueing);
    expect(await first?.claimDeliveries(claimAll)).toHaveLength(1);
    const server = new pg.Client({ connectionString: url });
    await server.connect();
    await server.query("INSERT INTO replicas (seen_at, delivers, evaluates) VALUES ($1, true, true)", [Date.now() + 3 * hour]);
    await server.query("UPDATE outbox SET owner = (SELECT max(id) FROM replicas)");
    await expect.poll(async () => (await server.query("SELECT state FROM outbox")).rows, { timeout: 60 * second }).toEqual([{ state: 0 }]);
    await server.end();
    await expect.poll(() => stores.map((store) => store.deliverers()), { timeout: 30 * second }).toEqual([3, 3, 3]);
  }, 90_000);

  it("gives back what a replica held that leaves, and refuses what it says afterwards", async () => {
    const [first, second] = stores;
    await first?.accept(anArrival("a"));
    await first?.evaluate(10, queueing);
    const [held] = (await first?.claimDeliveries(claimAll)) ?? [];
    await first?.close();
    opened.shift();
    expect(await second?.claimDeliveries(claimAll)).toHaveLength(1);
    expect(held && (await second?.settle([settledAs(held, "delivered")]))).toEqual([]);
  });

  it("does not count against an event that another replica's hold on its lane kept it from being tried", async () => {
    const [first] = stores;
    await first?.accept(anArrival("a"));
    const schema = `test_${schemas}`;
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT 1 FROM lanes FOR UPDATE");
    for (let start = 0; start < 5; start += 1) {
      const { store } = await openAt(url);
      expect(await store.evaluate(10, queueing)).toEqual({ count: 0, decisions: [] });
      await store.close();
    }
    await holder.end();
    expect(await query(postgres.port, `SELECT tries FROM ${schema}.trials`)).toEqual([]);
    expect(await first?.evaluate(10, queueing)).toMatchObject({ count: 1 });
  });

  it("does not count against an event that the database was lost while it was tried", async () => {
    const [first] = stores;
    await first?.accept(anArrival("a"));
    const tries = () => query(postgres.port, `SELECT tries FROM test_${schemas}.trials`);
    const { store } = await openAt(url);
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query("BEGIN");
    await holder.query("LOCK TABLE evaluations IN EXCLUSIVE MODE");
    const evaluating = store.evaluate(10, queueing).then(
      () => "evaluated",
      () => "failed",
    );
    await expect.poll(tries, { timeout: 30 * second }).toEqual([{ tries: 1 }]);
    const cut = "SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    await expect.poll(() => query(postgres.port, cut), { timeout: 30 * second }).toEqual([{ done: true }]);
    expect(await evaluating).toBe("failed");
    expect(await tries()).toEqual([]);
    await holder.end();
    await expect.poll(() => store.evaluate(10, queueing).catch(() => {}), { timeout: 30 * second }).toMatchObject({ count: 1 });
    expect(await tries()).toEqual([]);
    await store.close();
  }, 90_000);

  it("does not count against an event that many replicas start at once and find it waiting", async () => {
    const [first] = stores;
    await first?.accept(anArrival("a"));
    const starting = await Promise.all(Array.from({ length: 8 }, () => openAt(url)));
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT 1 FROM lanes FOR UPDATE");
    await Promise.all(starting.map(({ store }) => store.evaluate(10, queueing)));
    await holder.end();
    await Promise.all(starting.map(({ store }) => store.close()));
    expect(await first?.evaluate(10, queueing)).toMatchObject({ count: 1 });
    expect(await first?.event(anArrival("a").event.id)).toMatchObject({ status: "evaluated" });
  });

  // S17
  it("keeps what holds NUL characters and lone surrogates", async () => {
    const [store] = stores;
    const odd = anArrival("odd", { session: "a\0b\ud800", message: "x\0y" });
    expect(await store?.accept(odd)).toMatchObject({ status: "accepted" });
    expect(await store?.event(odd.event.id)).toMatchObject({ event: odd.event });
    expect((await store?.searchEvents({ session: "a\0b\ud800", limit: 1 }))?.rows).toHaveLength(1);
  });
});

describe("arrays in PostgreSQL's binary form", () => {
  const cases = {
    text: ["a", "", "ü😀\ud7ff", null, '{"a",\\\\b}'],
    smallint: [0, -1, 32_767, -32_768, null],
    int: [0, -1, 2_147_483_647, -2_147_483_648, null],
    integer: [7],
    bigint: [0, -1, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 2 ** 32, null],
    boolean: [true, false, null],
    bytea: [Buffer.from([0, 1, 255]), Buffer.alloc(0), null],
  };

  it.each(Object.entries(cases))("are read as they were written: %s", async (type, elements) => {
    expect(await echoed(`$1::${type}[]`, elements)).toEqual(elements);
    expect(await echoed(`$1::${type}[]`, [])).toEqual([]);
  });

  it("hold no NUL in a text, and are refused where nobody has said how their type is written", async () => {
    expect(await echoed("$1::text[]", ["a\0b"])).toEqual(["a\u{fffd}b"]);
    expect(() => binaryArray("uuid", [])).toThrow("no way is known to write an array of uuid");
  });

  async function echoed(parameter: string, elements: Parameters<typeof binaryArray>[1]): Promise<readonly unknown[]> {
    const line = new DatabaseConnection({ address: { ...usualTimeouts, url: await freshSchema() }, name: "arrays" });
    const rows = await line.use((db) => db.run({ name: "echo", text: `SELECT each FROM unnest(${parameter}) AS each` }, [elements]));
    await line.close();
    return rows.map(({ each }) => each);
  }
});

describe("evaluation on PostgreSQL", () => {
  const nobody = { keeper: 0, atHand: new AtHand() };

  it("deals the lanes out: every event is in one part, those of a session in order, and read back only where another has it", async () => {
    const url = await freshSchema();
    await (await openAt(url)).store.close();
    const line = new DatabaseConnection({ address: { ...usualTimeouts, url }, name: "parts" });
    const arrivals = Array.from({ length: 60 }, (_, n) => anArrival(`e${n}`, { session: `s${n % 20}` }));
    const atHand = new AtHand();
    atHand.keep((await line.use((db) => insertArrivals(db, arrivals, 7))).events);
    const taken = [];
    for (const part of [0, 1, 2]) {
      const share = { max: 100, from: 0, lanes: 64, parts: 3, part };
      taken.push(await line.transact((db) => take(db, share, part === 0 ? { keeper: 7, atHand } : nobody)));
    }
    expect(taken.map(({ length }) => length > 0)).toEqual([true, true, true]);
    expect(sorted(taken.flat().map(({ event }) => event.id))).toEqual(sorted(arrivals.map(({ event }) => event.id)));
    const kept = new Set(arrivals.map(({ event }) => event));
    expect(taken.map((each) => each.every(({ event }) => kept.has(event)))).toEqual([true, false, false]);
    for (const each of taken) expect(each.map(({ seq }) => seq)).toEqual([...each.map(({ seq }) => seq)].sort((a, b) => a - b));
    await line.close();
  });

  it("reads back what its keeper has forgotten", async () => {
    const { store } = await openAt(await freshSchema());
    for (let n = 0; n < 5; n += 1) await Promise.all(Array.from({ length: 1_000 }, (_, m) => store.accept(anArrival(`e${n} ${m}`))));
    let evaluated = 0;
    while (evaluated < 5_000) evaluated += (await store.evaluate(1_000, deciding())).count;
    expect(await store.stats()).toMatchObject({ events: 5_000, evaluated: 5_000, pending: 0 });
    await store.close();
  });

  it.each([
    ["nothing waits where few come in", { found: 7, max: 256, took: 3, parts: 1 }, 0],
    ["a batch that was full is followed at once", { found: 200, max: 256, took: 3, parts: 1 }, 0],
    ["ten milliseconds from one beginning to the next", { found: 20, max: 256, took: 2, parts: 1 }, 8],
    ["and so many for each that evaluates", { found: 20, max: 256, took: 2, parts: 3 }, 28],
    ["twice as long as it took, on a slow database", { found: 20, max: 256, took: 30, parts: 1 }, 60],
    ["and never longer than a tenth of a second", { found: 20, max: 256, took: 900, parts: 1 }, 100],
  ])("keeps a pace: %s", (_, evaluation, pause) => {
    expect(pauseAfterEvaluating(evaluation)).toBe(pause);
  });
});

function sorted(ids: readonly string[]): readonly string[] {
  return [...ids].sort();
}

describe("a PostgreSQL that crashes", () => {
  let server: Postgres;
  let store: Store;

  beforeAll(async () => {
    server = await startPostgres();
    ({ store } = await openAt(await server.schema("crashing")));
  });

  afterAll(async () => {
    await store.close();
    await server.remove();
  });

  // S14
  it("refuses while the server is down, and goes on by itself with all that it had accepted", async () => {
    await store.accept(anArrival("a"));
    await server.stop("immediate");
    expect(await store.accept(anArrival("b"))).toMatchObject({ status: "refused", reason: "storage_down" });
    expect(store.trouble()).toBe("the database cannot be reached");
    expect(await store.saveRules("v1", "version: 1", t0)).toBe(false);
    await server.start();
    await expect.poll(() => store.accept(anArrival("b")), { timeout: 30 * second }).toMatchObject({ status: "accepted" });
    expect(await store.accept(anArrival("a"))).toMatchObject({ status: "duplicate" });
    expect(store.trouble()).toBeUndefined();
    expect(await store.evaluate(10, queueing)).toMatchObject({ count: 2 });
  }, 120_000);
});

describe("the schema on PostgreSQL", () => {
  it("is the one that is written down", async () => {
    const schema = await migratedSchema();
    await expect(await dump(schema)).toMatchFileSnapshot("postgres-schema.txt");
  });

  it("is made once, however many start at the same time", async () => {
    const url = await freshSchema();
    const opened = await Promise.all([0, 1, 2].map(() => openAt(url)));
    await Promise.all(opened.map(({ store }) => store.close()));
    expect(opened).toHaveLength(3);
  });

  it("of a later version is used where that version allows it, and otherwise refused", async () => {
    const schema = await migratedSchema();
    await query(postgres.port, `UPDATE ${schema}.relay_schema SET version = ${schemaVersion + 1}, oldest = ${schemaVersion}`);
    await (await openAt(urlFor(schema))).store.close();
    await query(postgres.port, `UPDATE ${schema}.relay_schema SET oldest = ${schemaVersion + 1}`);
    expect(await open(urlFor(schema))).toMatchObject({ kind: "unsuited", code: "E_SCHEMA_NEWER" });
  });

  it("is changed under nobody who relies on it: whoever hangs is cut off first, and gets no connection any more", async () => {
    const schema = await migratedSchema();
    const superseded: string[] = [];
    const opened = await openPostgresStore({
      url: urlFor(schema),
      clock: () => Date.now() as Instant,
      superseded: (detail) => superseded.push(detail),
    });
    if (opened.kind !== "opened") throw new Error("not opened");
    await opened.store.accept(anArrival("a"));
    const breaking = { oldest: schemaVersion + 1, sql: "ALTER TABLE inbox RENAME COLUMN raw TO bytes" };
    const line = new DatabaseConnection({ address: { url: urlFor(schema), connectWithin: 5_000, workWithin: 60_000 }, name: "later" });
    const migrated = await line.use((db) => migrate(db, { steps: [...steps, breaking], goWithin: 0 }));
    await line.close();
    expect(migrated).toEqual({ kind: "current" });
    expect(await opened.store.accept(anArrival("b"))).toMatchObject({ status: "refused", reason: "storage_down" });
    await expect.poll(() => superseded).toEqual([expect.stringContaining("E_SCHEMA_NEWER: the database belongs to a later version")]);
    await opened.store.close();
    expect(await query(postgres.port, `SELECT id FROM ${schema}.inbox`)).toHaveLength(1);
  });

  it("belongs to the later version from the moment on at which it sends the earlier ones away, also where it dies then", async () => {
    const schema = await migratedSchema();
    await query(postgres.port, `UPDATE ${schema}.relay_schema SET oldest = ${schemaVersion + 1}`);
    expect(await open(urlFor(schema))).toMatchObject({ kind: "unsuited", code: "E_SCHEMA_NEWER" });
    const line = new DatabaseConnection({ address: { url: urlFor(schema), connectWithin: 5_000, workWithin: 60_000 }, name: "later" });
    const breaking = { oldest: schemaVersion + 1, sql: "CREATE TABLE later (n int)" };
    expect(await line.use((db) => migrate(db, { steps: [...steps, breaking], goWithin: 0 }))).toEqual({ kind: "current" });
    await line.close();
    expect(await query(postgres.port, `SELECT n FROM ${schema}.later`)).toEqual([]);
  });

  it("cannot be looked at where nobody answers: that is said without the password", async () => {
    const answer = await open("postgres://relay:very-secret@127.0.0.1:1/relay");
    expect(answer).toEqual({ kind: "unreachable", detail: "ECONNREFUSED" });
  });
});

const claimAll = { to: "crm", max: 100, lease: 30 * second, now: t0 };

/** Every event queues a message of its own. */
const queueing = deciding({ messagesOf: ({ id, receivedAt }) => [aMessage(id, { dueAt: receivedAt })] });

/** Every event queues a message in the same thread. */
const threaded = deciding({ keys: ["thread"], messagesOf: ({ id }) => [aMessage(id, { thread: "one" })] });

/** Counts all events under one key, and notes what each session said. */
function countingAll(seen: Map<string, number[]>): Planner {
  return (events) => ({
    keys: ["everybody"],
    decide(memories) {
      const value = Number(memories.get("everybody") ?? 0) + events.length;
      for (const { session = "", ...event } of events) {
        const said = event.kind === "chat" ? Number(event.message) : 0;
        seen.set(session, [...(seen.get(session) ?? []), said]);
      }
      return {
        evaluations: events.map(({ id }) => ({
          event: id,
          late: false,
          trace: { version: "v1", rules: [] },
          findings: [],
          messages: [],
        })),
        memories: new Map([["everybody", { value, expiresAt: plus(t0, 365 * day) }]]),
        timers: [],
        events: [],
        incidents: [],
      };
    },
  });
}

async function remembered(store: Store | undefined, key: string): Promise<Json | undefined> {
  let found: Json | undefined;
  await store?.accept(anArrival("to look"));
  await store?.evaluate(1, (events) => {
    const { decide } = queueing(events);
    return {
      keys: [key],
      decide(memories) {
        found = memories.get(key);
        return decide(memories);
      },
    };
  });
  return found;
}

async function freshSchema(): Promise<string> {
  schemas += 1;
  return postgres.schema(`test_${schemas}`);
}

function urlFor(schema: string): string {
  return `postgres://relay@127.0.0.1:${postgres.port}/postgres?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
}

async function migratedSchema(): Promise<string> {
  const url = await freshSchema();
  await (await openAt(url)).store.close();
  return `test_${schemas}`;
}

function open(url: string, ahead = 0): Promise<OpenedPostgres> {
  return openPostgresStore({ url, clock: () => (Date.now() + ahead) as Instant });
}

async function openAt(url: string, ahead = 0): Promise<SharedStore> {
  const opened = await open(url, ahead);
  if (opened.kind !== "opened") throw new Error(opened.detail);
  return opened;
}

/** Tables, columns and indexes, as PostgreSQL describes them. */
async function dump(schema: string): Promise<string> {
  const columns = await query(
    postgres.port,
    `SELECT table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END AS line
     FROM information_schema.columns WHERE table_schema = '${schema}' ORDER BY table_name, ordinal_position`,
  );
  const indexes = await query(
    postgres.port,
    `SELECT replace(indexdef, '${schema}.', '') AS line FROM pg_indexes WHERE schemaname = '${schema}' ORDER BY indexname`,
  );
  return `${[...columns, ...indexes].map(({ line }) => String(line)).join("\n")}\n`;
}
