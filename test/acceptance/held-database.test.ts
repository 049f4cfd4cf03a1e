/** A program of the operator holds the embedded database while webhooks come in: nothing falls silent, and nothing is lost. */

import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadDriver } from "../../src/stores/sqlite/driver.ts";
import { openWorkshop, type Workshop } from "../support/relay.ts";

let workshop: Workshop;

const rules = `
version: 1
destinations: { me: { console: {} } }
rules:
  - { name: asks, on: chat.push, when: { role: user, keywords: [human] }, then: [me] }
`;

beforeEach(() => {
  workshop = openWorkshop(rules);
});
afterEach(() => workshop.close());

const timestamp = Date.now() / 1_000;

function chat(message: string): object {
  return { agent_id: "A80HVD8577", event_type: "chat.push", data: { role: "user", message, session_id: "s1", timestamp }, timestamp };
}

it("every webhook is answered with 503 within its time, /healthz answers all along, and all is well again afterwards", async () => {
  const relay = await workshop.start();
  await relay.say("before");
  const open = await loadDriver();
  const other = open(join(workshop.data, "relay.db"));
  other.exec("BEGIN EXCLUSIVE");

  const bodies = Array.from({ length: 20 }, (_, n) => chat(`I want a human, ${n}`));
  let isOver = false;
  const answers = Promise.all(bodies.map((body) => relay.post(body))).finally(() => {
    isOver = true;
  });
  let looks = 0;
  while (!isOver) {
    expect((await relay.raw("/healthz")).status).toBe(200);
    looks += 1;
  }
  expect(looks).toBeGreaterThan(20); // a relay that waits for the lock answers none before it gives up
  const refused = await answers;
  expect(refused.map(({ status }) => status)).toEqual(bodies.map(() => 503));
  expect(JSON.parse(refused[0]?.text ?? "")).toMatchObject({ error: { code: "storage_slow" } });

  other.exec("ROLLBACK");
  other.close();
  const again = await Promise.all(bodies.map((body) => relay.post(body)));
  expect(again.map(({ status }) => status)).toEqual(bodies.map(() => 200));
  const { events } = JSON.parse(await (await relay.raw("/api/stats")).text());
  expect(events).toBe(bodies.length + 1);
});
