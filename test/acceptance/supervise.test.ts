/** `start --supervise`: a relay that ends by itself comes back, on the same ports, and nobody who connects meanwhile is refused. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runOneAttempt } from "../../crash/one-attempt/run.ts";
import { pauseAfter } from "../../src/cli/start/supervise.ts";
import { root } from "../support/build.ts";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";

let workshop: Workshop;

beforeEach(() => {
  workshop = openWorkshop("version: 1\nrules: []\n");
});
afterEach(() => workshop.close());

interface ReadyLine {
  readonly port: number;
  readonly admin_port: number;
  readonly pid: number;
}

/** What the relay has said of itself at each start. */
const starts = ({ lines }: Relay) => lines.filter((line) => line.includes('"msg":"ready"')).map((line) => JSON.parse(line) as ReadyLine); // contract: the ready line

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("a supervised relay", () => {
  it("that is killed comes back on its ports, and answers those who came in between", async () => {
    const relay = await workshop.start({}, ["--supervise"]);
    expect((await relay.say("before")).status).toBe(200);
    process.kill(relay.pid, "SIGKILL");
    await expect.poll(() => isAlive(relay.pid)).toBe(false);
    const meanwhile = await Promise.all([relay.say("one"), relay.say("two"), relay.say("three")]);
    expect(meanwhile.map(({ status }) => status)).toEqual([200, 200, 200]);
    await expect.poll(() => starts(relay).length).toBe(2); // it takes webhooks a little earlier than it is ready
    const [first, second, ...more] = starts(relay);
    expect(more).toEqual([]);
    expect(second).toMatchObject({ port: first?.port, admin_port: first?.admin_port });
    expect(second?.pid).not.toBe(first?.pid);
    await expect.poll(() => relay.api<StatsAnswer>("/api/stats")).toMatchObject({ events: 4, pending: 0 });
  });

  it("drains when the supervisor is told to stop, and both end with 0", async () => {
    const relay = await workshop.start({}, ["--supervise"]);
    expect(await relay.end("SIGTERM")).toBe(0);
    expect(isAlive(relay.pid)).toBe(false);
  });

  it("ends when its supervisor is killed, and leaves the data to the next", async () => {
    const relay = await workshop.start({}, ["--supervise"]);
    await relay.say("kept");
    await relay.end("SIGKILL");
    await expect.poll(() => isAlive(relay.pid)).toBe(false);
    const next = await workshop.start({}, ["--supervise"]);
    expect(await next.api<StatsAnswer>("/api/stats")).toMatchObject({ events: 1 });
  });

  it("is not started again where the file has mistakes from the beginning", async () => {
    workshop.write("rules.yaml", "version: 1\nrules: 7\n");
    const { code, said } = await workshop.refuse({}, ["--supervise"]);
    expect(code).toBe(78);
    expect(said).toContain("rules.yaml:2:8");
  });

  it("says where its port is taken", async () => {
    const relay = await workshop.start();
    const { code, said } = await workshop.refuse({}, ["--supervise", "--port", String(relay.port)]);
    expect(code).toBe(78);
    expect(said).toMatch(/E_PORT: cannot listen on 127\.0\.0\.1:\d+: EADDRINUSE/);
  });
});

describe("a sender that tries once", () => {
  it("loses nothing to five kills but what was under way at one of them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "relay-one-attempt-"));
    const options = { entry: join(root, "dist/main.js"), folder, kills: 5, every: 1_500, rate: 20, backfill: false };
    const { unanswered, answered, inFlight, lostAfter200, sent } = await runOneAttempt(options);
    rmSync(folder, { recursive: true, force: true });
    expect(unanswered).toEqual([]);
    expect(lostAfter200).toBe(0);
    expect(answered + inFlight).toBe(sent);
    expect(answered).toBeGreaterThan(0);
  });
});

describe("the pause before the next start", () => {
  it("grows only while the relay ends before it is ready", () => {
    const ends = [false, false, false, false, false, false, true, false];
    let pause = 0;
    const pauses = ends.map((wasReady) => {
      pause = pauseAfter(wasReady, pause);
      return pause;
    });
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 0, 250]);
  });
});
