import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Message } from "../../src/core/delivery.ts";
import type { SendContext } from "../../src/core/destination.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { type Instant, minute, plus, second } from "../../src/core/time.ts";
import { avatar } from "../../src/destinations/avatar.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { answer, type HttpSink, openHttpSink, type SinkStep } from "../support/http-sink.ts";
import { makeChat, monday } from "../support/make.ts";

const secret = "canary-api-secret";
const room = { id: "session_xyz789", room: "customer-support" };

function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): SinkStep {
  return answer(status, { "content-type": "application/json", ...headers }, JSON.stringify(body));
}

const heard = json(200, { agent_code: "A80HVD8577", context_type: "speak", delivered_to_rooms: 1 });

describe("avatar", () => {
  let bithuman: HttpSink;
  let now: Instant;

  beforeEach(async () => {
    bithuman = await openHttpSink();
    bithuman.always(heard);
    now = plus(monday, second);
  });

  afterEach(() => bithuman.close());

  function sender(settings: JsonObject = {}) {
    return configured(avatar, settings).open(makeEdge({ BITHUMAN_API_SECRET: secret, BITHUMAN_API_URL: bithuman.url }, { now: () => now }));
  }

  function message(settings: JsonObject = {}, session: JsonObject = room, text = "Hello."): Message {
    const event = makeChat({ message: "help" });
    const [made] = renderedBy(avatar, configured(avatar, settings), { text }, makeView(event, { session }));
    if (made === undefined) throw new Error("nothing was rendered");
    return made;
  }

  function send(settings: JsonObject = {}, session: JsonObject = room, context: Partial<SendContext> = {}) {
    const made = message(settings, session);
    return sender(settings).send(made, makeContext(made, context));
  }

  it("speaks aloud into the room that the visitor joined", async () => {
    expect(await send({ mode: "speak" })).toEqual({ kind: "delivered", reference: "1" });
    const [request] = bithuman.requests;
    expect(request).toMatchObject({ method: "POST", path: "/v1/agent/A80HVD8577/speak", headers: { "api-secret": secret } });
    expect(request?.headers["user-agent"]).toMatch(/^avatar-relay\//);
    expect(JSON.parse(request?.body ?? "")).toEqual({ message: "Hello.", room_id: "customer-support" });
  });

  it("whispers unless it is told to speak", async () => {
    await send();
    expect(bithuman.requests[0]?.path).toBe("/v1/agent/A80HVD8577/add-context");
    expect(JSON.parse(bithuman.requests[0]?.body ?? "")).toEqual({ context: "Hello.", type: "add_context", room_id: "customer-support" });
  });

  it("takes the session for the room where bitHuman does", async () => {
    await send({ room: "session_id" });
    expect(JSON.parse(bithuman.requests[0]?.body ?? "")).toMatchObject({ room_id: "session_xyz789" });
  });

  it("says nothing without a room: every visitor of the agent would hear it", async () => {
    expect(await send({}, { id: "session_xyz789" })).toMatchObject({ kind: "refused", reason: "recipient_invalid" });
    expect(bithuman.requests).toEqual([]);
  });

  it("says at most 600 characters, and no control characters", () => {
    const { body } = message({}, room, `a\u0000\u202eb\n${"x".repeat(700)}`);
    expect(body).toMatchObject({ text: expect.stringMatching(/^a b x{595}…$/u) });
  });

  const once: readonly (readonly [string, SinkStep, object])[] = [
    ["nobody heard it", json(200, { delivered_to_rooms: 0 }), { kind: "refused", detail: expect.stringContaining("nobody heard it") }],
    ["no avatar is at work", json(200, { delivered_to_rooms: 1, rooms_skipped_no_worker: 1 }), { kind: "refused" }],
    ["the old shape tells the rooms", json(200, { success: true, data: { delivered_to_rooms: 2 } }), { kind: "delivered", reference: "2" }],
    [
      "the visitor has left",
      json(404, { error: { code: "NOT_FOUND", message: "No active rooms found for agent X" } }),
      { kind: "refused", detail: "the visitor has left" },
    ],
    [
      "there is no such agent",
      json(404, { error: { message: "Agent not found for code: X" } }),
      { kind: "refused", detail: "bitHuman knows no such agent" },
    ],
    ["the secret is wrong", json(401, { error: { code: "UNAUTHORIZED" } }), { kind: "pause", reason: "credentials" }],
    ["the account is empty", json(402, {}), { kind: "refused", detail: expect.stringContaining("no credits") }],
    ["the edge blocks us", answer(403, {}, "error code: 1010"), { kind: "refused", detail: expect.stringContaining("edge") }],
    [
      "it wants us to slow down",
      json(429, {}, { "retry-after": "2" }),
      { kind: "later", reason: "throttled", after: 2_000, countsAsAttempt: false },
    ],
    ["there is no worker yet", json(503, { error: { code: "NO_AVAILABLE_WORKERS" } }), { kind: "later", reason: "unavailable" }],
    ["it failed", json(500, {}), { kind: "refused", detail: expect.stringContaining("unknown whether it was heard") }],
    ["the answer is lost", { kind: "lost" }, { kind: "refused", detail: expect.stringContaining("unknown whether it was heard") }],
    ["the connection breaks", { kind: "reset" }, { kind: "refused", detail: expect.stringContaining("unknown whether it was heard") }],
    ["the answer is a page", answer(200, {}, "<html>"), { kind: "refused", detail: expect.stringContaining("unknown") }],
  ];

  it.each(once)("sends one request and no other when %s", async (_, step, outcome) => {
    bithuman.script(step);
    const ended = await send({ mode: "speak" });
    expect(ended).toMatchObject(outcome);
    expect(JSON.stringify(ended)).not.toContain("canary");
    expect(bithuman.requests.length).toBeLessThanOrEqual(1);
  });

  it("is never repeated after a silence, or where the process ended in the middle", async () => {
    bithuman.script({ kind: "hang" });
    const silent = await send({ mode: "speak" }, room, { signal: AbortSignal.timeout(200) });
    expect(silent).toMatchObject({ kind: "refused", detail: expect.stringContaining("unknown whether it was heard") });
    expect(await send({}, room, { unsure: true })).toMatchObject({ kind: "refused", detail: expect.stringContaining("unknown") });
    expect(bithuman.requests).toHaveLength(1);
  });

  it("waits where nobody listens, since nothing can have arrived", async () => {
    await bithuman.close();
    expect(await send()).toMatchObject({ kind: "later", reason: "unreachable" });
    bithuman = await openHttpSink();
  });

  it("says nothing that has become old", async () => {
    now = plus(monday, 31 * second);
    expect(await send()).toMatchObject({ kind: "refused", detail: expect.stringContaining("too late") });
    expect(await send({ expires: "2m" })).toMatchObject({ kind: "delivered" });
  });

  it("lets rules speak to a session once a minute and five times at most, and people whenever they want", async () => {
    const settings = { expires: "7d" };
    const open = sender(settings);
    const say = async (isPerson: boolean) => {
      const made = message(settings);
      const body = { ...(made.body as JsonObject), isPerson }; // an avatar's body is an object
      return (await open.send({ ...made, body }, makeContext(made))).kind;
    };
    expect([await say(false), await say(false), await say(true)]).toEqual(["delivered", "refused", "delivered"]);
    const later: string[] = [];
    for (let minutes = 0; minutes < 6; minutes++) {
      now = plus(now, minute);
      later.push(await say(false));
    }
    expect(later).toEqual(["delivered", "delivered", "delivered", "delivered", "refused", "refused"]);
  });

  it("waits for its secret", async () => {
    const open = configured(avatar, {}).open(makeEdge());
    expect(await open.send(message(), makeContext(message()))).toMatchObject({ kind: "pause", reason: "credentials" });
  });

  it("says a secret's name as it was written, never its value, where a person writes one", async () => {
    const named = `$${"{TOKEN}"}`;
    const made = avatar.configure({}, { name: "helper", seal: (text) => text, unseal: (text) => text.replaceAll(named, "canary") });
    const words = { agent: "A80HVD8577", session: "s1", room: "r1", mode: "speak", text: `my ${named}`, at: now } as const;
    const { body, thread } = made.voice?.say(words) ?? { body: null, thread: undefined };
    const queued: Message = { ...message(), body, thread };
    const edge = makeEdge({ BITHUMAN_API_SECRET: secret, BITHUMAN_API_URL: bithuman.url }, { now: () => now });
    await made.open(edge).send(queued, makeContext(queued));
    expect(JSON.parse(bithuman.requests[0]?.body ?? "")).toEqual({ message: `my ${named}`, room_id: "r1" });
  });
});
