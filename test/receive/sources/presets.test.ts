import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import type { Proof, Source } from "../../../src/core/source.ts";
import type { Instant } from "../../../src/core/time.ts";
import { sourceShelf } from "../../../src/receive/mapping/shelf.ts";
import { AccessToken, WebhookReceiver } from "../../support/peers.ts";
import { makeSource, openPublicPort, type PublicPort } from "../public-port.ts";
import { type Sample, samples, signedAt } from "./samples.ts";

const now = (signedAt * 1_000) as Instant; // a number of milliseconds

function presetNamed(name: string): Source["preset"] {
  const taken = sourceShelf.take(name);
  if (taken.kind !== "taken") throw new Error(`there is no preset ${name}`);
  return taken.preset;
}

function sourceOf({ preset: name, secret, key }: Pick<Sample, "preset" | "secret" | "key">): Source {
  const preset = presetNamed(name);
  const { signatures, shownIn } = preset;
  const proof: Proof = secret === undefined ? { kind: "path" } : { kind: "secret", secrets: [secret], signatures, shownIn, issuer: key };
  return makeSource({ name: preset.name, preset, proof, path: "/webhook" });
}

async function openFor(sample: Pick<Sample, "preset" | "secret" | "key">): Promise<PublicPort> {
  const port = await openPublicPort({ sources: () => [source] });
  const source = sourceOf(sample);
  port.clock.now = now;
  return port;
}

/** What is stored, in the order of the answer. */
async function storedIn({ store }: PublicPort, answer: string): Promise<readonly Event[]> {
  const { event_id, events = [{ event_id }] } = JSON.parse(answer) as {
    readonly event_id: string;
    readonly events?: readonly { readonly event_id: string }[];
  };
  const details = await Promise.all(events.map((each) => store.event(each.event_id)));
  return details.flatMap((detail) => (detail?.event === undefined ? [] : [detail.event]));
}

describe("a documented request", () => {
  it.each(samples.map((sample) => [sample.what, sample] as const))("%s: is believed, and becomes its events", async (_what, sample) => {
    const port = await openFor(sample);
    const reply = await port.send({ raw: sample.body, headers: sample.headers });
    expect([reply.status, JSON.parse(reply.text).status]).toEqual([200, "accepted"]);
    const events = await storedIn(port, reply.text);
    expect(events).toMatchObject(sample.events);
    expect(events).toHaveLength(sample.events.length);
  });

  it.each(samples.map((sample) => [sample.what, sample] as const))("%s: sent again it is a duplicate", async (_what, sample) => {
    const port = await openFor(sample);
    await port.send({ raw: sample.body, headers: sample.headers });
    port.clock.now = (now + 1_000) as Instant; // a second later
    expect(JSON.parse((await port.send({ raw: sample.body, headers: sample.headers })).text).status).toBe("duplicate");
  });

  const proven = samples.filter(({ secret }) => secret !== undefined);
  it.each(proven.map((sample) => [sample.what, sample] as const))(
    "%s: is refused under another secret, and without its proof",
    async (_, sample) => {
      const port = await openFor({ ...sample, secret: "another-secret-of-the-relay" });
      expect((await port.send({ raw: sample.body, headers: sample.headers })).status).toBe(401);
      expect((await port.send({ raw: sample.body })).status).toBe(401);
      expect((await port.store.stats()).events).toBe(0);
    },
  );

  const signed = proven.filter(({ headers }) => Object.keys(headers).some((name) => /signature/.test(name) || name === "content-type"));
  it.each(signed.map((sample) => [sample.what, sample] as const))("%s: is refused with another body", async (_what, sample) => {
    const port = await openFor(sample);
    expect((await port.send({ raw: `${sample.body} `, headers: sample.headers })).status).toBe(401);
  });
});

test("every preset has a documented request", () => {
  const untested = sourceShelf.names.filter((name) => name !== "events" && !samples.some(({ preset }) => preset === name));
  expect(untested).toEqual([]);
});

test("every preset names its pages", () => {
  for (const name of sourceShelf.names) {
    const text = readFileSync(new URL(`../../../src/receive/sources/${name}.yaml`, import.meta.url), "utf8");
    expect(text).toMatch(/^docs:/m);
    expect(text).toContain(`name: ${name}\n`);
  }
});

