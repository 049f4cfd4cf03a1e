import { describe, expect, it } from "vitest";
import { sourceShelf } from "../../../src/receive/mapping/shelf.ts";
import { makeSource, now, openPublicPort, type PublicPort, provenBy } from "../public-port.ts";

async function open(): Promise<PublicPort> {
  const taken = sourceShelf.take("events");
  if (taken.kind !== "taken") throw new Error("there is no such preset");
  const source = makeSource({ name: "own", preset: taken.preset, proof: provenBy({ shownIn: ["x-webhook-secret"] }) });
  let requests = 0;
  const randomId = () => {
    requests += 1;
    return String(requests).padStart(26, "0");
  };
  return openPublicPort({ sources: () => [source], randomId });
}

async function post(port: PublicPort, body: unknown) {
  const reply = await port.post(JSON.stringify(body));
  return { status: reply.status, ...JSON.parse(reply.text) };
}

const time = new Date(now).toISOString();
const chat = { type: "chat.push", agent: "a1", session: "s1", role: "user", message: "hello", time };

describe("events of one's own", () => {
  it("come alone, and the answer lists what became of them", async () => {
    const port = await open();
    const answer = await post(port, chat);
    expect(answer).toMatchObject({ status: "accepted", events: [{ event_id: answer.event_id, status: "accepted" }] });
    expect((await port.store.event(answer.event_id))?.event).toMatchObject({
      kind: "chat",
      agent: "a1",
      session: "s1",
      role: "user",
      message: "hello",
      occurredAt: now,
      data: { message: "hello", role: "user" },
    });
  });

  it("come as a list, of which a bad one is put aside alone", async () => {
    const port = await open();
    const answer = await post(port, [
      chat,
      { ...chat, message: 7 },
      5,
      { ...chat, type: "relay.store.full" },
      { type: "room.join", agent: "a1", session: "s1", time },
    ]);
    expect(answer.events).toMatchObject([
      { status: "accepted" },
      { status: "quarantined", reason: "schema_invalid" },
      { status: "quarantined", reason: "schema_invalid" },
      { status: "quarantined", reason: "schema_invalid" },
      { status: "accepted" },
    ]);
    const bad = await port.store.event(answer.events[1].event_id);
    expect(bad?.quarantine?.detail).toContain("/1/message: expected a string");
    expect(JSON.parse(Buffer.from(bad?.raw ?? []).toString())).toEqual({ ...chat, message: 7 });
  });

  it("of one id are one, of one text and time as well, and of neither each is another", async () => {
    const port = await open();
    expect((await post(port, { ...chat, id: "i1" })).status).toBe("accepted");
    expect((await post(port, { ...chat, message: "other", id: "i1" })).status).toBe("duplicate");
    expect((await post(port, { ...chat, time: new Date(now + 60_000).toISOString(), id: "i1" })).status).toBe("duplicate");
    expect((await post(port, chat)).status).toBe("accepted");
    expect((await post(port, chat)).status).toBe("duplicate");
    const failure = { type: "agent.error", agent: "a1", session: "s1", data: { error: { code: "TTS_DOWN" } } };
    port.clock.now = now;
    const first = await post(port, failure);
    port.clock.now = (now + 1) as typeof now; // a millisecond later
    expect([first.status, (await post(port, failure)).status]).toEqual(["accepted", "accepted"]);
    expect((await port.store.event(first.event_id))?.event).toMatchObject({ kind: "agent-error", code: "TTS_DOWN", occurredAt: now });
  });

  it.each([
    ["no list of them", [], "a list with at least one event"],
    ["too many", Array.from({ length: 1_001 }, () => chat), "a list of at most 1000 events"],
  ])("%s is put aside as a whole", async (_what, body, expected) => {
    const port = await open();
    const answer = await post(port, body);
    expect(answer.events).toMatchObject([{ status: "quarantined", reason: "schema_invalid" }]);
    expect((await port.store.event(answer.event_id))?.quarantine?.detail).toContain(expected);
  });

  it.each([
    ["a number", 7],
    ["a long text", "x".repeat(600)],
  ])("are one under one id that is %s", async (_what, id) => {
    const port = await open();
    expect((await post(port, { ...chat, id })).status).toBe("accepted");
    expect((await post(port, { ...chat, message: "other", id })).status).toBe("duplicate");
  });

  it.each([
    ["has no type", { session: "s1", message: "plugh" }],
    ["has a type of the relay's", { type: "relay.x", session: "s1" }],
    ["has data that are no object", { type: "order.paid", session: "s1", data: "plugh" }],
  ])("keep the session of an item that %s, so that it can be forgotten", async (_what, item) => {
    const port = await open();
    const answer = await post(port, [item]);
    expect(answer.events).toMatchObject([{ status: "quarantined", reason: "schema_invalid" }]);
    expect(await port.store.event(answer.event_id)).toMatchObject({ session: "s1" });
  });

  it("are put aside where they say nothing", async () => {
    const port = await open();
    const answer = await post(port, { type: "session.identity", session: "s1", data: { nickname: "Ada" } });
    expect(answer).toMatchObject({ status: "quarantined", reason: "schema_invalid", events: [{ status: "quarantined" }] });
    expect((await port.store.event(answer.event_id))?.quarantine?.detail).toContain("such as email or name");
  });

  it("say who a visitor is", async () => {
    const port = await open();
    const answer = await post(port, {
      type: "session.identity",
      session: "s1",
      time,
      data: { email: "ada@example.com", name: "Ada", age: 7 },
    });
    expect((await port.store.event(answer.event_id))?.event).toMatchObject({
      kind: "identity",
      data: { email: "ada@example.com", name: "Ada" },
    });
  });

  it("take part in the sessions of another source", async () => {
    const taken = sourceShelf.take("events");
    if (taken.kind !== "taken") throw new Error("there is no such preset");
    const { preset } = taken;
    const port = await openPublicPort({
      sources: () => [makeSource({ name: "words", preset, sessions: "rooms", proof: { kind: "path" } })],
    });
    const reply = await port.send({ raw: JSON.stringify(chat) });
    expect((await port.stored(reply)).event).toMatchObject({ source: "rooms", through: "words", session: "s1" });
  });

  it("keep every digit of a number", async () => {
    const port = await open();
    const raw = `{"type":"order.placed","agent":"a1","time":"${time}","data":{"user_id":12345678901234567890,"note":"12345678901234567890","small":42,"list":[-98765432109876543210,1.5]}}`;
    const answer = JSON.parse((await port.post(raw)).text);
    expect((await port.store.event(answer.event_id))?.event?.data).toEqual({
      user_id: "12345678901234567890",
      note: "12345678901234567890",
      small: 42,
      list: ["-98765432109876543210", 1.5],
    });
  });
});
