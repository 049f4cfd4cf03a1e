/** Visitors become contacts: each known one exactly once, and nobody who is not known. With JOINS=1000 it takes longer. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { type HttpSink, openHttpSink, type SinkRequest, type SinkStep } from "../support/http-sink.ts";
import { type DeliveryAnswer, openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";
import { type Reply, send } from "../support/sender.ts";

let crm: HttpSink;
let workshop: Workshop;

const visitors = Number(process.env.JOINS ?? 150);

const key = "key-of-the-shop";
const environment = { AVATAR_RELAY_IDENTITY_KEY: key };

beforeEach(async () => {
  crm = await openHttpSink();
  workshop = openWorkshop(rules("10m"));
});

afterEach(async () => {
  await workshop.close();
  await crm.close();
});

function rules(hold: string): string {
  return `
version: 1
settings: { sessions: { idle_after: 1s } } # no timer fires for so long after a start
destinations:
  crm:
    http:
      preset: hubspot.contact
      token: t
      base: "${crm.url}"
      on_missing_identity: { hold: ${hold} }
      allow_private: [127.0.0.0/8]
      limit: 100000/s
      concurrency: 32
      retry: { attempts: 20, first: 20ms, longest: 200ms }
rules:
  - { name: joins, on: room.join, then: [crm] }
`;
}

function join(relay: Relay, session: string): Promise<Reply> {
  const timestamp = Date.now() / 1_000;
  const data = { room_name: "lobby", participant_count: 1, session_id: session, timestamp };
  return relay.post({ agent_id: "A80HVD8577", event_type: "room.join", data, timestamp });
}

function introduce(relay: Relay, session: string, email = `${session}@example.com`): Promise<Reply> {
  const raw = JSON.stringify({ email, name: `Visitor ${session}` });
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return send(relay.port, { raw, path: `/v1/sessions/${session}/identity`, headers });
}

/** HubSpot, one in ten of whose answers is an error, a broken connection, or lost after the work was done. */
function failing(): SinkStep {
  let count = 0;
  const troubles: readonly SinkStep[] = [{ kind: "answer", status: 503 }, { kind: "lost" }, { kind: "answer", status: 500 }];
  return {
    kind: "depends",
    on() {
      count += 1;
      const trouble = count % 10 === 0 ? troubles[(count / 10) % troubles.length] : undefined;
      return trouble ?? { kind: "answer", status: 200, body: '{"status":"COMPLETE","results":[{"id":"1"}]}' };
    },
  };
}

/** By contact: the keys under which it came. */
function contacts(requests: readonly SinkRequest[]): ReadonlyMap<string, ReadonlySet<string | undefined>> {
  const found = new Map<string, Set<string | undefined>>();
  for (const { body, headers } of requests) {
    const { inputs } = JSON.parse(body) as { inputs: readonly { id: string }[] }; // as the preset writes it
    for (const { id } of inputs) found.set(id, (found.get(id) ?? new Set()).add(headers["idempotency-key"]));
  }
  return found;
}

const delivered = (relay: Relay, count: number) =>
  expect.poll(async () => (await relay.api<StatsAnswer>("/api/stats")).deliveries.delivered, { timeout: 25_000 }).toBe(count);

