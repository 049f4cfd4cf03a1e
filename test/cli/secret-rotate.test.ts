import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTickets } from "../../src/net/ticket.ts";
import { keptKey } from "../../src/net/ticket-key.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { cli } from "../support/cli.ts";
import { openWorkshop } from "../support/relay.ts";

/** The key in a data folder on which no relay runs. */
async function keyIn(folder: string): Promise<string> {
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: () => {} });
  if (opened.kind !== "opened") throw new Error(`the store is ${opened.kind}`);
  const key = await keptKey(opened.store.keep, "made here");
  await opened.store.close();
  return key;
}

describe("secret rotate", () => {
  it("changes the key in the data where no relay runs, so that no link of before is opened", async () => {
    const folder = mkdtempSync(join(tmpdir(), "avatar-relay-rotate-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const before = await keyIn(folder);
    const link = createTickets(before).seal("claim i1");
    const { code, out } = await cli(["secret", "rotate", "--data", folder]);
    expect([code, out]).toEqual([0, expect.stringContaining("the key was changed")]);
    const after = await keyIn(folder);
    expect(after.length).toBeGreaterThan(40);
    expect(createTickets(after).open(link)).toBeUndefined();
    expect(out).not.toContain(after);
  });

  it("changes it in a relay that runs, and it stays changed", async () => {
    const workshop = openWorkshop("version: 1\nrules: []\n");
    onTestFinished(() => workshop.close());
    const first = await workshop.start();
    await first.end("SIGTERM");
    const before = await keyIn(workshop.data);
    const relay = await workshop.start();
    expect((await cli(["secret", "rotate", "--data", workshop.data])).code).toBe(0);
    expect((await relay.say("hello")).status).toBe(200);
    expect(await relay.end("SIGTERM")).toBe(0);
    expect(await keyIn(workshop.data)).not.toBe(before);
  });

  it("says where there is nothing to change", async () => {
    const { code, err } = await cli(["secret", "rotate", "--data", "/nonexistent"]);
    expect([code, err]).toEqual([64, expect.stringContaining("there is no data in /nonexistent")]);
  });
});
