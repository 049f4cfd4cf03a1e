import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import type { ReadProblem, SourceAccount } from "../../src/core/source.ts";
import { bithuman, readBithuman } from "../../src/receive/bithuman.ts";
import { roleOf } from "../../src/receive/mapping/readers.ts";

const fixtures = new URL("./fixtures/", import.meta.url);

/** Names begin with the dialect's. */
const files = readdirSync(fixtures);

function fixture(file: string): JsonObject {
  return JSON.parse(readFileSync(new URL(file, fixtures), "utf8"));
}

function accountOf(body: JsonObject): SourceAccount {
  const read = readBithuman(body);
  if ("pointer" in read) throw new Error(`a problem at ${read.pointer}`);
  return read.account;
}

function problemOf(body: JsonObject): ReadProblem {
  const read = readBithuman(body);
  if ("account" in read) throw new Error(`read as ${read.account.type}`);
  return read;
}

function g1(event_type: unknown, data: unknown): JsonObject {
  return JSON.parse(JSON.stringify({ agent_id: "A80HVD8577", event_type, data, timestamp: 1_705_312_200 }));
}

const person = { agent: "agent_abc123", session: "session_xyz789" };
const code = { agent: "A80HVD8577", session: undefined };

describe("a documented payload", () => {
  it.each<[string, Partial<SourceAccount>]>([
    ["g0-room-join.json", { kind: "join", type: "room.join", ...person, room: "customer-support", participants: 2 }],
    ["g0-room-join-minimal.json", { kind: "join", type: "room.join", agent: "test_agent", session: undefined, room: undefined }],
    ["g0-chat-push.json", { kind: "chat", type: "chat.push", ...person, role: "agent", message: "How can I help?" }],
    ["g0-session-end.json", { kind: "session-end", type: "session.end", ...person, reason: "user_disconnect" }],
    ["g0-agent-error.json", { kind: "agent-error", type: "agent.error", ...person, code: "AUDIO_PROCESSING_FAILED" }],
    ["g1-room-join.json", { kind: "join", type: "room.join", ...person, room: "customer-support", participants: 1 }],
    ["g1-chat-push.json", { kind: "chat", type: "chat.push", ...person, role: "user", message: "Hello, I need help with my order" }],
    ["g1b-room-join.json", { kind: "join", type: "room.join", agent: "A80HVD8577", session: "session_xyz789", participants: 1 }],
    ["g1b-chat-push.json", { kind: "chat", type: "chat.push", agent: "A80HVD8577", role: "user", message: "Hello" }],
    ["g2-agent-ready.json", { kind: "other", type: "agent.ready", ...code }],
    ["g2-agent-failed.json", { kind: "agent-error", type: "agent.failed", ...code, code: "NO_AVAILABLE_WORKERS" }],
    ["g2-ping.json", { kind: "other", type: "ping" }],
  ])("%s is read", (file, expected) => {
    expect(accountOf(fixture(file))).toMatchObject(expected);
  });

  it.each(files)("%s is read in its own dialect", (file) => {
    expect(bithuman.formatOf(fixture(file))).toBe(file.split("-")[0]);
  });

  it.each([
    ["g0-chat-push.json", "2025-09-23T10:31:00.250Z"],
    ["g0-session-end.json", "2025-09-23T08:45:00.000Z"],
    ["g1-room-join.json", "2024-01-15T09:50:00.000Z"],
    ["g1-chat-push.json", "2024-01-15T09:51:25.000Z"],
    ["g1b-chat-push.json", "2026-05-29T00:01:25.000Z"],
    ["g2-ping.json", "2026-06-02T16:23:10.000Z"],
  ])("%s gives its time", (file, expected) => {
    expect(readBithuman(fixture(file))).toMatchObject({ at: Date.parse(expected) });
  });

  it("of the second generation has an id of its own", () => {
    expect(readBithuman(fixture("g2-ping.json"))).toMatchObject({ key: "evt_0011223344" });
    expect(readBithuman(fixture("g1-room-join.json"))).toMatchObject({ key: undefined });
  });

  it("of the first gives templates the same names as later ones", () => {
    expect(accountOf(fixture("g0-room-join.json")).data).toMatchObject({ room_name: "customer-support", participant_count: 2 });
    expect(accountOf(fixture("g0-agent-error.json")).data).toMatchObject({ error: { code: "AUDIO_PROCESSING_FAILED" } });
  });
});

