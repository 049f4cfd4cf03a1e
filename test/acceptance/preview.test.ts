/** A preview and the relay of the same data folder: what is tried in the one is never seen by the other. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { openWorkshop, type Workshop } from "../support/relay.ts";

let workshop: Workshop;

const rules = `
version: 1
destinations: { me: { console: {} } }
rules:
  - { name: asks, on: chat.push, when: { role: user, keywords: [human] }, then: [me] }
`;

beforeEach(() => {
  workshop = openWorkshop(rules);
});
afterEach(() => workshop.close());

it("incidents and events of the preview stay in it, and commands find whichever runs", async () => {
  const preview = await workshop.preview();
  await preview.say("I want to speak to a human");
  const count = async (args: readonly string[]) => {
    const { out } = await cli([...args, "--data", workshop.data]);
    return out.split("\n").filter((line) => line.includes("chat.push")).length;
  };
  await expect.poll(() => count(["events"])).toBe(1);
  await preview.end("SIGTERM");
  expect(await count(["events"])).toBe(1); // of the preview that was
  expect(existsSync(join(workshop.data, "relay.db"))).toBe(false);

  const relay = await workshop.start();
  expect(await relay.api("/api/events")).toMatchObject({ events: [] });
  expect(await relay.api("/api/incidents")).toMatchObject({ incidents: [] });
  expect(await count(["events"])).toBe(0); // of the relay that runs
});

it("the secret of the preview is made once for the data folder, for its own user only, and send signs with it", async () => {
  const preview = await workshop.preview({ BITHUMAN_WEBHOOK_SECRET: "" });
  const secret = readFileSync(join(workshop.data, "webhook-secret"), "utf8").trim();
  expect(secret.length).toBeGreaterThan(20);
  const { code, out } = await cli(["send", "chat.push", "hello", "--data", workshop.data]);
  expect([code, out]).toEqual([0, expect.stringContaining("accepted")]);
  await preview.end("SIGTERM");
  await workshop.preview({ BITHUMAN_WEBHOOK_SECRET: "" });
  expect(readFileSync(join(workshop.data, "webhook-secret"), "utf8").trim()).toBe(secret);
});

it("a preview does not start on the database of relays", async () => {
  await expect(workshop.preview({ DATABASE_URL: "postgres://127.0.0.1:1/relay" })).rejects.toThrow(/ended with 78: E_DATABASE: a preview/);
});
