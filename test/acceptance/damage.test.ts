/** Damaged or lost data: the relay says so, and ends in words where it cannot go on. */

import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkshop, type Relay, type Workshop } from "../support/relay.ts";

let workshop: Workshop;
let path: string;

beforeEach(() => {
  workshop = openWorkshop("version: 1\nrules: []\n");
  path = join(workshop.data, "relay.db");
});
afterEach(() => workshop.close());

interface Readiness {
  readonly status: string;
  readonly reason: string | null;
  readonly store: { readonly check: { readonly result: string; readonly detail: string } | null };
}

const check = async (relay: Relay) => (await relay.api<Readiness>("/readyz")).store.check?.result;

function replace(): void {
  writeFileSync(`${path}.other`, readFileSync(path));
  renameSync(`${path}.other`, path);
}

/** A database with some hundred events, whose relay has ended in order. */
async function filled(): Promise<void> {
  const relay = await workshop.start();
  for (let index = 0; index < 60; index += 1) await relay.say(`${index} ${"x".repeat(3_000)}`);
  await expect.poll(async () => (await relay.api<{ pending: number }>("/api/stats")).pending).toBe(0);
  expect(await relay.end("SIGTERM")).toBe(0);
}

const pageSize = 4_096;

/** Turns one bit of the byte that says which kind of page this is, in every leaf of a table in the middle of the file. */
function flipBits(): void {
  const pages = statSync(path).size / pageSize;
  const file = openSync(path, "r+");
  const kind = Buffer.alloc(1);
  for (let page = Math.floor(0.3 * pages); page < 0.7 * pages; page += 1) {
    readSync(file, kind, 0, 1, page * pageSize);
    if (kind[0] === 13) writeSync(file, Buffer.from([kind[0] ^ 2]), 0, 1, page * pageSize);
  }
  closeSync(file);
}

describe("a database with a bit turned in the middle", () => {
  it("is noticed after the start; the relay says so where it is asked, and never answers with 500", async () => {
    await filled();
    flipBits();
    const relay = await workshop.start();
    await expect.poll(() => check(relay)).toBe("damaged");
    const readyz = await relay.raw("/readyz");
    expect(readyz.status).toBe(503);
    expect(((await readyz.json()) as Readiness).reason).toContain("the database is damaged");
    expect(relay.lines.some((line) => line.includes('"store.checked"') && line.includes('"level":"error"'))).toBe(true);
    const events = await relay.raw("/api/events?limit=200");
    expect(events.status).toBe(503);
    expect(await events.json()).toMatchObject({ error: { code: "store_unavailable", message: expect.stringContaining("damaged") } });
    expect(relay.lines.filter((line) => line.includes('"msg":"bug"'))).toEqual([]);
  });

  it("that is sound is told as sound", async () => {
    await filled();
    const relay = await workshop.start();
    await expect.poll(() => check(relay)).toBe("sound");
    expect((await relay.raw("/readyz")).status).toBe(200);
  });
});

describe("a database whose file goes away while the relay runs", () => {
  it.each([
    ["was removed", () => rmSync(path)],
    ["another file has taken the place", replace],
    ["relay.db-wal was removed", () => rmSync(`${path}-wal`)],
  ])("ends it with 65 where it %s", async (words, lose) => {
    const relay = await workshop.start();
    await relay.say("hello");
    lose();
    expect(await relay.exited).toBe(65);
    expect(JSON.parse(relay.lines.at(-1) ?? "")).toMatchObject({ level: "fatal", code: 65, error: expect.stringContaining(words) });
  });
});
