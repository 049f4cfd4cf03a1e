/** What a kill, a stop and a second start may not change. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answer, type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { type DeliveryAnswer, openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";

let crm: HttpSink;
let workshop: Workshop;

beforeEach(async () => {
  crm = await openHttpSink();
  workshop = openWorkshop(`
version: 1
destinations:
  crm: { http: { url: "${crm.url}/in", json: { said: "{{ event.message }}" }, allow_private: [127.0.0.0/8], concurrency: 4, retry: { attempts: 3, first: 50ms, longest: 100ms } } }
rules:
  - { name: refund, on: chat.push, when: { role: user, keywords: refund }, then: [crm] }
`);
});

afterEach(async () => {
  await workshop.close();
  await crm.close();
});

const stats = (relay: Relay) => relay.api<StatsAnswer>("/api/stats");
const delivered = (relay: Relay, count: number) =>
  expect.poll(async () => (await stats(relay)).deliveries.delivered, { timeout: 20_000 }).toBe(count);

function keys(): Map<string, Set<string | undefined>> {
  const found = new Map<string, Set<string | undefined>>();
  for (const { body, headers } of crm.requests) {
    const { said } = JSON.parse(body) as { said: string }; // the body that the rules above render
    found.set(said, (found.get(said) ?? new Set()).add(headers["idempotency-key"]));
  }
  return found;
}

describe("a kill", () => {
  it("in the middle of a hundred deliveries loses none, and each copy has the same key", async () => {
    const first = await workshop.start();
    const replies = await Promise.all(Array.from({ length: 100 }, (_, index) => first.say(`refund ${index}`)));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    await crm.until(30);
    await first.end("SIGKILL");
    const second = await workshop.start();
    await delivered(second, 100);
    expect(keys().size).toBe(100);
    expect([...keys().values()].every((each) => each.size === 1)).toBe(true);
    expect(await stats(second)).toMatchObject({ events: 100, evaluated: 100 });
  });

  it("leaves the dead redrivable: counted first, then sent under the same key", async () => {
    crm.script(answer(404));
    const first = await workshop.start();
    await first.say("refund me");
    await expect.poll(async () => (await stats(first)).deliveries.dead).toBe(1);
    await first.end("SIGKILL");
    const second = await workshop.start();
    expect(await second.api("/api/redrive", { state: "dead", dry_run: true })).toEqual({ matched: 1, queued: 0 });
    expect(await second.api("/api/redrive", { state: "dead" })).toEqual({ matched: 1, queued: 1 });
    await delivered(second, 1);
    expect([...keys().values()].map((each) => each.size)).toEqual([1]);
  });
});

describe("a stop", () => {
  // P03
  it("finishes what is under way and exits with 0", async () => {
    const relay = await workshop.start();
    await Promise.all(Array.from({ length: 20 }, (_, index) => relay.say(`refund ${index}`)));
    expect(await relay.end("SIGTERM")).toBe(0);
    const again = await workshop.start();
    await delivered(again, 20);
    expect([...keys().values()].every((each) => each.size === 1)).toBe(true);
  });

  // P05
  it("does not wait for a destination that hangs, and the next start sends at once", async () => {
    crm.script({ kind: "hang" });
    const relay = await workshop.start();
    await relay.say("refund");
    await crm.until(1);
    expect(await relay.end("SIGTERM")).toBe(0);
    const again = await workshop.start();
    await delivered(again, 1);
    expect((await again.api<{ deliveries: DeliveryAnswer[] }>("/api/deliveries")).deliveries[0]).toMatchObject({
      state: "delivered",
      attempts: 1,
    });
  });
});

describe("a start", () => {
  // S03
  it("refuses a data folder that another process holds, with exit 73, and leaves that one alone", async () => {
    const relay = await workshop.start();
    const { code, said } = await workshop.refuse();
    expect(code).toBe(73);
    expect(said).toContain(`locked by pid ${relay.pid}`);
    expect((await relay.say("hello")).status).toBe(200);
  });

  // S09
  it("refuses a damaged database with exit 65, and does not touch it", async () => {
    const relay = await workshop.start();
    await relay.end("SIGTERM");
    const { writeFileSync, statSync } = await import("node:fs");
    writeFileSync(`${workshop.data}/relay.db`, "");
    const { code, said } = await workshop.refuse();
    expect(code).toBe(65);
    expect(said).toContain("Restore relay.db from a backup");
    expect(statSync(`${workshop.data}/relay.db`).size).toBe(0);
  });

  // R08
  it("refuses to run without a secret, and says every mistake with its place", async () => {
    const { code, said } = await workshop.refuse({ BITHUMAN_WEBHOOK_SECRET: "" });
    expect(code).toBe(78);
    expect(said).toMatch(/rules\.yaml:\d+:\d+: error E_NO_SECRET \S+: .+/);
  });

  // W01
  it("refuses an admin port that others can reach and that has no token", async () => {
    const { code, said } = await workshop.refuse({}, ["--admin-host", "0.0.0.0"]);
    expect(code).toBe(78);
    expect(said).toContain("E_ADMIN_UNPROTECTED");
  });

  it("is refused with exit 64 where an option is not known", async () => {
    expect((await workshop.refuse({}, ["--rule", "x"])).code).toBe(64);
  });
});

describe("a reload", () => {
  // C01
  it("keeps the old rules where the new file is wrong, and says so", async () => {
    const relay = await workshop.start();
    const before = await stats(relay);
    workshop.write("rules.yaml", "version: 1\nrules:\n  - nam: x\n");
    const answered = await relay.raw("/api/reload", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    expect(answered.status).toBe(422);
    expect(await relay.api("/readyz")).toMatchObject({ config: { stale: true } });
    expect((await stats(relay)).rules_version).toBe(before.rules_version);
    await relay.say("refund");
    await delivered(relay, 1);
  });

  it("takes up the new rules on SIGHUP", async () => {
    const relay = await workshop.start();
    const before = (await stats(relay)).rules_version;
    workshop.write("rules.yaml", `version: 1\ndestinations: { t: { console: {} } }\nrules: [{ name: all, then: [t] }]\n`);
    process.kill(relay.pid, "SIGHUP");
    await expect.poll(async () => (await stats(relay)).rules_version).not.toBe(before);
    await relay.say("hello");
    await delivered(relay, 1);
  });
});
