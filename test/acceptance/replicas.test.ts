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

/** What the stream of a relay's page has said so far. */
async function followed(relay: Relay, query: string) {
  const ended = new AbortController();
  const response = await relay.raw(`/api/stream${query}`, { signal: ended.signal });
  let text = "";
  const reading = (async () => {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part;
  })().catch(() => {}); // it is ended here
  return {
    text: () => text,
    close() {
      ended.abort();
      return reading;
    },
  };
}

const stats = (relay: Relay) => relay.api<StatsAnswer>("/api/stats");

describe("replicas", () => {
  // R30
  it("take the same event, sent to all of them at once, as one: one evaluation, one delivery", async () => {
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

  it("show on the page of each what another one does", async () => {
    const [first, second] = await Promise.all([0, 1].map(() => workshop.start({ DATABASE_URL: database })));
    if (first === undefined || second === undefined) throw new Error("two were started");
    const [all, one] = await Promise.all([followed(first, ""), followed(first, "?session=s1")]);
    await expect
      .poll(async () => {
        await second.say("refund"); // each replica hears of the other with its next heartbeat
        return [all.text().includes('"name":"replica.changed"'), one.text().includes('"name":"conversation.changed"')];
      }, patience)
      .toEqual([true, true]);
    await Promise.all([all.close(), one.close()]);
  });

  it("end in order, and hand over what waits", async () => {
    const first = await workshop.start({ DATABASE_URL: database }, ["--only", "receive"]);
    await Promise.all(Array.from({ length: 20 }, (_, index) => first.say(`refund ${index}`)));
    expect(await first.end("SIGTERM")).toBe(0);
    const second = await workshop.start({ DATABASE_URL: database });
    await expect.poll(async () => (await stats(second)).deliveries.delivered, { timeout: 10_000 }).toBe(20);
  });
});

describe("a destination that is down", () => {
  // D10
  it("is tried by one replica at a time, and by another where that one dies in the middle", async () => {
    workshop.write(
      "rules.yaml",
      `
version: 1
destinations:
  crm: { http: { url: "${crm.url}/in", headers: { x-replica: "\${REPLICA}" }, json: { said: "{{ event.message }}" }, allow_private: [127.0.0.0/8] } }
rules:
  - { name: refund, on: chat.push, when: { role: user, keywords: refund }, then: [crm] }
`,
    );
    crm.always({ kind: "answer", status: 503 });
    const relays = await Promise.all([0, 1, 2].map((each) => workshop.start({ DATABASE_URL: database, REPLICA: String(each) })));
    const breakers = () => Promise.all(relays.map(breakerOf));
    let said = 0;
    await expect
      .poll(async () => {
        for (const relay of relays) said += (await relay.say("refund")).status === 200 ? 1 : 0;
        return breakers();
      }, patience)
      .toEqual(["open", "open", "open"]);
    const probes: { readonly at: number; readonly by: number }[] = [];
    crm.always({
      kind: "depends",
      on({ headers }) {
        probes.push({ at: performance.now(), by: Number(headers["x-replica"]) });
        return { kind: "hang" };
      },
    });
    await expect.poll(breakers, patience).toEqual(["half-open", "half-open", "half-open"]);
    await expect.poll(() => probes.length, patience).toBeGreaterThan(0);
    // Each hangs until it is given up after ten seconds: never two at once.
    for (const [index, { at }] of probes.entries()) expect(at - (probes[index - 1]?.at ?? 0)).toBeGreaterThan(9_000);
    crm.always({ kind: "answer", status: 200 });
    const dying = probes.at(-1)?.by ?? 0;
    await relays[dying]?.end("SIGKILL");
    const [left] = relays.filter((_, index) => index !== dying);
    await expect.poll(async () => left && (await stats(left)).deliveries, patience).toMatchObject({ delivered: said, dead: 0 });
  }, 150_000);
});

const patience = { timeout: 60_000, interval: 100 };

async function breakerOf(relay: Relay): Promise<string | undefined> {
  const { sinks } = (await (await relay.raw("/readyz")).json()) as { sinks: readonly { breaker: string }[] }; // contract: the detail of /readyz
  return sinks[0]?.breaker;
}

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