describe("LiveKit's own SDK", () => {
  const key = "APIexample7";
  const secret = "example-livekit-secret-0123456789ab";
  const body = '{"event":"room_finished","room":{"sid":"RM_1","name":"lobby"},"id":"EV_2","createdAt":"1796000000"}';

  async function mint(text: string): Promise<string> {
    const { createHash } = await import("node:crypto");
    const token = new AccessToken(key, secret, { ttl: "5m" });
    token.sha256 = createHash("sha256").update(text).digest("base64");
    return token.toJwt();
  }

  it("signs what we take, with and without Bearer", async () => {
    const port = await openFor({ preset: "livekit", secret, key });
    port.clock.now = Date.now() as Instant; // the SDK has no other clock
    const token = await mint(body);
    const first = await port.send({ raw: body, headers: { authorization: token } });
    expect(await storedIn(port, first.text)).toMatchObject([{ type: "session.end", session: "RM_1" }]);
    expect(JSON.parse((await port.send({ raw: body, headers: { authorization: `Bearer ${token}` } })).text).status).toBe("duplicate");
  });

  it("is refused for another body, another key, and after its time", async () => {
    const port = await openFor({ preset: "livekit", secret, key });
    port.clock.now = Date.now() as Instant;
    const token = await mint(body);
    expect((await port.send({ raw: `${body} `, headers: { authorization: token } })).status).toBe(401);
    port.clock.now = (Date.now() + 400_000) as Instant; // five minutes, the leeway of one, and some
    expect((await port.send({ raw: body, headers: { authorization: token } })).status).toBe(401);
    const other = await openFor({ preset: "livekit", secret, key: "APIother" });
    other.clock.now = Date.now() as Instant;
    expect((await other.send({ raw: body, headers: { authorization: token } })).status).toBe(401);
  });

  it("takes the request that the tests use", async () => {
    const [sample] = samples.filter(({ preset }) => preset === "livekit");
    const received = await new WebhookReceiver(key, secret).receive(sample?.body ?? "", sample?.headers.authorization, false, 1e9);
    expect(received.event).toBe("participant_joined");
  });
});

describe("what comes again", () => {
  const call = (lines: readonly (readonly [string, string])[], event = "transcript_updated") =>
    JSON.stringify({
      event,
      call: {
        call_id: "call_1",
        agent_id: "a",
        start_timestamp: now - 60_000,
        end_timestamp: now,
        transcript_object: lines.map(([role, content], index) => ({ role, content, words: [{ start: index }] })),
      },
    });

  it("a transcript that grows gives each line once", async () => {
    const port = await openPublicPort({ sources: () => [open] });
    const open = makeSource({ preset: presetNamed("retell"), proof: { kind: "path" } });
    port.clock.now = now;
    await port.send({ raw: call([["agent", "Hello"]]) });
    await port.send({
      raw: call([
        ["agent", "Hello"],
        ["user", "Hi"],
      ]),
    });
    await port.send({
      raw: call(
        [
          ["agent", "Hello"],
          ["user", "Hi"],
        ],
        "call_ended",
      ),
    });
    const { rows } = await port.store.searchEvents({ type: "chat.push", limit: 10 });
    expect(rows).toHaveLength(2);
    expect((await port.store.searchEvents({ type: "session.end", limit: 10 })).rows).toHaveLength(1);
  });

  it("a report after the call adds only what was not heard", async () => {
    const port = await openPublicPort({ sources: () => [open] });
    const open = makeSource({ preset: presetNamed("vapi"), proof: { kind: "path" } });
    port.clock.now = now;
    const live = (message: string) =>
      JSON.stringify({
        message: { type: "transcript", transcriptType: "final", role: "user", transcript: message, timestamp: now, call: { id: "c1" } },
      });
    const report = JSON.stringify({
      message: {
        type: "end-of-call-report",
        timestamp: now,
        startedAt: new Date(now - 60_000).toISOString(),
        endedReason: "customer-ended-call",
        call: { id: "c1" },
        artifact: { messages: ["yes", "yes", "a refund"].map((message, index) => ({ role: "user", message, secondsFromStart: index })) },
      },
    });
    await port.send({ raw: live("yes") });
    for (let time = 0; time < 2; time += 1) await port.send({ raw: report });
    const { rows } = await port.store.searchEvents({ type: "chat.push", limit: 10 });
    expect(rows).toHaveLength(3);
  });
});

