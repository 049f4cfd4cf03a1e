/** Whatever reads the log, or does not: webhooks are taken, lines are dropped and counted, and the end comes in time. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "../support/build.ts";
import { secret, send, signBody } from "../support/sender.ts";

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-log-"));
  writeFileSync(join(folder, "rules.yaml"), "version: 1\nrules: []\n");
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Place {
  readonly port: number;
  readonly admin_port: number;
}

interface Unread {
  readonly child: ChildProcess;
  readonly place: Place;
  readonly exited: Promise<number | null>;
}

/** Starts a relay whose standard output is what is given, and waits until it takes webhooks. */
async function start(stdout: number | "pipe", options: readonly string[] = []): Promise<Unread> {
  const data = join(folder, "data");
  const args = ["dist/main.js", "start", "--rules", join(folder, "rules.yaml"), "--data", data, "--port", "0", "--admin-port", "0"];
  const env = { PATH: process.env.PATH, BITHUMAN_WEBHOOK_SECRET: secret, LOG_LEVEL: "debug", LOG_BUFFER_KB: "64" };
  const child = spawn(process.execPath, [...args, "--host", "127.0.0.1", ...options], {
    cwd: root,
    env,
    stdio: ["ignore", stdout, "ignore"],
  });
  children.push(child);
  const exited = new Promise<number | null>((resolve) => void child.once("exit", (code) => resolve(code)));
  await expect.poll(() => placeIn(data), { timeout: 20_000 }).toBeDefined();
  return { child, place: placeIn(data) as Place, exited }; // it was there just now
}

function placeIn(data: string): Place | undefined {
  try {
    return JSON.parse(readFileSync(join(data, "relay.json"), "utf8")) as Place; // written by `start`
  } catch {
    return undefined;
  }
}

async function sayOften({ place }: Unread, times: number): Promise<readonly number[]> {
  const replies = Array.from({ length: times }, (_, index) => {
    const timestamp = Date.now() / 1_000 + index / 1_000;
    const raw = JSON.stringify({
      agent_id: "A80HVD8577",
      event_type: "chat.push",
      data: { role: "user", message: `hello ${index}`, session_id: "s1", timestamp },
      timestamp,
    });
    return send(place.port, { raw, headers: { "content-type": "application/json", ...signBody(raw) } });
  });
  return (await Promise.all(replies)).map(({ status }) => status);
}

async function metric({ place }: Unread, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${place.admin_port}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
}

const accepted = (times: number) => Array.from({ length: times }, () => 200);

describe("a log that is not read", () => {
  it("stops nothing where the disk of the log is full: lines are dropped and counted", async () => {
    const relay = await start(openSync("/dev/full", "w"));
    expect(await sayOften(relay, 5)).toEqual(accepted(5));
    await expect.poll(() => metric(relay, "relay_log_lines_dropped_total")).toBeGreaterThan(10);
    relay.child.kill("SIGTERM");
    expect(await relay.exited).toBe(0);
  });

  it("stops nothing where the reader has gone after the first line", async () => {
    const relay = await start("pipe");
    relay.child.stdout?.once("data", () => relay.child.stdout?.destroy());
    expect(await sayOften(relay, 5)).toEqual(accepted(5));
    await expect.poll(() => metric(relay, "relay_log_lines_dropped_total")).toBeGreaterThan(0);
    relay.child.kill("SIGTERM");
    expect(await relay.exited).toBe(0);
  });

  it("stops nothing where a pipe is never read, keeps no more lines than LOG_BUFFER_KB, and tells the reader how many it missed", async () => {
    const relay = await start("pipe");
    for (let round = 0; round < 8; round += 1) expect(await sayOften(relay, 200)).toEqual(accepted(200));
    expect(await metric(relay, "relay_log_lines_dropped_total")).toBeGreaterThan(0);
    expect(await metric(relay, "relay_log_waiting_bytes")).toBeLessThan(64 * 1_024 + 500); // the line that counts is not counted
    let read = "";
    relay.child.stdout?.on("data", (chunk: Buffer) => (read += chunk.toString()));
    await expect.poll(() => read).toMatch(/"detail":"\d+ log lines were dropped/);
    for (const line of read.split("\n").slice(0, -1)) expect(JSON.parse(line)).toHaveProperty("time");
  });

  it("does not keep the process where a pipe is never read", async () => {
    const relay = await start("pipe");
    for (let round = 0; round < 8; round += 1) await sayOften(relay, 200);
    relay.child.kill("SIGTERM");
    expect(await relay.exited).toBe(0);
  });

  it("stops nothing under --supervise either", async () => {
    const relay = await start(openSync("/dev/full", "w"), ["--supervise"]);
    expect(await sayOften(relay, 3)).toEqual(accepted(3));
    relay.child.kill("SIGTERM");
    expect(await relay.exited).toBe(0);
  });
});

describe("an answer that is not read", () => {
  const run = (args: readonly string[], stdout: number | "pipe") => {
    const child = spawn(process.execPath, ["dist/main.js", ...args], { cwd: root, stdio: ["ignore", stdout, "pipe"] });
    children.push(child);
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<{ code: number | null; said: string }>(
      (resolve) => void child.once("close", (code) => resolve({ code, said })),
    );
    return { child, ended };
  };

  it("fails the command where it cannot be written", async () => {
    const { code, said } = await run(["schema"], openSync("/dev/full", "w")).ended;
    expect(code).toBe(74);
    expect(said).toContain("could not be written to standard output");
  });

  it("ends the command quietly where its reader has gone", async () => {
    const { child, ended } = run(["schema"], "pipe");
    child.stdout?.destroy();
    expect(await ended).toEqual({ code: 141, said: "" });
  });
});
