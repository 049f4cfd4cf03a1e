/** ops/livekit/relay_events.py in a process of its own, against a source that keeps to the contract. PYTHON names another interpreter. */

import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EventsSource, openEventsSource } from "../support/events-source.ts";
import { answer } from "../support/http-sink.ts";
import { type Agent, hasPython, relayEventsFolder, startAgent } from "../support/livekit-agent.ts";

const secret = "secret-of-the-words";
const quick = { first: 0.001, longest: 0.01, mend: 0.01 };

let relay: EventsSource;
let agents: Agent[];
let folder: string;

beforeEach(async () => {
  relay = await openEventsSource({ secret });
  agents = [];
  folder = mkdtempSync(join(tmpdir(), "relay-events-"));
});

afterEach(async () => {
  await Promise.all(agents.map((agent) => agent.kill()));
  await relay.close();
  rmSync(folder, { recursive: true, force: true });
});

function agentWith(options: object = {}): Agent {
  const agent = startAgent({ url: relay.url, secret, agent: "shop", session: "RM_1", room: "lobby", retry: quick, ...options });
  agents.push(agent);
  return agent;
}

const ids = () => relay.events.map(({ id }) => id);
const words = (count: number, start = 0) => Array.from({ length: count }, (_, index) => `RM_1/item_${start + index}`);
const received = (count: number) => expect.poll(() => relay.events.length).toBe(count);
const complaints = (agent: Agent) => agent.logs.filter((line) => /WARNING|ERROR/.test(line));

