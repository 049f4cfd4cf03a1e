import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Message } from "../../src/core/delivery.ts";
import type { SendContext } from "../../src/core/destination.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { type Instant, minute, plus, second } from "../../src/core/time.ts";
import { avatar } from "../../src/destinations/avatar/avatar.ts";
import {
  agentCode,
  agentSessions,
  type ErrorSample,
  edge,
  envelopes,
  errorAnswer,
  notFound,
  spoke,
  spokeBefore,
  spokeIn2025,
} from "../support/bithuman-samples.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { answer, type HttpSink, json, openHttpSink, type SinkStep } from "../support/http-sink.ts";
import { makeChat, monday } from "../support/make.ts";

const secret = "canary-api-secret";
const room = { id: "session_xyz789", room: "customer-support" };

function sample({ status, body }: ErrorSample, headers: Readonly<Record<string, string>> = {}): SinkStep {
  return answer(status, headers, body);
}

const heard = json(200, spoke({ rooms: ["customer-support"] }));

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
    bithuman.script(json(200, agentSessions([])));
    expect(await send({}, { id: "session_xyz789" })).toMatchObject({ kind: "refused", reason: "recipient_invalid" });
    expect(bithuman.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET /v1/agent/${agentCode}/sessions`]);
  });

  it("says at most 600 characters, and no control characters", () => {
    const { body } = message({}, room, `a\u0000\u202eb\n${"x".repeat(700)}`);
    expect(body).toMatchObject({ text: expect.stringMatching(/^a b x{595}…$/u) });
  });

  const once: readonly (readonly [string, SinkStep, object])[] = [
    ["it says so in another envelope", json(200, envelopes.success(spoke({ rooms: ["customer-support"] }))), { kind: "delivered" }],
    ["it says so in a third", json(200, envelopes.status(spoke({ rooms: ["customer-support"] }))), { kind: "delivered" }],
    ["it spoke as before", json(200, spokeBefore(1)), { kind: "delivered", reference: "1" }],
    ["it spoke as in 2025", json(200, spokeIn2025(2)), { kind: "delivered", reference: "2" }],
    ["nobody heard it", json(200, spoke({})), { kind: "refused", detail: expect.stringContaining("delivered it to 0 rooms") }],
    ["nobody heard it, as in 2025", json(200, spokeIn2025(0)), { kind: "refused", detail: expect.stringContaining("nobody heard it") }],
    [
      "the room was skipped",
      json(200, spoke({ rooms_skipped: ["customer-support"] })),
      { kind: "refused", detail: expect.stringContaining("no avatar is at work in the room") },
    ],
    ["another room was skipped", json(200, spoke({ rooms: ["customer-support"], rooms_skipped: ["other"] })), { kind: "delivered" }],
    ["it was skipped, counted", json(200, spokeBefore(1, 1)), { kind: "refused", detail: expect.stringContaining("no avatar") }],
    [
      "it failed in the room",
      json(200, spoke({ rooms_failed: ["customer-support"] })),
      { kind: "refused", detail: "nobody heard it: bitHuman could not say it in the room" },
    ],
    [
      "it failed in the room, with a reason",
      json(200, { agent_code: agentCode, delivered_to_rooms: 0, rooms_failed: [{ room_id: "customer-support", error: "worker gone" }] }),
      { kind: "refused", detail: "nobody heard it: bitHuman could not say it in the room: worker gone" },
    ],
    ["the visitor has left", sample(notFound("rooms")), { kind: "refused", detail: expect.stringContaining("the visitor has left") }],
    ["there is no such agent", sample(notFound("agent")), { kind: "refused", detail: expect.stringContaining("knows no such agent") }],
    ["the secret is wrong", sample(errorAnswer("UNAUTHORIZED")), { kind: "pause", reason: "credentials" }],
    ["it is another account's", sample(errorAnswer("FORBIDDEN")), { kind: "pause", reason: "credentials" }],
    [
      "the plan has no API",
      sample(errorAnswer("PLAN_REQUIRED")),
      {
        kind: "pause",
        reason: "account",
        detail: expect.stringMatching(
          /PLAN_REQUIRED: API and SDK access starts at the Creator plan; .*https:\/\/www\.bithuman\.ai\/pricing/,
        ),
      },
    ],
    [
      "the account is empty",
      sample(errorAnswer("INSUFFICIENT_BALANCE")),
      { kind: "pause", detail: expect.stringContaining("buy credits") },
    ],
    ["the account is suspended", sample(errorAnswer("ACCOUNT_SUSPENDED")), { kind: "pause", reason: "account" }],
    ["its avatars are suspended", sample(errorAnswer("RUNTIME_SUSPENDED")), { kind: "pause", reason: "account" }],
    ["too many avatars run", sample(errorAnswer("CONCURRENCY_LIMIT_REACHED")), { kind: "later", reason: "unavailable" }],
    ["the edge blocks us", sample(edge.blocked), { kind: "refused", detail: expect.stringContaining("edge") }],
    [
      "it wants us to slow down",
      sample(errorAnswer("RATE_LIMITED"), { "retry-after": "2" }),
      { kind: "later", reason: "throttled", after: 2_000, countsAsAttempt: false },
    ],
    ["there is no worker yet", sample(errorAnswer("NO_AVAILABLE_WORKERS")), { kind: "later", reason: "unavailable" }],
    ["the edge does not reach it", sample(edge.badGateway), { kind: "later", reason: "unavailable" }],
    ["the edge waits in vain", sample(edge.timeout), { kind: "later", reason: "unavailable" }],
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
