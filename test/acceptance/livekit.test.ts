/** A LiveKit room of one's own: who joins comes from LiveKit's webhook, the words come from the agent's process, and both are one conversation. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { root } from "../support/build.ts";
import { type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { type Agent, hasPython, startAgent } from "../support/livekit-agent.ts";
import { AccessToken } from "../support/peers.ts";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";
import { type Reply, send } from "../support/sender.ts";

const key = "APIexample7";
const secret = "example-livekit-secret-0123456789ab";
const wordsSecret = "secret-of-the-words-0123456789";

/** The rules of rules.example.yaml as they stand; only where events come from and where messages go is the test's. */
function rules(analytics: string, more: readonly object[] = []): string {
  const example = parse(readFileSync(join(root, "rules.example.yaml"), "utf8")) as { rules: readonly { name: string }[] };
  const used = ["joins-to-crm", "asks-for-a-human", "frustrated-user", "agent-errors", "session-summary"];
  return stringify({
    version: 1,
    sources: {
      rooms: { preset: "livekit", path: "/livekit", key, secret },
      words: { preset: "events", path: "/events", secret: wordsSecret, sessions: "rooms" },
    },
    destinations: {
      support: { console: {} },
      oncall: { console: {} },
      crm: { console: {} },
      analytics: {
        webhook: { url: analytics, secret: `whsec_${Buffer.alloc(32, "a").toString("base64")}`, allow_private: ["127.0.0.0/8"] },
      },
    },
    rules: [...example.rules.filter(({ name }) => used.includes(name)), ...more],
  });
}

let sink: HttpSink;
let workshop: Workshop;
let agents: Agent[];

beforeEach(async () => {
  sink = await openHttpSink();
  workshop = openWorkshop(rules(sink.url));
  agents = [];
});

afterEach(async () => {
  await Promise.all(agents.map((agent) => agent.kill()));
  await workshop.close();
  await sink.close();
});

/** A webhook as LiveKit's server sends it, signed by LiveKit's own library. */
async function webhook(relay: Relay, event: string, more: object = {}): Promise<Reply> {
  const createdAt = String(Math.floor(Date.now() / 1_000));
  const raw = JSON.stringify({ event, room: { sid: "RM_q1w2e3", name: "lobby-7" }, ...more, id: `EV_${event}`, createdAt });
  const token = new AccessToken(key, secret, { ttl: "5m" });
  token.sha256 = createHash("sha256").update(raw).digest("base64");
  return send(relay.port, {
    raw,
    path: "/livekit",
    headers: { "content-type": "application/webhook+json", authorization: await token.toJwt() },
  });
}

function agentOf(relay: Relay, options: object = {}): Agent {
  const agent = startAgent({
    url: `http://127.0.0.1:${relay.port}/events`,
    secret: wordsSecret,
    agent: "shop-assistant",
    session: "RM_q1w2e3",
    room: "lobby-7",
    ...options,
  });
  agents.push(agent);
  return agent;
}

async function talkAbout(agent: Agent): Promise<void> {
  await agent.do("item", { role: "assistant", text: "Hello, how can I help?", id: "item_1" });
  await agent.do("item", { role: "user", text: "this is awful, it is still broken and nobody helps me!", id: "item_2" });
  await agent.do("item", { role: "assistant", text: "I am sorry", id: "item_3", interrupted: true });
  await agent.do("item", { role: "user", text: "i want to speak to a human NOW", id: "item_4" });
  await agent.do("item", { role: "user", text: "I want a refund", id: "item_5" });
  const error = { type: "llm_error", label: "openai.LLM", status: 503, message: "overloaded", recoverable: true };
  for (let count = 0; count < 6; count += 1) await agent.do("error", error);
}

interface EventsAnswer {
  readonly events: readonly { readonly type: string; readonly session: string; readonly findings: readonly { readonly rule: string }[] }[];
}

async function settled(relay: Relay, count: number): Promise<EventsAnswer["events"]> {
  await expect.poll(async () => (await relay.api<StatsAnswer>("/api/stats")).evaluated).toBeGreaterThanOrEqual(count);
  return (await relay.api<EventsAnswer>("/api/events?limit=100")).events;
}

const told = (events: EventsAnswer["events"]) =>
  [...new Set(events.flatMap(({ findings }) => findings.map(({ rule }) => rule)))].toSorted();

