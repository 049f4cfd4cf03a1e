/** What one replica does for all: the one that is at it is killed, and another one does it, once. */

import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { canTellWhoIsConnected, connectedTo } from "../support/connected.ts";
import { type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { type Postgres, query, startPostgres, urlOf } from "../support/postgres.ts";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";
import { openSmtpSink } from "../support/smtp-sink.ts";

let postgres: Postgres;
let crm: HttpSink;
let workshop: Workshop;
let database: string;
let schema: string;
let schemas = 0;

const patience = { timeout: 90_000, interval: 50 };
const users = ["r0", "r1", "r2"] as const;

beforeAll(async () => {
  postgres = await startPostgres();
  for (const user of users) await query(postgres.port, `CREATE ROLE ${user} LOGIN SUPERUSER`);
});

afterAll(() => postgres.remove());

beforeEach(async () => {
  crm = await openHttpSink();
  schemas += 1;
  schema = `alone_${schemas}`;
  database = await postgres.schema(schema);
});

afterEach(async () => {
  await workshop.close();
  await crm.close();
});

/** Three of them, each known to the database by a name of its own. */
function startAll(rules: string, environment: Readonly<Record<string, string>> = {}): Promise<readonly Relay[]> {
  workshop = openWorkshop(rules);
  return Promise.all(users.map((user) => workshop.start({ ...environment, DATABASE_URL: database.replace("relay@", `${user}@`) })));
}

const stats = (relay: Relay) => relay.api<StatsAnswer>("/api/stats");

/** Kills one, and gives another. */
async function kill(relays: readonly Relay[], which: Relay | undefined): Promise<Relay> {
  expect(await which?.end("SIGKILL")).toBeNull();
  const left = relays.find((relay) => relay !== which);
  if (left === undefined) throw new Error("all were killed");
  return left;
}

/** The one that is connected to a server, when it is. */
async function connected(url: string, relays: readonly Relay[]): Promise<Relay | undefined> {
  const pids = relays.map(({ pid }) => pid);
  let found: readonly number[] = [];
  await expect.poll(() => (found = connectedTo(Number(new URL(url).port), pids)), patience).toHaveLength(1);
  return relays.find(({ pid }) => pid === found[0]);
}

describe("three replicas", () => {
  // P18
  it("end each idle session once, though the one that is ending them is killed in the middle", async () => {
    const relays = await startAll(`
version: 1
settings: { sessions: { idle_after: 2s } }
destinations:
  crm: { http: { url: "${crm.url}/in", json: { ended: "{{ session.id }}" }, allow_private: [127.0.0.0/8] } }
rules:
  - { name: ended, on: session.end, then: [crm] }
`);
    await query(
      postgres.port,
      `CREATE FUNCTION ${schema}.hold() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN IF NEW.type = ''relay.timer'' THEN PERFORM pg_advisory_xact_lock_shared(4711); END IF; RETURN NEW; END';
       CREATE TRIGGER hold BEFORE INSERT ON ${schema}.inbox FOR EACH ROW EXECUTE FUNCTION ${schema}.hold()`,
    );
    const gate = new pg.Client({ connectionString: urlOf(postgres.port) });
    await gate.connect();
    await gate.query("SELECT pg_advisory_lock(4711)");
    const sessions = ["s0", "s1", "s2", "s3", "s4", "s5"];
    await Promise.all(sessions.map((session, index) => relays[index % 3]?.say("hello", { session_id: session })));
    const sweeping = async () => {
      const [row] = await query(postgres.port, "SELECT usename FROM pg_stat_activity WHERE wait_event = 'advisory' AND usename LIKE 'r_'");
      return row?.usename;
    };
    let sweeper: unknown;
    await expect.poll(async () => (sweeper = await sweeping()), patience).toBeDefined();
    const left = await kill(relays, relays[users.indexOf(sweeper as (typeof users)[number])]);
    await gate.end();
    await expect.poll(async () => (await stats(left)).deliveries.delivered, patience).toBe(sessions.length);
    const ended = new Set(crm.requests.map(({ body }) => (JSON.parse(body) as { ended: string }).ended));
    expect([...ended].sort()).toEqual(sessions);
    await expect.poll(async () => (await stats(left)).pending, patience).toBe(0);
    expect((await stats(left)).deliveries).toEqual({ waiting: 0, sending: 0, delivered: sessions.length, dead: 0 });
  }, 180_000);

  it("ask for one access token at a time, though the one that asks is killed before it has the answer", async ({ skip }) => {
    if (!canTellWhoIsConnected) return skip("which process is connected is told by /proc");
    const asked: number[] = [];
    crm.always({
      kind: "depends",
      on({ path }) {
        if (path.includes("/sobjects/")) return { kind: "answer", status: 201, body: '{"id":"00T1"}' };
        asked.push(performance.now());
        return asked.length === 1 ? { kind: "hang" } : { kind: "answer", status: 200, body: '{"access_token":"t1","expires_in":3600}' };
      },
    });
    const relays = await startAll(`
version: 1
destinations:
  crm:
    http:
      preset: salesforce.task
      base: "${crm.url}"
      client_id: shop
      client_secret: canary-client-secret
      allow_private: [127.0.0.0/8]
      concurrency: 1
      retry: { attempts: 50, first: 200ms, longest: 1s }
rules:
  - { name: refund, on: chat.push, when: { role: user, keywords: refund }, then: [crm] }
`);
    await Promise.all(relays.map((relay, index) => relay.say("refund", { session_id: `s${index}` })));
    await expect.poll(() => asked.length, patience).toBe(1);
    const left = await kill(relays, await connected(crm.url, relays));
    await expect.poll(async () => (await stats(left)).deliveries, patience).toMatchObject({ delivered: 3, dead: 0 });
    expect(asked).toHaveLength(2);
    // The right to ask is lent for longer than anybody waits for an answer: nobody has asked beside the one that was killed.
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThan(9_000);
  }, 180_000);

  it("send one digest, though the one that is sending it is killed before it is taken", async ({ skip }) => {
    if (!canTellWhoIsConnected) return skip("which process is connected is told by /proc");
    const smtp = await openSmtpSink();
    smtp.script({ at: "hang" });
    const relays = await startAll(
      `
version: 1
destinations:
  oncall: { email: { to: [ann@example.com], digest: 2s } }
rules:
  - { name: asks, on: chat.push, when: { role: user, keywords: refund }, then: [oncall] }
`,
      { SMTP_URL: smtp.url, SMTP_FROM: "relay@example.com" },
    );
    const said = ["one", "two", "three", "four"];
    await Promise.all(said.map((word, index) => relays[index % 3]?.say(`refund ${word}`, { session_id: word })));
    await smtp.until(1);
    const left = await kill(relays, await connected(smtp.url, relays));
    await expect.poll(async () => (await stats(left)).deliveries, patience).toMatchObject({ delivered: 4, dead: 0 });
    const taken = smtp.mails.slice(1).map(({ letter }) => letter.text ?? "");
    for (const word of said) expect(taken.filter((text) => text.includes(`refund ${word}`))).toHaveLength(1);
    await smtp.close();
  }, 180_000);
});