describe.skipIf(!hasPython)("a conversation of livekit-agents", () => {
  it("becomes chat.push with the speaker, the words, the time and an id", async () => {
    const agent = agentWith();
    await agent.do("item", { role: "user", text: "I want a refund", id: "item_1", created_at: 1_796_000_000.25 });
    await agent.do("item", {
      role: "assistant",
      text: "Of cou",
      id: "item_2",
      interrupted: true,
      metrics: { e2e_latency: 0.5, tts_node_ttfb: null },
    });
    await received(2);
    expect(relay.events).toEqual([
      {
        type: "chat.push",
        agent: "shop",
        session: "RM_1",
        role: "user",
        message: "I want a refund",
        time: 1_796_000_000.25,
        id: "RM_1/item_1",
        data: { interrupted: false, room_name: "lobby" },
      },
      expect.objectContaining({
        role: "assistant",
        message: "Of cou",
        id: "RM_1/item_2",
        data: { interrupted: true, metrics: { e2e_latency: 0.5 }, room_name: "lobby" },
      }),
    ]);
  });

  it("is read in the form of before 1.0.0, too, and as content that is plain text", async () => {
    const agent = agentWith();
    await agent.do("item", { field: "message", text: "old", id: "item_1" });
    await agent.do("item", { text: "plain", content: ["plain", { type: "image" }], id: "item_2" });
    await received(2);
    expect(relay.events.map(({ message }) => message)).toEqual(["old", "plain"]);
  });

  it.each([
    ["a handoff", "handoff", {}],
    ["instructions", "item", { role: "system", text: "be kind" }],
    ["a tool's result for the model", "item", { role: "developer", text: "42" }],
    ["a picture without words", "item", { content: [{ type: "image" }] }],
    ["nothing but spaces", "item", { text: "  " }],
  ])("holds no words in %s", async (_, deed, given) => {
    const agent = agentWith();
    await agent.do(deed, given);
    await agent.do("item", { text: "after it", id: "item_9" });
    await received(1);
    expect(ids()).toEqual(["RM_1/item_9"]);
  });

  it("reports speech that nobody understood under its own name", async () => {
    const agent = agentWith();
    await agent.do("unheard", { seconds: 3.5 });
    await received(1);
    expect(relay.events[0]).toMatchObject({ type: "user_transcription_timeout", data: { speech_duration: 3.5 } });
  });

  it.each([
    [
      "the provider's status",
      { type: "llm_error", status: 503, message: "overloaded", recoverable: true },
      { code: "503", type: "llm_error", message: "overloaded", recoverable: true },
    ],
    [
      "the kind of error where there is none",
      { type: "tts_error", message: "broken pipe", recoverable: false },
      { code: "tts_error", message: "broken pipe", recoverable: false },
    ],
    ["an unknown status", { type: "stt_error", status: -1, message: "lost", recoverable: true }, { code: "stt_error", message: "lost" }],
  ])("becomes agent.error with %s as its code", async (_, given, error) => {
    const agent = agentWith();
    await agent.do("error", { label: "openai.LLM", body: "the visitor's own words", ...given });
    await received(1);
    expect(relay.events[0]).toMatchObject({
      type: "agent.error",
      agent: "shop",
      session: "RM_1",
      data: { error: { ...error, label: "openai.LLM", source: { model: "gpt-example", provider: "example.com" } } },
    });
    expect(JSON.stringify(relay.events)).not.toContain("the visitor's own words");
  });

  it("begins with room.join and ends with the reason of the close where no LiveKit webhook tells that", async () => {
    const agent = agentWith({ room_events: true });
    await agent.do("close", { reason: "participant_disconnected" });
    await received(2);
    expect(relay.events).toMatchObject([
      { type: "room.join", id: "RM_1/join", session: "RM_1", data: { room_name: "lobby", participant_count: 1 } },
      { type: "session.end", session: "RM_1", data: { reason: "participant_disconnected" } },
    ]);
  });

  it("ends without a reason in versions that give none", async () => {
    await agentWith({ room_events: true }).do("close");
    await received(2);
    expect(relay.events[1]).toMatchObject({ type: "session.end", data: { room_name: "lobby" } });
  });

  it("leaves its beginning and its end to the LiveKit webhook otherwise", async () => {
    const agent = agentWith();
    await agent.do("close", { reason: "job_shutdown" });
    await agent.do("item", { text: "last", id: "item_1" });
    await agent.do("end");
    expect(relay.events.map(({ type }) => type)).toEqual(["chat.push"]);
  });

  it("tells the error that closed it", async () => {
    const agent = agentWith({ room_events: true });
    await agent.do("close", { reason: "error", error: { type: "llm_error", status: 401, message: "bad key", recoverable: true } });
    await received(3);
    expect(relay.events.slice(1)).toMatchObject([
      { type: "agent.error", data: { reason: "error", error: { code: "401", message: "bad key", recoverable: false } } },
      { type: "session.end", data: { reason: "error" } },
    ]);
    await agentWith({ session: "RM_2" }).do("close", { reason: "error" });
    await received(4);
    expect(relay.events[3]).toMatchObject({ type: "agent.error", session: "RM_2", data: { error: { code: "session_closed" } } });
  });

  it("is one conversation where the room has no sid, too", async () => {
    const agent = agentWith({ session: "" });
    await agent.do("talk", { count: 2 });
    await received(2);
    expect(relay.events[0]?.session).toMatch(/^agent-[0-9a-f]{32}$/);
    expect(relay.events[1]?.session).toBe(relay.events[0]?.session);
  });

  it("never sees an exception, whatever livekit hands over, and its log tells no words", async () => {
    const agent = agentWith();
    await agent.do("strange");
    await agent.do("send_odd");
    await agent.do("item", { text: "still here", id: "item_1", metrics: "none", created_at: "yesterday" });
    await received(2);
    expect(relay.events.map(({ type }) => type)).toEqual(["odd", "chat.push"]);
    expect(relay.events[0]?.data).toMatchObject({ nan: null });
    expect(agent.logs.join("\n")).toContain("conversation_item_added could not be reported (RuntimeError)");
    expect(agent.logs.join("\n")).not.toContain("still here");
  });
});

