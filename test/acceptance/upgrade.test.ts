/** Two versions of the relay on one PostgreSQL, one after the other and side by side, while webhooks come in. */

import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { type LaterVersion, laterVersion } from "../support/later-version.ts";
import { type Postgres, query, startPostgres } from "../support/postgres.ts";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";

let postgres: Postgres;
let crm: HttpSink;
let workshop: Workshop;
let database: string;
let schemas = 0;
let later: LaterVersion;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres.remove());

beforeEach(async () => {
  crm = await openHttpSink();
  schemas += 1;
  database = await postgres.schema(`upgrade_${schemas}`);
  workshop = openWorkshop(`
version: 1
destinations:
  crm:
    http:
      url: "${crm.url}/in"
      json: { session: "{{ session.id }}", said: "{{ event.message }}", count: "{{ session.user_messages }}" }
      allow_private: [127.0.0.0/8]
rules:
  - { name: refund, on: chat.push, when: { role: user, keywords: refund }, then: [crm] }
`);
});

afterEach(async () => {
  await workshop.close();
  await crm.close();
  later.remove();
});

describe("an upgrade of replicas, while webhooks come in", () => {
  it("runs two versions side by side, there and back, where the later one only adds: nothing lost, nothing twice, in order", async () => {
    later = laterVersion({
      sql: "ALTER TABLE inbox ADD COLUMN later_note text; CREATE TABLE later (n int); CREATE INDEX inbox_later ON inbox (received_at)",
      forgiving: true,
    });
    const relays = await Promise.all([0, 1, 2].map(() => workshop.start({ DATABASE_URL: database })));
    const visitors = visit(relays);
    await replaceAll(relays, () => workshop.start({ DATABASE_URL: database }, [], later.entry));
    expect(await schemaOf(`upgrade_${schemas}`)).toEqual({ version: later.schema, oldest: 1 });
    await replaceAll(relays, () => workshop.start({ DATABASE_URL: database }));
    await nothingLost(relays, await visitors.leave());
    expect([...new Set(crm.requests.map(({ headers }) => headers["user-agent"]))].sort()).toEqual([
      expect.stringMatching(/^avatar-relay\/\d/),
      "avatar-relay/99.0.0",
    ]);
  }, 600_000);

  it("lets the version that may not go on end in order before a table is changed, and refuses to start it again", async () => {
    const others = "SELECT count(*) AS n FROM pg_stat_activity WHERE application_name LIKE 'avatar-relay %' AND pid <> pg_backend_pid()";
    later = laterVersion({ sql: `CREATE TABLE at_work AS ${others}`, forgiving: false });
    const relays = await Promise.all([0, 1, 2].map(() => workshop.start({ DATABASE_URL: database })));
    const visitors = visit(relays);
    const earlier = [...relays];
    await visitors.until(100);
    const [first] = await Promise.all([
      workshop.start({ DATABASE_URL: database }, [], later.entry),
      ...earlier.map(async ({ exited }) => expect(await exited).toBe(78)),
    ]);
    relays.splice(0, relays.length, first as Relay);
    expect(await query(postgres.port, `SELECT n FROM upgrade_${schemas}.at_work`)).toEqual([{ n: "0" }]);
    for (const { lines } of earlier) expect(lines.join("\n")).toContain("E_SCHEMA_NEWER: the database belongs to a later version");
    const { code, said } = await workshop.refuse({ DATABASE_URL: database });
    expect(code).toBe(78);
    expect(said).toContain(`E_SCHEMA_NEWER: the database belongs to a later version (schema ${later.schema} or later, this one knows`);
    await nothingLost(relays, await visitors.leave());
  }, 600_000);
});

/** One after the other: stopped, started, ready, and at work before the next. */
async function replaceAll(relays: Relay[], start: () => Promise<Relay>): Promise<void> {
  for (const [index, relay] of relays.entries()) {
    expect(await relay.end("SIGTERM")).toBe(0);
    const fresh = await start();
    await expect.poll(async () => (await fresh.raw("/readyz")).status).toBe(200);
    relays[index] = fresh;
    await crm.until(crm.requests.length + 30);
  }
}

