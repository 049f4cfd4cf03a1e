import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { cli } from "../support/cli.ts";
import { openWorkshop, type StatsAnswer, type Workshop } from "../support/relay.ts";

function opened(): Workshop {
  const workshop = openWorkshop("version: 1\nrules: []\n");
  onTestFinished(() => workshop.close());
  return workshop;
}

describe("backup", () => {
  it("copies a relay that takes webhooks meanwhile, and restore gives back what had been accepted by then", async () => {
    const workshop = opened();
    const relay = await workshop.start();
    for (let index = 0; index < 20; index += 1) await relay.say(`before ${index}`);
    const file = workshop.write("unused", "").replace("unused", "copy.db");
    const meanwhile = Array.from({ length: 50 }, (_, index) => relay.say(`meanwhile ${index}`));
    const { code, out } = await cli(["backup", file, "--data", workshop.data]);
    expect([code, out]).toEqual([0, expect.stringMatching(/copy\.db: \d+ events/)]);
    expect((await Promise.all(meanwhile)).every(({ status }) => status === 200)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, "..")).filter((name) => name.includes(".part"))).toEqual([]);

    expect(await cli(["restore", file, "--data", workshop.data])).toMatchObject({ code: 73 });
    await relay.end("SIGKILL");
    expect(await cli(["restore", file, "--data", workshop.data])).toMatchObject({ code: 0 });
    expect(readdirSync(workshop.data).some((name) => name.startsWith("relay.db.before-"))).toBe(true);
    const again = await workshop.start();
    const { events } = await again.api<StatsAnswer>("/api/stats");
    expect(events).toBeGreaterThanOrEqual(20);
    expect(out).toContain(`${events} events`);
  });

  it("leaves nothing behind where it cannot copy, and overwrites nothing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "avatar-relay-backup-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "copy.db");
    expect(await cli(["backup", file, "--data", folder])).toMatchObject({ code: 64, err: expect.stringContaining("there is no file") });
    writeFileSync(join(folder, "relay.db"), "no database at all, and long enough to be looked at as one");
    expect(await cli(["backup", file, "--data", folder])).toMatchObject({ code: 65, err: expect.stringContaining("E_DAMAGED") });
    expect(existsSync(file)).toBe(false);
    expect(await cli(["backup", join(folder, "relay.db"), "--data", folder])).toMatchObject({ code: 64 });
  });

  it("restores no file that is damaged", async () => {
    const folder = mkdtempSync(join(tmpdir(), "avatar-relay-backup-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "copy.db");
    writeFileSync(file, "no database at all, and long enough to be looked at as one");
    const data = join(folder, "data");
    expect(await cli(["restore", file, "--data", data])).toMatchObject({ code: 65, err: expect.stringContaining("Nothing was written") });
    expect(readdirSync(data).filter((name) => name.startsWith("relay.db"))).toEqual([]);
  });

  it("that was interrupted is run again, and no empty database takes its place", async () => {
    const folder = mkdtempSync(join(tmpdir(), "avatar-relay-backup-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "relay.db.restored"), "half of it");
    const opened = await openSqliteStore({ folder, pid: process.pid, fatal: () => {} });
    expect(opened).toMatchObject({ kind: "damaged", detail: expect.stringContaining("a restore into") });
    expect(existsSync(join(folder, "relay.db"))).toBe(false);
  });
});
