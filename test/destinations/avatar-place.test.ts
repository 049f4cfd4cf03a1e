import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { type Instant, minute, plus } from "../../src/core/time.ts";
import { avatar } from "../../src/destinations/avatar/avatar.ts";
import { ownEventWriter } from "../../src/evaluate/own-events.ts";
import { createRooms } from "../../src/evaluate/rooms.ts";
import { type FakeBithuman, openBithuman } from "../support/bithuman.ts";
import { type ErrorSample, edge, envelopes, errorAnswer, notFound } from "../support/bithuman-samples.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { makeChat, makeJoin, monday } from "../support/make.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { digest } from "../support/program.ts";

describe("a session whose join never came", () => {
  let bithuman: FakeBithuman;
  let store: ReturnType<typeof createMemoryStore>;
  let now: Instant;
  let open: ReturnType<ReturnType<typeof configured>["open"]>;

  beforeEach(async () => {
    bithuman = await openBithuman();
    store = createMemoryStore();
    now = monday;
    open = opened();
  });

  afterEach(async () => {
    await open.close();
    await bithuman.close();
  });

  function opened() {
    const addEvent = ownEventWriter(store, () => undefined);
    const rooms = createRooms({ store, addEvent, digest, now: () => now });
    const variables = { BITHUMAN_API_SECRET: bithuman.secret, BITHUMAN_API_URL: bithuman.url };
    return configured(avatar, {}).open(makeEdge(variables, { now: () => now, rooms }));
  }

  async function say(session: string, sender = open) {
    const event = makeChat({ message: "help", agent: bithuman.agent, session, receivedAt: now });
    const view = makeView(event, { session: { id: session } });
    const [made] = renderedBy(avatar, configured(avatar, {}), { text: "Hello." }, view);
    if (made === undefined) throw new Error("nothing was rendered");
    now = plus(now, 2 * minute); // the pace of rules is not what this is about
    const body = { ...(made.body as JsonObject), at: now }; // an avatar's body is an object
    return sender.send({ ...made, body }, makeContext(made));
  }

  async function join(session: string, room: string) {
    const event = makeJoin({ session, room, agent: bithuman.agent, receivedAt: now, occurredAt: now });
    await store.accept({ kind: "event", event, raw: new Uint8Array() });
  }

  const heardIn = () => bithuman.spoken.map(({ body }) => (JSON.parse(body) as { room_id: string }).room_id); // as the relay sends it
  const askedRooms = () => bithuman.asked.filter((path) => path.endsWith("/sessions")).length;

  it.each([undefined, ...Object.values(envelopes)])(
    "is found in the only room that belongs to nobody, and asked for once",
    async (envelope) => {
      bithuman.envelope = envelope;
      await join("known", "room-1");
      bithuman.rooms = ["room-1", "room-2", { room_id: "room-3", deliverable: false }];
      expect(await say("lost")).toMatchObject({ kind: "delivered" });
      bithuman.rooms = [];
      expect(await say("lost")).toMatchObject({ kind: "delivered" });
      expect(heardIn()).toEqual(["room-2", "room-2"]);
      expect(askedRooms()).toBe(1);
    },
  );

  it("is found again by another process, without asking", async () => {
    bithuman.rooms = ["room-1"];
    await say("lost");
    const other = opened();
    expect(await say("lost", other)).toMatchObject({ kind: "delivered" });
    await other.close();
    expect([heardIn(), askedRooms()]).toEqual([["room-1", "room-1"], 1]);
  });

  it("is found by a join that came after it was decided to speak", async () => {
    await join("lost", "room-7");
    expect(await say("lost")).toMatchObject({ kind: "delivered" });
    expect([heardIn(), askedRooms()]).toEqual([["room-7"], 0]);
  });

  it("gets no room that another one was found in, also when both ask at once", async () => {
    bithuman.rooms = ["room-1"];
    const ends = await Promise.all([say("one"), say("two")]);
    expect(ends.map(({ kind }) => kind)).toEqual(["delivered", "refused"]);
    bithuman.rooms = ["room-1", "room-2"];
    expect(await say("two")).toMatchObject({ kind: "delivered" });
    expect(heardIn()).toEqual(["room-1", "room-2"]);
  });

  it("gets no room that another process has just found for another session", async () => {
    bithuman.rooms = ["room-1"];
    const other = opened();
    const ends = await Promise.all([say("one"), say("two", other)]);
    await other.close();
    expect(ends.map(({ kind }) => kind).toSorted()).toEqual(["delivered", "refused"]);
    expect(heardIn()).toEqual(["room-1"]);
  });

  it.each([
    ["several could be its", ["room-1", "room-2"], "2 rooms of this agent could be its"],
    ["none is open", [], "none of the 0 rooms"],
    ["nobody can be reached there", [{ room_id: "room-1", deliverable: false }], "none of the 0 rooms"],
    ["all belong to others", ["taken"], "none of the 1 rooms"],
  ])("is told nothing where %s", async (_, rooms, detail) => {
    await join("known", "taken");
    bithuman.rooms = rooms;
    const outcome = await say("lost");
    expect(outcome).toMatchObject({ kind: "refused", reason: "recipient_invalid", detail: expect.stringContaining(detail) });
    expect(outcome).toMatchObject({ detail: expect.stringContaining("no room is known for this session") });
    expect(bithuman.spoken).toEqual([]);
  });

  it.each<readonly [string, ErrorSample, object]>([
    ["the plan has no API", errorAnswer("PLAN_REQUIRED"), { kind: "pause", reason: "account" }],
    ["the secret is wrong", errorAnswer("UNAUTHORIZED"), { kind: "pause", reason: "credentials" }],
    ["it has to slow down", errorAnswer("RATE_LIMITED"), { kind: "later", reason: "throttled" }],
    ["the edge fails", edge.badGateway, { kind: "later", reason: "unavailable" }],
    ["it fails", { status: 500, body: "{}" }, { kind: "later", reason: "unavailable" }],
    ["nobody is there", notFound("rooms"), { kind: "refused", detail: expect.stringContaining("has left") }],
    ["the answer is another", { status: 200, body: "{}" }, { kind: "later", detail: expect.stringContaining("UNEXPECTED_ANSWER") }],
  ])("is told nothing, and says why, where %s", async (_, fault, outcome) => {
    bithuman.rooms = ["room-1"];
    bithuman.faults.push(fault);
    expect(await say("lost")).toMatchObject(outcome);
    expect(bithuman.spoken).toEqual([]);
    expect(await say("lost")).toMatchObject({ kind: "delivered" });
  });

  it("waits where bitHuman cannot be reached", async () => {
    await bithuman.close();
    expect(await say("lost")).toMatchObject({ kind: "later", reason: "unreachable" });
    bithuman = await openBithuman();
  });
});