describe.skipIf(!hasPython)("the way to the relay", () => {
  it("loses nothing while the relay is away for ten minutes at five words a second, keeps the order and doubles nothing", async () => {
    relay.always({ kind: "reset" });
    const agent = agentWith();
    await agent.do("talk", { count: 1_500 });
    relay.always(answer(503, { "retry-after": "0" }));
    await agent.do("talk", { start: 1_500, count: 1_500 });
    await relay.until(relay.requests.length + 2);
    relay.script(relay.takeAndLose);
    relay.always("take");
    await received(3_000);
    expect(ids()).toEqual(words(3_000));
    expect(relay.duplicates).toBeGreaterThan(0); // an answer that got lost
    await agent.do("end");
    expect(ids()).toEqual(words(3_000));
    expect(complaints(agent).filter((line) => line.includes("HTTP 503"))).toHaveLength(1);
    expect(complaints(agent).filter((line) => line.includes("takes events again"))).toHaveLength(1);
  });

  it("does not hold the agent up while the relay takes a request and never answers", async () => {
    relay.always({ kind: "hang" });
    const agent = agentWith({ timeout: 600 });
    await agent.do("talk", { count: 10_000 });
    await relay.until(1);
    await agent.do("talk", { start: 10_000, count: 1_000 });
    expect(relay.requests).toHaveLength(1);
  });

  /** An agent that has tried once and waits for minutes, so that nothing is on its way until it ends. */
  async function waitingAgent(options: object): Promise<Agent> {
    relay.script(answer(503, { "retry-after": "250" }));
    const agent = agentWith(options);
    await agent.do("talk", { count: 1, at: 1_796_000_000 });
    await expect.poll(() => complaints(agent).length).toBe(1);
    return agent;
  }

  it("drops the oldest beyond its bound, and reports how many once the relay is back", async () => {
    const agent = await waitingAgent({ max_events: 100 });
    await agent.do("talk", { start: 1, count: 249, at: 1_796_000_000 });
    await agent.do("end");
    const [report, ...kept] = relay.events;
    expect(kept.map(({ id }) => id)).toEqual(words(100, 150));
    expect(report).toMatchObject({
      type: "relay_events.dropped",
      agent: "shop",
      session: "RM_1",
      data: { count: 150, since: "2026-11-30T00:53:20.000Z", until: "2026-11-30T00:53:49.800Z" },
    });
  });

  it("bounds what waits by bytes, too", async () => {
    const agent = await waitingAgent({ max_bytes: 20_000 });
    for (const id of ["item_1", "item_2", "item_3"]) await agent.do("item", { text: "x".repeat(9_000), id });
    await agent.do("end");
    expect(relay.events.map(({ type, id, data }) => (type === "chat.push" ? id : data.count))).toEqual([2, "RM_1/item_2", "RM_1/item_3"]);
  });

  it("repeats the report of what was dropped as the same event, and counts nothing twice", async () => {
    const agent = await waitingAgent({ max_events: 2 });
    await agent.do("talk", { start: 1, count: 9 });
    relay.script(relay.takeAndLose);
    await agent.do("end");
    expect(relay.events.map(({ type, data }) => (type === "chat.push" ? "word" : data.count))).toEqual([8, "word", "word"]);
    expect(relay.duplicates).toBe(3);
  });

  it.each([
    [401, "compare the secret with the one of this source"],
    [403, "avatar-relay doctor --last-refused"],
    [404, "compare the url with `path:`"],
    [301, "give the address that it leads to"],
    [400, "check the url and the source"],
    [202, "check the url and the source"],
  ])("keeps everything over HTTP %i until it is mended, and tells the cure once", async (status, cure) => {
    relay.always(answer(status, { location: "/elsewhere" }, '{"error":{"code":"some_code","message":"no"}}'));
    const agent = agentWith();
    await agent.do("talk", { count: 5 });
    await relay.until(4);
    relay.always("take");
    await received(5);
    expect(ids()).toEqual(words(5));
    await expect.poll(() => complaints(agent).length).toBe(2);
    expect(complaints(agent)[0]).toMatch(new RegExp(`HTTP ${status} some_code: .*`));
    expect(complaints(agent)[0]).toContain(cure);
  });

  it("does not believe a page that says 200 to everything", async () => {
    relay.always(answer(200, {}, "<html>welcome</html>"));
    const agent = agentWith();
    await agent.do("talk", { count: 2 });
    await relay.until(2);
    relay.always("take");
    await received(2);
    expect(complaints(agent)[0]).toContain("that is no avatar-relay");
  });

  it.each(["headers-only", "drip", "broken-body", "garbage", "lost", "huge"] as const)(
    "sends again after an answer of the kind %s",
    async (kind) => {
      relay.script({ kind, status: 200, every: 1, bytes: 3_000_000 });
      const agent = agentWith({ timeout: 0.2 });
      await agent.do("talk", { count: 2 });
      await received(2);
      expect(ids()).toEqual(words(2));
    },
  );

  it("waits as long as the relay asks, and no longer at the end than it may", async () => {
    relay.script(answer(429, { "retry-after": "3600" }));
    const agent = agentWith({ flush: 0.3 });
    await agent.do("talk", { count: 2 });
    await relay.until(1);
    await expect.poll(() => complaints(agent).length).toBe(1);
    expect(relay.requests).toHaveLength(1);
    await agent.do("end_async"); // the end is one more try at once
    expect(ids()).toEqual(words(2));
  });

  it("sends smaller batches where they are too large, and drops a single event that is", async () => {
    await relay.close();
    relay = await openEventsSource({ secret, most: 3 });
    relay.script({ kind: "reset" });
    const agent = agentWith();
    await agent.do("talk", { count: 20 });
    await received(20);
    expect(ids()).toEqual(words(20));
    relay.always({
      kind: "depends",
      on: ({ body }) => answer(body.includes("far too long") ? 413 : 200, {}, '{"status":"accepted","events":[]}'),
    });
    await agent.do("item", { text: "far too long", id: "item_20" });
    await expect.poll(() => relay.requests.at(-1)?.body).toContain('"type":"relay_events.dropped"');
    expect(relay.requests.at(-1)?.body).toContain('"count":1');
    expect(complaints(agent).join()).toContain("larger than the relay takes");
  });

  it("shortens a text that is longer than the relay takes, and says so", async () => {
    await agentWith().do("item", { text: "x".repeat(50_000), id: "item_1" });
    await received(1);
    expect(relay.events[0]?.message).toHaveLength(20_000);
    expect(relay.events[0]?.data).toMatchObject({ truncated: true });
  });

  it("does not send again what the relay has quarantined, and tells the reason without the words", async () => {
    const agent = agentWith();
    await agent.do("item", { text: "quarantine me", id: "item_1" });
    await agent.do("item", { text: "fine", id: "item_2" });
    await received(1);
    await agent.do("end");
    expect(relay.requests.filter(({ body }) => body.includes("quarantine me"))).toHaveLength(1);
    expect(complaints(agent).join()).toContain("{'invalid_item': 1}");
    expect(complaints(agent).join()).not.toContain("quarantine me");
  });

  it.each([
    ["signs", undefined, "x-bithuman-signature", /^sha256=[0-9a-f]{64}$/],
    ["shows the secret in x-webhook-secret", "X-Webhook-Secret", "x-webhook-secret", /^secret-of-the-words$/],
    ["shows it as a bearer token", "authorization", "authorization", /^Bearer secret-of-the-words$/],
  ])("%s, and names itself", async (_, header, name, value) => {
    await agentWith({ ...(header !== undefined && { header }), secret: ` ${secret}\n` }).do("talk", { count: 1 });
    await received(1);
    expect(relay.requests[0]?.headers[name]).toMatch(value);
    expect(relay.requests[0]?.headers).toMatchObject({ "user-agent": expect.stringMatching(/^avatar-relay-livekit\/\d/) });
    expect(Object.keys(relay.requests[0]?.headers ?? {}).filter((each) => /signature|secret|authorization/.test(each))).toEqual([name]);
  });

  it("does not trust a certificate that nobody vouches for, and sends nothing there", async () => {
    const agent = agentWith({ url: relay.url.replace("http:", "https:") });
    await agent.do("talk", { count: 1 });
    await expect.poll(() => complaints(agent).length).toBe(1);
    expect(relay.requests).toHaveLength(0);
  });

  it.each([
    ["an address without https", { url: "relay.example.com/events" }, "url: expected an address such as"],
    ["a password in the address", { url: "https://a:b@relay.example.com/" }, "url: a name or password"],
    ["an empty secret", { secret: " " }, "secret: expected the source's secret"],
    [
      "a secret that no header carries",
      { secret: "geheim\nnis", header: "x-webhook-secret" },
      "secret: a header carries printable ASCII only",
    ],
    ["a header with a value", { header: "x-webhook-secret: abc" }, "header: expected the name of a header"],
    ["an address with a space", { url: "https://relay.example.com/my events" }, "url: expected an address without spaces"],
    ["no agent", { agent: "" }, "agent: expected a name"],
    ["a session that is no text", { session: 7 }, "await ctx.room.sid"],
  ])("is refused at once with %s", async (_, options, words) => {
    const agent = agentWith(options);
    expect(await agent.leave()).toBe(1);
    expect(agent.logs.at(-1)).toContain("ValueError: ");
    expect(agent.logs.at(-1)).toContain(words);
  });
});

