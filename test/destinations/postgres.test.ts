import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Message, Outcome } from "../../src/core/delivery.ts";
import type { View } from "../../src/core/destination.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { postgres } from "../../src/destinations/postgres/postgres.ts";
import { conformsToDestination, type Fault } from "../conformance/destination.ts";
import { configured, makeContext, makeEdge, makeView, messages, renderedBy } from "../support/destination-edge.ts";
import { makeChat } from "../support/make.ts";
import { type Postgres, query, startPostgres } from "../support/postgres.ts";
import { openPostgresFront, type PostgresStep } from "../support/postgres-front.ts";
import { tlsPath } from "../support/tls-sink.ts";

const said = "my card is 4111 1111 1111 1111";
const password = "canary-password";
const local = { allow_private: ["127.0.0.0/8"] };

let server: Postgres;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(async () => {
  await server.remove();
});

function urlFor(port: number): string {
  return `postgres://relay:${password}@127.0.0.1:${port}/postgres`;
}

function failing(code: string, message = "x"): PostgresStep {
  return { kind: "error", code, message };
}

const steps = {
  unavailable: failing("57P03"),
  refused: failing("22P02"),
  unauthorized: failing("42501", password),
  lost: { kind: "lost" },
  silent: { kind: "hang" },
  echoing: failing("22P02", `invalid input: ${said} ${password}`),
} satisfies Partial<Record<Fault, PostgresStep>>;

conformsToDestination({
  name: "postgres",
  faults: Object.keys(steps) as (keyof typeof steps)[], // the keys of the object above
  async open() {
    const front = await openPostgresFront(server.port);
    const to = configured(postgres, { url: urlFor(front.port), table: "conformance", ...local }, [
      { name: "ANALYTICS_URL", value: urlFor(front.port) },
      { name: "PASSWORD", value: password },
    ]);
    return {
      sender: to.open(makeEdge()),
      message: messages(postgres, to, said),
      arrange: (fault) => front.script(steps[fault as keyof typeof steps]), // its faults are those keys
      until: front.until,
      keys: () => front.keys,
      secrets: [password, said],
      hangUp: () => front.close().catch(() => undefined),
    };
  },
});