describe("what a body lacks or changes", () => {
  const retell = (event: string, call: unknown) => JSON.stringify({ event, call });
  const line = (content: string) => ({ role: "user", content, words: [] });
  const call = (...contents: readonly string[]) => ({
    call_id: "c1",
    start_timestamp: now - 60_000,
    transcript_object: contents.map(line),
  });

  async function openPreset(name: string): Promise<PublicPort> {
    const port = await openPublicPort({ sources: () => [open] });
    const open = makeSource({ preset: presetNamed(name), proof: { kind: "path" } });
    port.clock.now = now;
    return port;
  }

  const statusOf = async (port: PublicPort, raw: string) => JSON.parse((await port.send({ raw })).text).status;

  it("a line whose text has changed is no second message, and is kept under the sender's own name", async () => {
    const port = await openPreset("retell");
    await port.send({ raw: retell("transcript_updated", call("Hello", "I want")) });
    const longer = retell("transcript_updated", call("Hello", "I want a refund"));
    expect([await statusOf(port, longer), await statusOf(port, longer)]).toEqual(["accepted", "duplicate"]);
    const ended = await port.send({ raw: retell("call_ended", call("Hello", "I want a refund")) });
    expect(JSON.parse(ended.text).events.map(({ status }: { readonly status: string }) => status)).toEqual([
      "duplicate",
      "duplicate",
      "accepted",
    ]);
    expect((await port.store.searchEvents({ type: "chat.push", limit: 10 })).rows).toHaveLength(2);
    const { rows } = await port.store.searchEvents({ type: "transcript_updated", limit: 10 });
    expect(rows).toHaveLength(1);
    expect((await port.store.event(String(rows[0]?.id)))?.event).toMatchObject({ session: "c1", data: { content: "I want a refund" } });
  });

  it("calls without an id are not one and the same call", async () => {
    const port = await openPreset("retell");
    expect(await statusOf(port, retell("call_ended", { end_timestamp: now, disconnection_reason: "user_hangup" }))).toBe("accepted");
    expect(await statusOf(port, retell("call_ended", { end_timestamp: now, disconnection_reason: "agent_hangup" }))).toBe("accepted");
  });

  it("a report that is made again is the same report", async () => {
    const port = await openPreset("elevenlabs");
    const data = {
      conversation_id: "c1",
      transcript: [{ role: "user", message: "a refund" }],
      metadata: { start_time_unix_secs: now / 1_000 - 60 },
    };
    const report = (seconds: number) => JSON.stringify({ type: "post_call_transcription", event_timestamp: now / 1_000 + seconds, data });
    expect([await statusOf(port, report(0)), await statusOf(port, report(5))]).toEqual(["accepted", "duplicate"]);
  });

  it("a message that comes behind the report of its call is no second one", async () => {
    const port = await openPreset("vapi");
    const vapi = (message: object) => JSON.stringify({ message: { timestamp: now, call: { id: "c1" }, ...message } });
    const live = (transcript: string) => vapi({ type: "transcript", transcriptType: "final", role: "user", transcript });
    const report = vapi({ type: "end-of-call-report", artifact: { messages: [{ role: "user", message: "a refund", time: now }] } });
    expect(await statusOf(port, report)).toBe("accepted");
    expect([await statusOf(port, live("a refund")), await statusOf(port, live("nobody reported this"))]).toEqual(["duplicate", "accepted"]);
    expect((await port.store.searchEvents({ type: "chat.push", limit: 10 })).rows).toHaveLength(2);
  });

  it.each([
    [
      "vapi",
      { message: { type: 'transcript[transcriptType="final"]', role: "user", transcript: "help", timestamp: now, call: { id: "c1" } } },
    ],
    ["cartesia", { type: "call_turn", request_id: "c1", timestamp: new Date(now).toISOString(), turn: { role: "Customer", text: "help" } }],
  ])("words of %s are words, however its type and role are spelled", async (name, body) => {
    const port = await openPreset(name);
    const reply = await port.send({ raw: JSON.stringify(body) });
    expect(await storedIn(port, reply.text)).toMatchObject([{ kind: "chat", role: "user", message: "help", session: "c1" }]);
  });
});

describe("a sender that is known by its path", () => {
  it("may ask first, from a browser", async () => {
    const port = await openPublicPort({ sources: () => [source] });
    const source = makeSource({
      preset: presetNamed("beyond-presence"),
      proof: { kind: "path" },
      path: "/hook/s3cret",
      shownPath: "/hook/***",
    });
    const asked = await port.send({ method: "OPTIONS", path: "/hook/s3cret", raw: "" });
    expect([asked.status, asked.headers["access-control-allow-origin"]]).toEqual([204, "*"]);
    expect((await port.send({ method: "OPTIONS", path: "/hook/other", raw: "" })).status).toBe(404);
    expect((await port.send({ method: "GET", path: "/hook/s3cret", raw: "" })).status).toBe(405);
    expect(port.signals).toMatchObject([{ name: "request.answered", path: "/hook/***", code: "method_not_allowed" }]);
  });
});