describe("an event", () => {
  it("of an unknown name is kept with all it carries, in every dialect", () => {
    const data = { session_id: "s", anything: [1] };
    expect(accountOf(g1("avatar.waved", data))).toEqual({ kind: "other", type: "avatar.waved", agent: "A80HVD8577", session: "s", data });
    expect(accountOf(g1("avatar.waved", undefined))).toMatchObject({ kind: "other", data: {} });
    expect(accountOf({ id: "evt_1", event: "x.y", created: 1, data })).toMatchObject({ kind: "other", type: "x.y", session: "s" });
    expect(accountOf({ event: "something", sessionId: "s", extra: 1 })).toMatchObject({
      kind: "other",
      type: "something",
      data: { extra: 1 },
    });
  });

  it("orders by the chat's own time, which a retry does not change", () => {
    const chat = g1("chat.push", { role: "user", message: "", session_id: "s", timestamp: 1_705_312_285 });
    expect(readBithuman(chat)).toMatchObject({ at: 1_705_312_285_000 });
  });

  it("without a session or a room is a join all the same", () => {
    expect(accountOf(g1("room.join", {}))).toMatchObject({ kind: "join", session: undefined, room: undefined, participants: undefined });
  });

  it("of an agent's error has a code, written alone or in an object", () => {
    expect(accountOf(g1("agent.error", { error: { code: "LLM" } }))).toMatchObject({ kind: "agent-error", code: "LLM" });
    expect(accountOf(g1("agent.failed", { error: "LLM" }))).toMatchObject({ kind: "agent-error", code: "LLM" });
    expect(accountOf(g1("agent.failed", {}))).toMatchObject({ kind: "agent-error", code: undefined });
  });

  it("of a session's end has a reason", () => {
    expect(accountOf(g1("session.end", { session_id: "s", reason: "timeout" }))).toMatchObject({ kind: "session-end", reason: "timeout" });
  });

  it.each([
    ["assistant", "agent"],
    ["Agent", "agent"],
    ["bot", "agent"],
    ["avatar", "agent"],
    ["ai", "agent"],
    ["user", "user"],
    ["visitor", "user"],
    ["human", "user"],
    ["system", "other"],
    ["constructor", "other"],
    [undefined, "other"],
    [7, "other"],
  ])("spoken by %j is spoken by %s", (sent, expected) => {
    expect(roleOf(sent)).toBe(expected);
  });
});

// R26
describe("a body that is no event says where", () => {
  it.each<[string, JsonObject, string]>([
    ["a chat without a session", g1("chat.push", { role: "user", message: "hi" }), "/data/session_id"],
    ["a chat with a fraction for a session", g1("chat.push", { message: "hi", session_id: 7.5 }), "/data/session_id"],
    ["a name that is the relay's own", g1("relay.breaker.open", {}), "/event_type"],
    ["a chat with a session of 10,000 characters", g1("chat.push", { message: "hi", session_id: "s".repeat(10_000) }), "/data/session_id"],
    ["data null", g1("chat.push", null), "/data"],
    ["data an array", g1("room.join", []), "/data"],
    ["no data", g1("chat.push", undefined), "/data"],
    ["data null of an unknown event", g1("avatar.waved", null), "/data"],
    ["a number for a message", g1("chat.push", { message: 7, session_id: "s" }), "/data/message"],
    ["null for a message", g1("chat.push", { message: null, session_id: "s" }), "/data/message"],
    ["no message", g1("chat.push", { session_id: "s" }), "/data/message"],
    ["a number for a name", g1(7, {}), "/event_type"],
    ["a name of 10,000 characters", g1("x".repeat(10_000), {}), "/event_type"],
    ["g0: a chat without a session", { event: "chat_push", message: { content: "hi" } }, "/sessionId"],
    ["g0: a chat without content", { event: "chat_push", sessionId: "s", message: "hi" }, "/message/content"],
    ["g0: no name", { event: null }, "/event"],
    ["g2: no id", { id: 7, event: "ping", created: 1 }, "/id"],
    ["g2: no name", { id: "evt_1", event: "", created: 1 }, "/event"],
    ["nothing of an event", {}, ""],
  ])("%s", (_what, body, pointer) => {
    expect(problemOf(body).pointer).toBe(pointer);
  });

  it("takes what is meant: numbers for ids and codes, texts for counts", () => {
    expect(accountOf(g1("chat.push", { message: "hi", session_id: 7 }))).toMatchObject({ session: "7" });
    expect(accountOf(g1("room.join", { session_id: "s", participant_count: "3" }))).toMatchObject({ participants: 3 });
    expect(accountOf(g1("agent.error", { session_id: "s", error: { code: 500 } }))).toMatchObject({ code: "500" });
  });

  it("keeps what stands beside the envelope and data", () => {
    const body = { event_type: "message", call_id: "c1", message: { sender: "user", message: "hello" }, call_data: { agentId: "a1" } };
    expect(accountOf(body)).toMatchObject({
      kind: "other",
      data: { call_id: "c1", message: { sender: "user", message: "hello" }, call_data: { agentId: "a1" } },
    });
    expect(accountOf({ ...g1("chat.push", { role: "user", message: "hi", session_id: "s" }), lang: "de" })).toMatchObject({
      data: { message: "hi", lang: "de" },
    });
  });

  it("reads an event of one's own", () => {
    const own = { type: "agent.error", agent: "a1", session: "s1", data: { error: { code: "TTS_DOWN" } } };
    expect(accountOf(own)).toMatchObject({ kind: "agent-error", agent: "a1", session: "s1", code: "TTS_DOWN" });
  });

  it("and a message of 200 KB is a message", () => {
    expect(accountOf(g1("chat.push", { session_id: "s", message: "x".repeat(200_000) }))).toMatchObject({ kind: "chat" });
  });
});
