/** Signals: how a relay is told to stop, and to read its rules again. */

import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "../support/build.ts";
import { openWorkshop, type Workshop } from "../support/relay.ts";
import { secret } from "../support/sender.ts";

/** Takes each request, and never answers. */
let silent: Server;
let asked = 0;
let workshop: Workshop;

beforeEach(async () => {
  asked = 0;
  silent = createServer(() => (asked += 1));
  await new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo; // it listens on a port
  workshop = openWorkshop(`version: 1
destinations: { hook: { http: { url: "http://127.0.0.1:${port}/", json: {}, allow_private: ["127.0.0.0/8"] } } }
rules: [{ name: all, on: chat.push, then: [hook] }]
`);
});

afterEach(async () => {
  silent.closeAllConnections();
  silent.close();
  await workshop.close();
});

describe("a relay that is told to stop", () => {
  it("finishes what is in hand where two signals come as one, as under npm", async () => {
    const relay = await workshop.start();
    process.kill(relay.pid, "SIGINT");
    process.kill(relay.pid, "SIGTERM");
    expect(await relay.exited).toBe(0);
  });

  it.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("ends at once on a second %s, with a code of its own", async (signal, code) => {
    const relay = await workshop.start();
    await relay.say("hello");
    await expect.poll(() => asked).toBe(1);
    const again = setInterval(() => process.kill(relay.pid, signal), 100);
    const ended = await relay.exited;
    clearInterval(again);
    expect(ended).toBe(code);
  });
});

describe("SIGHUP", () => {
  it("does not end a relay that is still starting", async () => {
    const args = [
      "--rules",
      workshop.write("hup.yaml", "version: 1\nrules: []\n"),
      "--data",
      workshop.data,
      "--port",
      "0",
      "--admin-port",
      "0",
    ];
    const env = { PATH: process.env.PATH, BITHUMAN_WEBHOOK_SECRET: secret };
    const child = spawn(process.execPath, ["dist/main.js", "start", ...args], { cwd: root, env, stdio: ["ignore", "pipe", "ignore"] });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      if (said === "") child.kill("SIGHUP"); // its first line stands before the one that says ready
      said += chunk.toString();
      if (said.includes('"msg":"ready"')) child.kill("SIGTERM");
    });
    const ended = await new Promise((resolve) => void child.once("close", (code, signal) => resolve({ code, signal })));
    expect(ended).toEqual({ code: 0, signal: null });
  });

  it("reads the file four times a second at most, however often it comes", async () => {
    const relay = await workshop.start();
    const loads = () => relay.lines.filter((line) => line.includes('"msg":"rules.loaded"')).length;
    const [before, since] = [loads(), performance.now()];
    for (let index = 0; index < 100; index += 1) {
      process.kill(relay.pid, "SIGHUP");
      await relay.raw("/healthz"); // the signal has come by then
    }
    const quarters = (performance.now() - since) / 250;
    await expect.poll(loads).toBeGreaterThan(before);
    expect(loads() - before).toBeLessThanOrEqual(Math.ceil(quarters) + 2);
  });
});

describe("rules.yaml that is no plain file", () => {
  it("does not hold up a relay that runs, and is told", async () => {
    const relay = await workshop.start();
    const path = workshop.write("rules.yaml", "");
    rmSync(path);
    spawnSync("mkfifo", [path]);
    await expect.poll(() => relay.lines.some((line) => line.includes("it is a named pipe"))).toBe(true);
    process.kill(relay.pid, "SIGHUP");
    expect((await relay.raw("/api/reload", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).status).toBe(
      422,
    );
    expect((await relay.say("hello")).status).toBe(200);
    rmSync(path);
  });
});