const sessions = ["s0", "s1", "s2", "s3", "s4", "s5"];
/** So many messages may be under way before the next is sent. */
const underWay = 12;

interface Visitors {
  /** When so many messages were accepted. */
  until(count: number): Promise<void>;
  /** How many messages each session has had accepted. */
  leave(): Promise<ReadonlyMap<string, number>>;
}

/** Each says one thing after the other: the next when the one before was accepted, by whichever relay answers. */
function visit(relays: readonly Relay[]): Visitors {
  const accepted = new Map<string, number>();
  const all = () => [...accepted.values()].reduce((sum, each) => sum + each, 0);
  let isLeaving = false;

  async function talk(session: string): Promise<void> {
    for (let n = 1; !isLeaving; n += 1) {
      const timestamp = Date.now() / 1_000;
      const data = { role: "user", message: `refund ${n}`, session_id: session, timestamp };
      await insist(relays, { agent_id: "A80HVD8577", event_type: "chat.push", data, timestamp }, n);
      accepted.set(session, n);
      await crm.until(all() - underWay);
    }
  }

  const talking = sessions.map(talk);
  return {
    until: (count) => expect.poll(all, { timeout: 60_000 }).toBeGreaterThan(count) as Promise<void>,
    async leave() {
      isLeaving = true;
      await Promise.all(talking);
      return accepted;
    },
  };
}

/** As the sender repeats, and at the next relay, as a proxy does: the same bytes until they are taken. */
async function insist(relays: readonly Relay[], body: object, first: number): Promise<void> {
  for (let turn = first; ; turn += 1) {
    const relay = relays[turn % relays.length];
    const status = await relay?.post(body).then(
      (reply) => reply.status,
      () => 0, // it is not there
    );
    if (status === 200) return;
    if (turn % relays.length === 0) await wait(20); // the pace of who repeats
  }
}

/** Each message arrived, and each was evaluated once and as the next of its session: the count is the session's own. */
async function nothingLost([relay]: readonly Relay[], accepted: ReadonlyMap<string, number>): Promise<void> {
  const total = [...accepted.values()].reduce((sum, each) => sum + each, 0);
  const wanted = [...accepted].flatMap(([session, count]) =>
    Array.from({ length: count }, (_, index) => `${session} refund ${index + 1} ${index + 1}`),
  );
  const said = () => new Map(crm.requests.map(({ headers, body }) => [headers["idempotency-key"], lineOf(body)]));
  // What a busy machine answers too late is sent again after 5 s, 30 s and 2 minutes.
  await expect.poll(() => said().size, { timeout: 300_000 }).toBe(total);
  expect([...said().values()].sort()).toEqual(wanted.sort());
  const stats = () => relay?.api<StatsAnswer>("/api/stats");
  await expect.poll(stats, { timeout: 60_000 }).toMatchObject({ pending: 0 });
  // The relay records its own troubles as events too, e.g. a destination that a busy machine answers too late.
  expect(await query(postgres.port, `SELECT count(*) AS n FROM upgrade_${schemas}.inbox WHERE type = 'chat.push'`)).toEqual([
    { n: String(total) },
  ]);
  const dead = await relay?.api<{ deliveries: readonly { reason: string; detail: string }[] }>("/api/deliveries?state=dead");
  expect(dead?.deliveries.map(({ reason, detail }) => `${reason}: ${detail}`)).toEqual([]); // shows why, where one is
  await expect.poll(async () => (await stats())?.deliveries).toEqual({ waiting: 0, sending: 0, delivered: total, dead: 0 });
}

function lineOf(body: string): string {
  const { session, said, count } = JSON.parse(body) as { session: string; said: string; count: string | number };
  return `${session} ${said} ${count}`;
}

async function schemaOf(schema: string): Promise<object | undefined> {
  const [row] = await query(postgres.port, `SELECT version, oldest FROM ${schema}.relay_schema`);
  return row;
}