describe("postgres", () => {
  let count = 0;
  let table: string;

  beforeEach(() => {
    count += 1;
    table = `t${count}`;
  });

  interface Sending {
    readonly settings?: JsonObject;
    readonly action?: JsonObject;
    readonly views?: readonly View[];
  }

  function to({ settings = {} }: Sending) {
    return configured(postgres, { url: urlFor(server.port), table, ...local, ...settings });
  }

  function rendered(sending: Sending): readonly Message[] {
    const { action = {}, views = [makeView()] } = sending;
    return views.flatMap((view) => renderedBy(postgres, to(sending), action, view));
  }

  async function insert(all: readonly Message[], sending: Sending = {}): Promise<readonly Outcome[]> {
    const sender = to(sending).open(makeEdge());
    const signal = AbortSignal.timeout(20_000);
    const parcels = all.map((message) => ({ message, context: makeContext(message, { signal }) }));
    const outcomes = await sender.sendMany?.(parcels, signal);
    await sender.close();
    return outcomes ?? [];
  }

  async function send(sending: Sending = {}): Promise<readonly Outcome[]> {
    return await insert(rendered(sending), sending);
  }

  const rows = () => query(server.port, `SELECT * FROM ${table}`);

  it("makes a table of its own, and tells everything there", async () => {
    expect(await send()).toEqual([{ kind: "delivered" }]);
    expect(await rows()).toEqual([
      {
        key: rendered({})[0]?.id,
        event: makeChat({ message: "I want to speak to a human" }).id,
        rule: "asks-for-a-human",
        type: "chat.push",
        agent: "A80HVD8577",
        session: "session_xyz789",
        occurred_at: new Date("2026-03-02T09:00:00.000Z"),
        body: expect.objectContaining({ rule: "asks-for-a-human", session: { id: "session_xyz789", messages: 3 } }),
        cleaned: false,
      },
    ]);
  });

  // D26
  it("has each event once, however often it is delivered and by however many at once", async () => {
    const views = Array.from({ length: 1_200 }, (_, n) => makeView(makeChat({ message: `m${n}` })));
    const all = rendered({ views });
    await Promise.all([insert(all), insert(all), insert(all.slice(500)), insert(all.toReversed())]);
    const [counted] = await query(server.port, `SELECT count(*)::int AS rows, count(DISTINCT event)::int AS events FROM ${table}`);
    expect(counted).toEqual({ rows: 1_200, events: 1_200 });
  });

  // D26
  it("takes NUL and half characters, wherever they stand, and says that it cleaned them", async () => {
    const nasty = "a\u0000b\ud800c";
    const data = { [nasty]: nasty, deep: [{ list: [nasty] }] };
    await send({ views: [makeView(makeChat({ message: nasty, session: nasty, agent: nasty, data }))] });
    const [row] = await rows();
    expect(row).toMatchObject({ session: "a\ufffdb\ufffdc", agent: "a\ufffdb\ufffdc", cleaned: true });
    expect(JSON.stringify(row?.body)).not.toMatch(/\\u0000|\ud800/);
  });

  it("keeps SQL in a message what it is", async () => {
    const message = `'); DROP TABLE ${table}; --`;
    await send({ action: { json: { said: "{{ event.message }}" } }, views: [makeView(makeChat({ message }))] });
    expect(await rows()).toMatchObject([{ body: { said: message } }]);
  });

  describe("a table of the user's", () => {
    const settings = {
      key: "relay_key",
      columns: {
        session: "{{ event.session }}",
        said: "{{ event.message }}",
        messages: "{{ session.messages }}",
        at: "{{ event.time | iso }}",
        whole: { of: ["{{ event.agent }}"] },
      },
    };

    async function makeTable(unique = "UNIQUE"): Promise<void> {
      await query(
        server.port,
        `CREATE TABLE ${table} (id serial, relay_key text ${unique}, session text, said varchar(10), messages int, at timestamptz, whole jsonb)`,
      );
    }

    it("is filled as its columns say, each value in its type, once", async () => {
      await makeTable();
      const views = [makeView(makeChat({ message: "hello" }))];
      await send({ settings, views });
      await send({ settings, views });
      expect(await rows()).toMatchObject([
        { session: "session_xyz789", said: "hello", messages: 3, at: new Date("2026-03-02T09:00:00.000Z"), whole: { of: ["A80HVD8577"] } },
      ]);
    });

    it("loses nothing for a row that it refuses", async () => {
      await makeTable();
      const views = Array.from({ length: 20 }, (_, n) => makeView(makeChat({ message: n === 7 ? "far longer than it may be" : `m${n}` })));
      const outcomes = await send({ settings, views });
      expect(outcomes.map(({ kind }) => kind)).toEqual(views.map((_, n) => (n === 7 ? "refused" : "delivered")));
      expect(outcomes[7]).toEqual({ kind: "refused", reason: "permanent", detail: "PostgreSQL refused the row (22001)" });
      expect(await rows()).toHaveLength(19);
    });

    it.each([
      ["there is no such table", "", "42P01"],
      ["a column is missing", `CREATE TABLE %t (relay_key text UNIQUE)`, "42703"],
      [
        "the key is not unique",
        `CREATE TABLE %t (relay_key text, session text, said text, messages int, at timestamptz, whole jsonb)`,
        "42P10",
      ],
    ])("waits for a person where %s", async (_what, made, code) => {
      if (made !== "") await query(server.port, made.replace("%t", table));
      expect(await send({ settings })).toMatchObject([{ kind: "pause", reason: "missing", detail: expect.stringContaining(code) }]);
    });
  });

  it("waits for a person where it may not write", async () => {
    await query(server.port, `CREATE ROLE reader${count} LOGIN`);
    await send();
    const url = `postgres://reader${count}@127.0.0.1:${server.port}/postgres`;
    expect(await send({ settings: { url } })).toMatchObject([{ kind: "pause", reason: "credentials" }]);
  });

  it("waits for a person where there is no such database", async () => {
    const url = `postgres://relay@127.0.0.1:${server.port}/nowhere`;
    expect(await send({ settings: { url } })).toMatchObject([{ kind: "pause", reason: "missing" }]);
  });

  it.each(["127.0.0.1", "localhost", "0x7f.1"])("does not connect to %s, where the file names it and does not allow it", async (host) => {
    const url = `postgres://relay@${host}:${server.port}/postgres`;
    expect(await send({ settings: { url, allow_private: [] } })).toMatchObject([{ kind: "refused", reason: "ssrf_blocked" }]);
  });

  it("connects to any address that comes from the environment as a whole", async () => {
    const url = urlFor(server.port);
    const own = configured(postgres, { url, table }, [{ name: "ANALYTICS_URL", value: url }]);
    const sender = own.open(makeEdge());
    const [message] = rendered({});
    expect(message && (await sender.send(message, makeContext(message)))).toEqual({ kind: "delivered" });
    await sender.close();
  });

  it("believes an authority of the operator's own, by ca", async () => {
    const secure = await startPostgres({ tls: "server" });
    onTestFinished(() => secure.remove());
    const host = `127.0.0.1:${secure.port}/postgres`;
    for (const url of [
      `postgres://relay@${host}`,
      `postgres://relay@${host}?sslmode=verify-full`,
      `postgres://relay@${host}?sslmode=require`,
    ])
      expect(await send({ settings: { url, ca: tlsPath("ca.pem") } })).toEqual([{ kind: "delivered" }]);
    const unknown = { url: `postgres://relay@${host}?sslmode=verify-full` };
    expect(await send({ settings: unknown })).toMatchObject([
      { kind: "later", reason: "unreachable", detail: expect.stringContaining("ca:") },
    ]);
    const other = { ...unknown, ca: tlsPath("other-host.pem") };
    expect(await send({ settings: other })).toMatchObject([{ kind: "later", reason: "unreachable" }]);
    const [outcome] = await send({ settings: { url: `postgres://relay@127.0.0.1:${server.port}/postgres`, ca: tlsPath("ca.pem") } });
    expect(outcome).toMatchObject({ kind: "later", detail: "the server has no TLS, which the URL or ca asks for" });
    expect(postgres.schema.safeParse({ url: `postgres://relay@${host}?sslmode=disable`, table: "t", ca: tlsPath("ca.pem") }).success).toBe(
      false,
    );
  });

  it.each([
    ["a URL of something else", { url: "https://example.com" }],
    ["a name with more in it", { table: 'x"; DROP TABLE y; --' }],
    ["a column with more in it", { columns: { "a) --": "x" }, key: "k" }],
    ["columns without a key", { columns: { a: "x" } }],
    ["a key without columns", { key: "k" }],
    ["a key among the columns", { columns: { k: "x" }, key: "k" }],
    ["columns and a body", { columns: { a: "x" }, key: "k", json: {} }],
  ])("refuses at load %s", (_what, settings) => {
    expect(postgres.schema.safeParse({ url: "postgres://db.example.com/x", table: "t", ...settings }).success).toBe(false);
  });
});
