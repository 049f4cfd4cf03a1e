import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minute, plus } from "../../src/core/time.ts";
import { makeChatBody, now, openPublicPort } from "../receive/public-port.ts";
import { cli } from "../support/cli.ts";
import { type Door, openDoor } from "../support/door.ts";
import { openProxy } from "../support/proxy.ts";
import { secret } from "../support/sender.ts";

const env = { BITHUMAN_WEBHOOK_SECRET: secret };

let folder: string;
let file: string;
let door: Door;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-replay-"));
  file = join(folder, "events.jsonl");
  door = await openDoor();
});
afterEach(() => {
  door.close();
  rmSync(folder, { recursive: true });
});

const at = (instant: number) => new Date(instant).toISOString();

const exported = [
  { type: "room.join", data: { room_name: "lobby", participant_count: 2 } },
  { type: "chat.push", role: "user", message: "a line\nand another", data: { role: "user", message: "a line\nand another" } },
  { type: "session.end", made_here: true, data: { reason: "idle" } },
  { type: "relay.click", source: "relay", data: {} },
].map((each, index) => ({
  ...{
    id: `e${index}`,
    source: "bithuman",
    agent: "A1",
    session: "s1",
    occurred_at: at(plus(now, index * minute)),
    received_at: at(now),
    made_here: false,
  },
  ...each,
}));

function writeLines(lines: readonly unknown[]): void {
  writeFileSync(file, lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""));
}

describe("replay", () => {
  it("sends what was exported in order, with its own times; a second time it is a duplicate", async () => {
    const port = await openPublicPort();
    const url = `http://127.0.0.1:${port.port}/webhook`;
    writeLines(exported);
    const passed = "; 2 passed over, since no webhook brings them\n";
    const first = await cli(["replay", file, "--url", url, "--rate", "1000"], { env });
    expect(first).toEqual({ code: 0, out: `2 accepted, 0 duplicate, 0 quarantined, 0 refused${passed}`, err: "" });
    expect((await port.store.recorded(0, 10)).map(({ event }) => event)).toMatchObject([
      { kind: "join", agent: "A1", session: "s1", occurredAt: now },
      { kind: "chat", agent: "A1", session: "s1", role: "user", message: "a line\nand another", occurredAt: plus(now, minute) },
    ]);
    const second = await cli(["replay", file, "--url", url], { env });
    expect(second).toEqual({ code: 0, out: `0 accepted, 2 duplicate, 0 quarantined, 0 refused${passed}`, err: "" });
  });

  it("sends raw bodies as they stand, also from standard input", async () => {
    const port = await openPublicPort();
    const input = `${makeChatBody()}\n\n{"what":"is this"}\n`;
    const ran = await cli(["replay", "-", "--url", `http://127.0.0.1:${port.port}/webhook`], { env, input });
    expect(ran).toEqual({ code: 0, out: "1 accepted, 0 duplicate, 1 quarantined, 0 refused\n", err: "" });
    const [row] = (await port.store.searchEvents({ limit: 1, status: "pending" })).rows;
    expect(Buffer.from((await port.store.event(row?.id ?? ""))?.raw ?? []).toString()).toBe(makeChatBody());
  });

  it("goes on behind what is refused, shows the answer, and ends with 1", async () => {
    const port = await openPublicPort();
    writeLines(exported);
    const ran = await cli(["replay", file, "--url", `http://127.0.0.1:${port.port}/webhook`], {
      env: { BITHUMAN_WEBHOOK_SECRET: "another" },
    });
    expect(ran).toMatchObject({ code: 1, out: expect.stringContaining("0 accepted, 0 duplicate, 0 quarantined, 2 refused") });
    expect(ran.err).toMatch(/^line 1: 401 .*signature_invalid.*\nline 2: 401 /);
  });

  it("means /webhook where --url names no path, and says so once", async () => {
    writeLines(exported);
    const ran = await cli(["replay", file, "--url", `http://127.0.0.1:${door.port}/`], { env });
    expect(ran).toMatchObject({ code: 0, err: `--url names no path, so http://127.0.0.1:${door.port}/webhook is meant\n` });
    expect(door.got.map(({ path }) => path)).toEqual(["/webhook", "/webhook"]);
  });

  it("goes through the proxy of the environment, as send does, but to this machine itself", async () => {
    writeLines(exported);
    const proxy = await openProxy({ hosts: { "relay.test": "127.0.0.1" } });
    const proxied = { env: { ...env, HTTP_PROXY: proxy.url } };
    const url = `http://relay.test:${door.port}/webhook`;
    expect(await cli(["replay", file, "--url", url, "--yes"], proxied)).toMatchObject({ code: 0, err: "" });
    expect(await cli(["send", "chat.push", "hello", "--url", url], proxied)).toMatchObject({ code: 0, err: "" });
    expect(door.got).toHaveLength(3);
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT relay.test:${door.port}`]));
    expect(await cli(["send", "chat.push", "hello", "--url", door.url], proxied)).toMatchObject({ code: 0 });
    expect(await cli(["send", "chat.push", "hello", "--url", url], { env: { ...proxied.env, NO_PROXY: "relay.test" } })).toMatchObject({
      code: 1,
      err: expect.stringContaining("no machine has this name"),
    });
    expect(proxy.seen).toHaveLength(3);
    await proxy.close();
    expect(await cli(["send", "chat.push", "hello", "--url", url], proxied)).toMatchObject({
      code: 1,
      err: expect.stringContaining("the proxy of HTTP_PROXY cannot be reached: the connection was refused"),
    });
  });

  it("goes to no other machine unasked", async () => {
    writeLines(exported);
    for (const url of ["https://relay.example.com/webhook", "http://127.0.0.1.example.com/webhook", "http://10.0.0.1/webhook"])
      expect(await cli(["replay", file, "--url", url], { env })).toMatchObject({
        code: 64,
        out: "",
        err: expect.stringContaining("say --yes"),
      });
  });

  it("stops at a line that it cannot read, and shows nothing of it", async () => {
    writeLines([exported[0], "the canary sang", exported[1]]);
    const ran = await cli(["replay", file, "--url", door.url], { env });
    expect(ran).toMatchObject({
      code: 64,
      out: expect.stringContaining("1 accepted"),
      err: expect.stringMatching(/^line 2: expected a line of/),
    });
    expect(ran.err).not.toContain("canary");
    expect(door.got).toHaveLength(1);
  });

  it.each([
    ["a file", ["--url", "http://127.0.0.1:1/webhook"], env, 64, "usage: avatar-relay replay"],
    ["an address", ["-"], env, 64, "usage: avatar-relay replay"],
    ["a file that is there", ["nowhere.jsonl", "--url", "http://127.0.0.1:1/webhook"], env, 64, "cannot be read"],
    ["a secret", ["-", "--url", "http://127.0.0.1:1/webhook", "--data", "nowhere"], {}, 78, "BITHUMAN_WEBHOOK_SECRET"],
  ])("asks for %s", async (_, args, given, code, words) => {
    expect(await cli(["replay", ...args], { env: given })).toMatchObject({ code, err: expect.stringContaining(words) });
  });

  it("says how far it came where nothing answers", async () => {
    writeLines(exported);
    const ran = await cli(["replay", file, "--url", "http://127.0.0.1:1/webhook?token=canary"], { env });
    expect(ran).toMatchObject({ code: 1, out: expect.stringContaining("0 accepted") });
    expect(ran.err).toContain("line 1: nothing answers at http://127.0.0.1:1: start the relay");
    expect(ran.err).not.toContain("canary");
  });
});
