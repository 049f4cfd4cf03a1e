/** A disk that fills up, and has room again later. It needs a file system of its own, which only root can make. */

import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";

let workshop: Workshop;

const patience = { timeout: 15_000, interval: 5 };

const mount = (...options: string[]) => spawnSync("mount", ["-t", "tmpfs", "-o", ...options, "tmpfs", workshop.data]).status === 0;

beforeEach(() => {
  workshop = openWorkshop("version: 1\nrules: []\n");
  mkdirSync(workshop.data);
});

afterEach(async () => {
  spawnSync("umount", ["--lazy", workshop.data]);
  await workshop.close();
});

/** Sends large messages until one is refused, and gives what was accepted and the refusal. */
async function fill(
  relay: Relay,
): Promise<{ readonly accepted: string[]; readonly refusal: { status: number; text: string; headers: object } }> {
  const accepted: string[] = [];
  for (let index = 0; index < 200; index += 1) {
    const reply = await relay.say(`${index} ${"x".repeat(100_000)}`);
    if (reply.status !== 200) return { accepted, refusal: reply };
    accepted.push((JSON.parse(reply.text) as { event_id: string }).event_id); // contract: the answer of the public port
  }
  throw new Error("the disk did not fill");
}

describe("a full disk", () => {
  // S05
  it("is answered with 503 and a time to come back, keeps what was accepted, and heals without a restart", async ({ skip }) => {
    if (!mount("size=6m")) return skip("a file system of a fixed size can only be made by root");
    const relay = await workshop.start();
    const { accepted, refusal } = await fill(relay);
    expect(refusal).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(JSON.parse(refusal.text)).toMatchObject({ error: { code: "storage_full" } });
    // Where a large message does not fit, small ones may for a while.
    await expect
      .poll(async () => ((await relay.say("small")).status === 503 ? (await relay.raw("/readyz")).status : 200), patience)
      .toBe(503);
    expect((await relay.raw("/healthz")).status).toBe(200);

    spawnSync("mount", ["-o", "remount,size=64m", workshop.data]);
    await expect.poll(async () => (await relay.say("hello again")).status, patience).toBe(200);
    await expect.poll(async () => (await relay.raw("/readyz")).status, patience).toBe(200);
    await expect.poll(async () => (await relay.api<StatsAnswer>("/api/stats")).pending, patience).toBe(0);
    for (const id of accepted) expect((await relay.raw(`/api/events/${id}`)).status).toBe(200);
  });
});
