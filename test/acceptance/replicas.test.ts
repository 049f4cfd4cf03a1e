/** Several relays on one PostgreSQL, as processes of their own. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";

let postgres: Postgres;
let crm: HttpSink;
let workshop: Workshop;
let database: string;
let schemas = 0;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres.remove());

beforeEach(async () => {
  crm = await openHttpSink();
  schemas += 1;
  database = await postgres.schema(`story_${schemas}`);
  workshop = openWorkshop(`
version: 1
destinations:
  crm: { http: { url: "${crm.url}/in", json: { said: "{{ event.message }}" }, allow_private: [127.0.0.0/8] } }
rules:
  - { name: refund, on: chat.push, when: { role: user, keywords: refund }, then: [crm] }
`);
});

afterEach(async () => {
  await workshop.close();
  await crm.close();
});

const stats = (relay: Relay) => relay.api<StatsAnswer>("/api/stats");

describe("replicas", () => {
  it("R30 P11 take the same event, sent to all of them at once, as one: one evaluation, one delivery", async () => {
    const relays = await Promise.all([0, 1, 2].map(() => workshop.start({ DATABASE_URL: database })));
    const timestamp = Date.now() / 1_000;
    const data = { role: "user", message: "refund", session_id: "s1", timestamp };
    const body = { agent_id: "A80HVD8577", event_type: "chat.push", data, timestamp };
    const replies = await Promise.all(Array.from({ length: 30 }, (_, n) => relays[n % 3]?.post(body)));
    expect(replies.map((reply) => reply?.status)).toEqual(replies.map(() => 200));
    const [first] = relays;
    if (first === undefined) throw new Error("no relay was started");
    await expect.poll(async () => (await stats(first)).deliveries.delivered).toBe(1);
    expect(await stats(first)).toMatchObject({ events: 1, evaluated: 1, deliveries: { waiting: 0, sending: 0 } });
    expect(crm.requests).toHaveLength(1);
  });

  it("share the work by stages, each in a process of its own", async () => {
    const only = (stage: string) => workshop.start({ LOG_LEVEL: "debug" }, ["--database", database, "--only", stage]);
    const [receiver, evaluator, deliverer] = await Promise.all([only("receive"), only("evaluate"), only("deliver")]);
    expect([evaluator.port, deliverer.port]).toEqual([0, 0]);
    expect((await receiver.say("refund")).status).toBe(200);
    await crm.until(1);
    await expect.poll(async () => (await stats(receiver)).deliveries.delivered).toBe(1);
    const says = (relay: Relay, what: string) => relay.lines.some((line) => line.includes(what));
    await expect.poll(() => says(evaluator, "event.evaluated")).toBe(true);
    await expect.poll(() => says(deliverer, "delivery.attempted")).toBe(true);
    expect([says(receiver, "event.evaluated"), says(evaluator, "delivery.attempted")]).toEqual([false, false]);
  });

  it("end in order, and hand over what waits", async () => {
    const first = await workshop.start({ DATABASE_URL: database }, ["--only", "receive"]);
    await Promise.all(Array.from({ length: 20 }, (_, index) => first.say(`refund ${index}`)));
    expect(await first.end("SIGTERM")).toBe(0);
    const second = await workshop.start({ DATABASE_URL: database });
    await expect.poll(async () => (await stats(second)).deliveries.delivered, { timeout: 10_000 }).toBe(20);
  });
});

describe("a start", () => {
  it("is refused with exit 78 where stages are named and no database, or where it is none", async () => {
    const { code, said } = await workshop.refuse({}, ["--only", "deliver"]);
    expect(code).toBe(78);
    expect(said).toContain("E_ONLY: --only needs --database");
    const other = await workshop.refuse({}, ["--database", "mysql://u:secret-word@h/d", "--only", "send"]);
    expect(other.code).toBe(78);
    expect(other.said).toContain("E_DATABASE: ");
    expect(other.said).toContain('E_ONLY: --only takes some of receive,evaluate,deliver, separated by commas, found "send"');
    expect(other.said).not.toContain("secret-word");
  });
});