describe.skipIf(!hasPython)("the end of the agent's process", () => {
  it.each(["end", "end_async"])("sends what waits first (%s)", async (deed) => {
    relay.script(answer(503));
    const agent = agentWith();
    await agent.do("talk", { count: 3 });
    await agent.do(deed);
    expect(ids()).toEqual(words(3));
  });

  it("sends it where nobody asked for it either", async () => {
    const agent = agentWith();
    await agent.do("talk", { count: 1_200 });
    expect(await agent.leave()).toBe(0);
    expect(ids()).toEqual(words(1_200));
  });

  it("waits no longer than its time for a relay that does not answer, and says what is lost", async () => {
    relay.always({ kind: "hang" });
    const agent = agentWith({ flush: 0.2, timeout: 600 });
    await agent.do("talk", { count: 7 });
    expect(await agent.leave()).toBe(0);
    expect(complaints(agent).at(-1)).toContain("7 events are lost");
  });

  it("says so when an event comes after it", async () => {
    const agent = agentWith();
    await agent.do("end");
    await agent.do("talk", { count: 1 });
    await expect.poll(() => complaints(agent).join()).toContain("an event came after the end and is lost");
  });
});

describe.skipIf(!hasPython)("a spool", () => {
  const files = () => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []);
  const written = () =>
    files().flatMap((file) =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line.endsWith("}")),
    );

  it("keeps what waits over a kill of the process, and the next one sends it, with a last line that was torn left out", async () => {
    relay.always({ kind: "reset" });
    const agent = agentWith({ spool: folder });
    await agent.do("talk", { count: 300 });
    await expect.poll(() => written().length).toBe(300);
    await agent.kill();
    expect(files()).toHaveLength(1);
    appendFileSync(files()[0] ?? "", '{"type":"chat.push","agent":"sh');

    relay.always("take");
    const next = agentWith({ spool: folder, session: "RM_2" });
    await received(300);
    expect(ids()).toEqual(words(300));
    await next.do("item", { text: "new", id: "item_0" });
    await received(301);
    await next.do("end");
    expect(files()).toEqual([]);
  });

  it("is readable for its owner only, and gone once everything is sent", async () => {
    relay.always({ kind: "reset" });
    const inner = join(folder, "made", "here");
    const agent = agentWith({ spool: inner });
    await agent.do("talk", { count: 3 });
    const file = () => join(inner, readdirSync(inner)[0] ?? "");
    await expect.poll(() => existsSync(inner) && readFileSync(file(), "utf8").length > 0).toBe(true);
    expect(statSync(inner).mode & 0o777).toBe(0o700);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    relay.always("take");
    await received(3);
    await expect.poll(() => statSync(file()).size).toBe(0);
    await agent.do("end");
    expect(readdirSync(inner)).toEqual([]);
  });

  it("of a process that lives is left to it", async () => {
    relay.always({ kind: "hang" });
    const first = agentWith({ spool: folder, timeout: 600 });
    await first.do("talk", { count: 5 });
    await expect.poll(() => written().length).toBe(5);
    await relay.until(1);
    relay.always("take");
    const second = agentWith({ spool: folder, session: "RM_2" });
    await second.do("item", { text: "mine", id: "item_0" });
    await second.do("end");
    expect(ids()).toEqual(["RM_2/item_0"]);
    expect(written()).toHaveLength(5);
  });

  it("holds what an orderly end could not send", async () => {
    relay.always({ kind: "reset" });
    const agent = agentWith({ spool: folder, flush: 0.1 });
    await agent.do("talk", { count: 4 });
    expect(await agent.leave()).toBe(0);
    expect(complaints(agent).at(-1)).toContain("4 events wait in the spool");
    relay.always("take");
    agentWith({ spool: folder, session: "RM_2" });
    await received(4);
    expect(ids()).toEqual(words(4));
  });

  it("is bounded like the memory", async () => {
    relay.always(answer(503));
    const agent = agentWith({ spool: folder, max_bytes: 10_000 });
    await agent.do("talk", { count: 2_000 });
    await expect.poll(() => written().at(-1)).toContain("word 1999");
    expect(files().reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(500_000);
    await agent.do("talk", { start: 2_000, count: 1 });
    await expect.poll(() => files().reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(40_000);
  });

  it("that cannot be written is told once, and the conversation goes on without it", async () => {
    const agent = agentWith({ spool: "/proc/nowhere" });
    await agent.do("talk", { count: 2 });
    await received(2);
    await agent.do("talk", { start: 2, count: 2 });
    await received(4);
    expect(complaints(agent).filter((line) => line.includes("cannot be written"))).toHaveLength(1);
  });
});

describe.skipIf(!hasPython)("relay_events.py", () => {
  it("is written for Python 3.9, and imports the standard library only", () => {
    const look = `
import ast, sys
tree = ast.parse(open(sys.argv[1]).read(), feature_version=(3, 9))
names = {name for node in ast.walk(tree) for name in ([each.name for each in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) else [])}
print(",".join(sorted(name for name in names if name.split(".")[0] not in {*sys.stdlib_module_names, "__future__"})))
`;
    const { stdout, stderr } = spawnSync("python3", ["-c", look, join(relayEventsFolder, "relay_events.py")], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout.trim()).toBe("");
  });
});