describe("joins to a CRM", () => {
  it("make one contact for each visitor who is known, through failures and a kill, and none for the others", async () => {
    const known = Array.from({ length: visitors }, (_, index) => `v${index}`);
    const strangers = Array.from({ length: visitors / 10 }, (_, index) => `stranger${index}`);
    crm.always(failing());
    const first = await workshop.start(environment);
    const greet = async (session: string, index: number) => {
      if (index % 2 === 0) return [await introduce(first, session), await join(first, session)];
      return [await join(first, session), await introduce(first, session)];
    };
    const replies: Reply[] = [];
    for (let from = 0; from < known.length; from += 50) {
      const some = known.slice(from, from + 50).map((session, index) => greet(session, index));
      replies.push(
        ...(await Promise.all(some)).flat(),
        ...(await Promise.all(strangers.splice(0, 5).map((session) => join(first, session)))),
      );
    }
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    await crm.until(visitors / 4);
    await first.end("SIGKILL");
    const second = await workshop.start(environment);
    await delivered(second, known.length);
    const made = contacts(crm.requests);
    expect([...made.keys()].sort()).toEqual(known.map((session) => `${session}@example.com`).sort());
    expect([...made.values()].filter((keys) => keys.size !== 1)).toEqual([]);
    expect((await second.api<StatsAnswer>("/api/stats")).deliveries).toMatchObject({ waiting: 0, sending: 0, dead: 0 });
  });

  it("count those whom nobody has introduced in time", async () => {
    workshop.write("rules.yaml", rules("100ms"));
    const relay = await workshop.start(environment);
    await join(relay, "stranger");
    await expect.poll(async () => (await relay.raw("/metrics")).text()).toContain('relay_messages_skipped_total{to="crm"} 1\n');
    expect(crm.requests).toEqual([]);
  });

  it("are seen among the deliveries while they wait for a name, and when they were left out", async () => {
    const rows = async (relay: Relay, query = "") =>
      (await relay.api<{ deliveries: readonly DeliveryAnswer[] }>(`/api/deliveries${query}`)).deliveries;
    workshop.write("rules.yaml", rules("10m"));
    const relay = await workshop.start(environment);
    await join(relay, "v1");
    await expect
      .poll(() => rows(relay), { timeout: 10_000 })
      .toMatchObject([{ state: "waiting", reason: "no_identity", to: "crm", rule: "joins", attempts: 0 }]);
    const [waiting] = await rows(relay, "?state=waiting");
    expect(waiting?.detail).toMatch(/^waits for who the visitor is, until \d{4}-/);
    expect(await rows(relay, "?state=left_out")).toEqual([]);
    expect(await rows(relay, "?to=another")).toEqual([]);
    expect((await cli(["deliveries", "--data", workshop.data])).out).toMatch(
      /joins\s+waiting\s+0\s+no_identity: waits for who the visitor is, until /,
    );
    await introduce(relay, "v1");
    await delivered(relay, 1);
    expect(await rows(relay)).toMatchObject([{ state: "delivered" }]);
    workshop.write("rules.yaml", rules("100ms"));
    expect((await relay.raw("/api/reload", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).status).toBe(
      200,
    );
    await join(relay, "stranger");
    await expect
      .poll(() => rows(relay, "?state=left_out"), { timeout: 10_000 })
      .toMatchObject([{ state: "left_out", reason: "no_identity", detail: "left out: nobody said who" }]);
    expect(crm.requests).toHaveLength(1);
  });

  it("find the person whom another join has just created, though Pipedrive itself would create two", async () => {
    const persons: string[] = [];
    crm.always({
      kind: "respond",
      respond({ method, body }) {
        if (method === "GET")
          return { status: 200, body: JSON.stringify({ data: { items: persons.map((_, id) => ({ item: { id: id + 1 } })) } }) };
        if (method === "POST") persons.push(body);
        return { status: 200, body: '{"success":true,"data":{"id":1}}' };
      },
    });
    workshop.write("rules.yaml", rules("10m").replace("hubspot.contact", "pipedrive.person"));
    const relay = await workshop.start(environment);
    const sessions = Array.from({ length: 20 }, (_, index) => `s${index}`);
    await Promise.all(sessions.map((session) => introduce(relay, session, "ada@example.com")));
    await Promise.all(sessions.map((session) => join(relay, session)));
    await delivered(relay, sessions.length);
    expect(persons).toHaveLength(1);
    expect(crm.requests.filter(({ method }) => method === "PATCH")).toHaveLength(sessions.length - 1);
  });

  it("are introduced by nobody where no key is set", async () => {
    const relay = await workshop.start();
    expect((await introduce(relay, "v1")).status).toBe(404);
  });
});