describe.skipIf(!hasPython)("a LiveKit room", () => {
  it("is one conversation of joins, words, errors and an end, and the example's rules hold", async () => {
    const relay = await workshop.start();
    const participant = { sid: "PA_z9y8x7", identity: "visitor-41", state: "ACTIVE", name: "Ada Mayer" };
    expect((await webhook(relay, "participant_joined", { participant })).status).toBe(200);
    const agent = agentOf(relay);
    await talkAbout(agent);
    await agent.do("close", { reason: "participant_disconnected" });
    expect(await agent.leave()).toBe(0);
    expect((await webhook(relay, "participant_left", { participant })).status).toBe(200);
    await settled(relay, 14);
    expect((await relay.api<StatsAnswer>("/api/stats")).sessions).toBe(1); // that go on
    expect((await webhook(relay, "room_finished")).status).toBe(200);

    const events = await settled(relay, 15);
    expect(events.filter(({ session }) => session !== "RM_q1w2e3")).toEqual([]);
    expect(told(events)).toEqual(["agent-errors", "asks-for-a-human", "frustrated-user", "joins-to-crm", "session-summary"]);
    expect((await relay.api<StatsAnswer>("/api/stats")).sessions).toBe(0);
    await sink.until(1);
    expect(JSON.parse(sink.requests[0]?.body ?? "")).toMatchObject({ session: "RM_q1w2e3", messages: 5 });
    expect(sink.requests).toHaveLength(1);
    expect(agent.logs).toEqual([]);
  });

  it("needs no LiveKit webhook where the agent's file tells the room, too", async () => {
    const relay = await workshop.start();
    const agent = agentOf(relay, { room_events: true });
    await talkAbout(agent);
    await agent.do("close", { reason: "job_shutdown" });
    expect(await agent.leave()).toBe(0);
    const events = await settled(relay, 13);
    expect(told(events)).toEqual(["agent-errors", "asks-for-a-human", "frustrated-user", "joins-to-crm", "session-summary"]);
  });

  it("keeps its words while the relay is away, and each of them counts once", async () => {
    const relay = await workshop.start();
    const agent = agentOf(relay, { retry: { first: 0.01, longest: 0.05, mend: 0.05 } });
    const at = Math.floor(Date.now() / 1_000);
    await agent.do("talk", { count: 10, at });
    await settled(relay, 10);
    await relay.end("SIGKILL");
    await agent.do("talk", { count: 200, at }); // the first ten again
    await expect.poll(() => agent.logs.join()).toContain("does not answer");
    const again = await workshop.start({}, ["--port", String(relay.port)]);
    const events = await settled(again, 200);
    expect(events.length).toBe(100);
    expect(await agent.leave()).toBe(0);
    expect((await again.api<StatsAnswer>("/api/stats")).events).toBe(200);
  });

  it("whose secret is wrong is told by the agent's log, with the relay's own code", async () => {
    const relay = await workshop.start();
    const agent = agentOf(relay, { secret: "another-secret-of-the-words", flush: 0.1 });
    await agent.do("talk", { count: 1 });
    await expect.poll(() => agent.logs.join()).toContain("HTTP 401 signature_invalid: compare the secret");
  });

  it("tells its errors in three ways, each with a code and a message", async () => {
    const json = { code: "{{ event.data.error.code }}", message: "{{ event.data.error.message }}", agent: "{{ event.agent }}" };
    workshop.write("rules.yaml", rules(sink.url, [{ name: "errors", on: "agent.error", then: [{ to: "analytics", json }] }]));
    const relay = await workshop.start();
    const job = {
      id: "AJ_1",
      agentName: "shop-assistant",
      room: { sid: "RM_q1w2e3" },
      state: { status: "JS_FAILED", error: "out of memory" },
    };
    expect((await webhook(relay, "agent_job_ended", { room: undefined, job })).status).toBe(200);
    await agentOf(relay).do("error", { type: "tts_error", message: "no voice", recoverable: false });
    const raw = JSON.stringify({ type: "agent.error", agent: "kiosk", data: { error: { code: "CAMERA", message: "covered" } } });
    expect((await send(relay.port, { raw, path: "/events", headers: { "x-webhook-secret": wordsSecret } })).status).toBe(200);
    await sink.until(3);
    expect(sink.requests.map(({ body }) => JSON.parse(body)).toSorted((one, other) => one.code.localeCompare(other.code))).toEqual([
      { code: "agent_job_failed", message: "out of memory", agent: "shop-assistant" },
      { code: "CAMERA", message: "covered", agent: "kiosk" },
      { code: "tts_error", message: "no voice", agent: "shop-assistant" },
    ]);
  });
});

describe.each(["docs/livekit.md", "docs/sources.md"])("%s", (name) => {
  const page = readFileSync(join(root, name), "utf8");
  const commands = [...page.matchAll(/^curl .*?(?=^```)/gms)].map(([command]) => command);

  /** What curl would send: `-d` says that it is a form, unless the command says otherwise. */
  function requestOf(command: string): { readonly raw: string; readonly headers: Readonly<Record<string, string>> } {
    const written = [...command.matchAll(/-H "([\w-]+): ([^"]*)"/g)].map(([, header = "", value = ""]) => [header.toLowerCase(), value]);
    const headers = Object.fromEntries([["content-type", "application/x-www-form-urlencoded"], ...written]);
    return { raw: /-d '([^']*)'/.exec(command)?.[1] ?? "", headers: { ...headers, "x-webhook-secret": wordsSecret } };
  }

  it("shows commands whose events are accepted", async () => {
    const relay = await workshop.start();
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      expect(command).toContain('-H "x-webhook-secret: $');
      const reply = await send(relay.port, { ...requestOf(command), path: "/events" });
      expect(reply, command).toMatchObject({ status: 200, text: expect.stringContaining('"status":"accepted"') });
      expect(reply.text).not.toContain("quarantined");
    }
  });
});
