import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeBithuman, listPath, openBithuman } from "../support/bithuman.ts";
import { edge, errorAnswer } from "../support/bithuman-samples.ts";
import { type DeliveryAnswer, openWorkshop, type Relay, type Workshop } from "../support/relay.ts";

const rules = `version: 1
destinations:
  helper: { avatar: { mode: speak } }
  me: { console: {} }
rules:
  - name: helps
    on: chat.push
    when: { role: user, keywords: [help] }
    then: [{ to: helper, text: "I am here." }]
  - name: tells-of-trouble
    on: [relay.backfill.failed]
    then: [me]
`;

/** How long a condition may take on a busy machine. */
const patience = { timeout: 40_000 };

describe("bitHuman as it is", patience, () => {
  let bithuman: FakeBithuman;
  let workshop: Workshop;

  beforeEach(async () => {
    bithuman = await openBithuman();
    workshop = openWorkshop(rules);
  });

  afterEach(async () => {
    await workshop.close();
    await bithuman.close();
  });

  const start = () => workshop.start({ BITHUMAN_API_SECRET: bithuman.secret, BITHUMAN_API_URL: bithuman.url });

  async function ended(relay: Relay) {
    const all = async () => (await relay.api<{ deliveries: readonly DeliveryAnswer[] }>("/api/deliveries?to=helper")).deliveries;
    await expect.poll(async () => (await all()).every(({ state }) => state === "delivered" || state === "dead"), patience).toBe(true);
    return (await all()).map(({ state, detail }) => ({ state, detail }));
  }

  it("is spoken through into the only room that can be the session's, and into no other", async () => {
    const relay = await start();
    const join = { room_name: "room-1", participant_count: 1, session_id: "known" };
    await relay.post({ agent_id: bithuman.agent, event_type: "room.join", data: join, timestamp: Date.now() / 1_000 });
    bithuman.rooms = ["room-1", "room-2"];
    await relay.say("help", { session_id: "lost" });
    await expect
      .poll(() => bithuman.spoken.map(({ body }) => JSON.parse(body) as unknown), patience)
      .toEqual([{ message: "I am here.", room_id: "room-2" }]);
    bithuman.rooms = ["room-1", "room-2", "room-3", "room-4"];
    await relay.say("help", { session_id: "another" });
    await expect.poll(async () => (await ended(relay)).length, patience).toBe(2);
    const [refused] = (await ended(relay)).filter(({ state }) => state === "dead");
    expect(refused?.detail).toContain("2 rooms of this agent could be its");
    expect(bithuman.spoken).toHaveLength(1);
  });

  it("is asked at once after a start, and soon again; what it refuses reaches people, with code and link", async () => {
    bithuman.faultsFor.set(listPath, [edge.badGateway, errorAnswer("PLAN_REQUIRED")]);
    const relay = await start();
    const logged = () => relay.lines.filter((line) => line.startsWith("{")); // the others are the console's
    const named = (msg: string) =>
      logged()
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((line) => line.msg === msg);
    await expect.poll(() => named("backfill.recovered").length, patience).toBe(1);
    expect(named("backfill.failed")).toMatchObject([
      { code: "UNAVAILABLE", failures: 1 },
      { code: "PLAN_REQUIRED", failures: 2, link: "https://www.bithuman.ai/pricing" },
    ]);
    const told = () => relay.api<{ deliveries: readonly DeliveryAnswer[] }>("/api/deliveries?to=me");
    await expect.poll(async () => (await told()).deliveries.map(({ rule }) => rule), patience).toEqual(["tells-of-trouble"]);
    expect(await relay.api("/readyz")).toMatchObject({ backfill: null });
  });
});
