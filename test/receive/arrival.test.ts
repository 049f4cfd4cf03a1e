import { describe, expect, it } from "vitest";
import { isJsonObject } from "../../src/core/json.ts";
import type { Arrival } from "../../src/core/store.ts";
import { day, hour, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { arrivalsOf } from "../../src/receive/arrival.ts";
import type { Verified } from "../../src/receive/signature.ts";
import { sha256 } from "./digest.ts";
import { makeChatBody, makeSource, now, nowInSeconds, randomId } from "./public-port.ts";

interface Given {
  readonly source?: string;
  readonly receivedAt?: Instant;
  readonly keepFor?: number;
}

function arrive(body: string | Uint8Array, { source = "bithuman", receivedAt = now, keepFor = 90 * day }: Given = {}): Arrival {
  const raw = Buffer.from(body) as Uint8Array as Verified; // as if it were signed
  const [arrived] = arrivalsOf({ raw, source: makeSource({ name: source }), receivedAt, requestId: randomId, depth: 32, keepFor });
  if (arrived === undefined) throw new Error("a body always comes to something");
  return arrived.arrival;
}

function idOf(arrival: Arrival): string {
  return arrival.kind === "event" ? arrival.event.id : arrival.id;
}

function eventIn(arrival: Arrival) {
  if (arrival.kind !== "event") throw new Error(`${arrival.reason} ${arrival.detail}`);
  return arrival.event;
}

/** A chat whose time is spelled exactly so. */
function chatAt(timestamp: string): string {
  return makeChatBody({ timestamp: "@" }, { timestamp: undefined }).replace('"@"', timestamp);
}

describe("an arrival", () => {
  it("is an event with its own time, source and bytes", () => {
    const arrival = arrive(makeChatBody({ timestamp: 1 }, { timestamp: nowInSeconds - 60 }), { source: "second" });
    expect(arrival).toMatchObject({
      kind: "event",
      event: { kind: "chat", source: "second", receivedAt: now, occurredAt: plus(now, -minute) },
    });
    expect(eventIn(arrival).suspectTime).toBeUndefined();
  });

  it.each([
    ["R19", "broken JSON", '{"a":', "invalid_json"],
    ["R19", "an array", "[1]", "not_object"],
    ["R19", "a number", "17", "not_object"],
    ["R19", "a string", '"hello"', "not_object"],
    ["R20", "bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "invalid_utf8"],
    ["R22", "100,000 levels", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, "too_deep"],
    ["R26", "a chat without a session", makeChatBody({}, { session_id: undefined }), "schema_invalid"],
  ])("%s is put aside with its bytes where it is %s", (_row, _what, body, reason) => {
    const arrival = arrive(body);
    expect(arrival).toMatchObject({ kind: "quarantined", source: "bithuman", receivedAt: now, reason });
    expect(sha256(arrival.raw)).toBe(sha256(body));
  });

  it.each([
    [{ session_id: undefined }, "/data/session_id: expected a string of 1 to 512 characters"],
    [{ message: 7 }, "/data/message: expected a string"],
  ])("says what was expected where", (data, detail) => {
    expect(arrive(makeChatBody({}, data))).toMatchObject({ reason: "schema_invalid", detail });
  });

  it.each([
    ["its type is no name", makeChatBody({ event_type: "x".repeat(600) }, { session_id: "s1" })],
    ["its type is one of the relay's own", makeChatBody({ event_type: "relay.store.full" }, { session_id: "s1" })],
    ["its type is missing", makeChatBody({ event_type: undefined }, { session_id: "s1" })],
    ["it keeps the session where another format does", makeChatBody({ sessionId: "s1" }, { session_id: undefined })],
  ])("keeps its session where %s, so that it can be forgotten", (_what, body) => {
    expect(arrive(body)).toMatchObject({ kind: "quarantined", reason: "schema_invalid", session: "s1" });
  });

  // R22
  it("is judged in no time, however deep it is", () => {
    const deep = Buffer.from("[".repeat(200_000));
    const startedAt = performance.now();
    arrive(deep);
    expect(performance.now() - startedAt).toBeLessThan(50);
  });

  // R20
  it("keeps NUL and half a character out of no one's way", () => {
    const body = makeChatBody().replace("hello", String.raw`a\u0000b\ud800c`);
    const arrival = arrive(body);
    expect(eventIn(arrival)).toMatchObject({ message: `a${String.fromCharCode(0)}b\ufffdc` });
    expect(Buffer.from(arrival.raw).toString()).toBe(body);
  });

  // R24
  it("has a __proto__ that is only a name", () => {
    const body = makeChatBody().replace('"role"', '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"role"');
    const { data } = eventIn(arrive(body));
    expect(Object.hasOwn(data, "__proto__")).toBe(true);
    expect(isJsonObject(data) && data.polluted).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  // R27
  it("takes any number of names and agents", () => {
    const bodies = Array.from({ length: 10_000 }, (_, index) => makeChatBody({ event_type: `type.${index}`, agent_id: `agent-${index}` }));
    expect(new Set(bodies.map((body) => eventIn(arrive(body)).type)).size).toBe(10_000);
  });
});

// R25
describe("a time that cannot be believed", () => {
  it.each(["1e400", "-1", "0", '"1705312200"', "1705312200000", "1705312200", "1e15", "1e300", "null", "{}"])(
    "%s is replaced by ours",
    (time) => {
      const event = eventIn(arrive(chatAt(time)));
      expect(event).toMatchObject({ kind: "chat", suspectTime: true, occurredAt: now });
      expect(() => new Date(event.occurredAt).toISOString()).not.toThrow();
    },
  );

  it("is replaced where it is missing", () => {
    expect(eventIn(arrive(makeChatBody({ timestamp: undefined }, { timestamp: undefined })))).toMatchObject({ suspectTime: true });
  });

  it.each([-25 * hour, 25 * hour])("is replaced where it is %i ms off, and believed within a day", (skew) => {
    const off = (span: number) => eventIn(arrive(chatAt(String((now + span) / second))));
    expect(off(skew)).toMatchObject({ suspectTime: true, occurredAt: now });
    expect(off(skew * 0.9)).toMatchObject({ occurredAt: plus(now, skew * 0.9) });
  });
});

// R11
describe("a replay", () => {
  it.each([second, 6 * minute, 25 * hour, 8 * day])("%i ms later has the id of the first, whatever is believed by then", (span) => {
    for (const body of [makeChatBody(), chatAt("0"), "no json", makeChatBody({}, { message: 7 })]) {
      expect(idOf(arrive(body, { receivedAt: plus(now, span) }))).toBe(idOf(arrive(body)));
    }
  });

  it("of an event that is older than keys are kept is put aside, under the same id", () => {
    const old = arrive(makeChatBody(), { receivedAt: plus(now, 90 * day + 1) });
    expect(old).toMatchObject({ kind: "quarantined", reason: "too_old" });
    expect(idOf(old)).toBe(idOf(arrive(makeChatBody())));
    expect(arrive(makeChatBody(), { receivedAt: plus(now, 90 * day) }).kind).toBe("event");
  });

  it("of the vendor's samples, older than any relay, is an event under an id that is kept for ever", () => {
    const sample = arrive(chatAt("1705312285.0"));
    expect(sample).toMatchObject({ kind: "event", event: { suspectTime: true } });
    expect(idOf(sample).slice(0, 8)).toBe("00000000");
  });

  it("of an event with an id of its own is known by it, however it is written", () => {
    const event = { id: "evt_1", event: "agent.ready", created: nowInSeconds, data: { agent_id: "A1" } };
    expect(idOf(arrive(JSON.stringify(event, null, 2)))).toBe(idOf(arrive(JSON.stringify(event))));
    expect(idOf(arrive(JSON.stringify({ ...event, id: "evt_2" })))).not.toBe(idOf(arrive(JSON.stringify(event))));
  });

  it("by another source is another event", () => {
    expect(idOf(arrive(makeChatBody(), { source: "second" }))).not.toBe(idOf(arrive(makeChatBody())));
  });
});
