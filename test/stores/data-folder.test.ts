import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataFolder } from "../../src/stores/data-folder.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { cli } from "../support/cli.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const others: readonly (readonly [string, (path: string) => void])[] = [
  ["a named pipe", (path) => void spawnSync("mkfifo", [path])],
  ["a folder", (path) => mkdirSync(path)],
  ["a device", (path) => symlinkSync("/dev/zero", path)],
];

const suffixes = ["", "-wal", "-shm", "-journal"];
const names = [
  ...["relay.db", "relay.db.new", "relay.lock"].flatMap((name) => suffixes.map((suffix) => `${name}${suffix}`)),
  ...["relay.pid", "relay.json", "relay.probe", "relay.admin-token", "admin-token", "webhook-secret"],
];

describe("a data folder", () => {
  it.each(names)("that holds something else in the place of %s is refused in words", (name) => {
    for (const [other, make] of others) {
      const path = join(folder, name);
      make(path);
      const opened = openDataFolder(folder);
      expect(opened).toMatchObject({ kind: "unusable", path, trouble: { isDisk: false, what: `${other} stands where a file is needed` } });
      rmSync(path, { recursive: true });
      expect(openDataFolder(folder)).toEqual({ kind: "usable" });
    }
  });

  it("that holds a socket in the place of a file is refused in words", async () => {
    const path = join(folder, "relay.json");
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(path, resolve));
    expect(openDataFolder(folder)).toMatchObject({ trouble: { what: "a socket stands where a file is needed" } });
    await new Promise((resolve) => server.close(resolve));
  });

  it("keeps names of others as they are", () => {
    mkdirSync(join(folder, "relay.backups"));
    expect(openDataFolder(folder)).toEqual({ kind: "usable" });
  });

  it("that holds a named pipe in the place of the database keeps nobody waiting", async () => {
    spawnSync("mkfifo", [join(folder, "relay.db")]);
    const fatal = (_: unknown, error: unknown) => expect.unreachable(String(error));
    expect(await openSqliteStore({ folder, pid: process.pid, fatal })).toMatchObject({ kind: "unusable" });
    for (const args of [
      ["events"],
      ["why", "--session", "s1"],
      ["backup", join(folder, "copy.db")],
      ["forget", "--session", "s1", "--yes"],
    ]) {
      const { code, err, out } = await cli([...args, "--data", folder]).catch((error: Error) => ({
        code: 78,
        err: error.message,
        out: "",
      }));
      expect([args[0], `${err}${out}`]).toEqual([args[0], expect.stringContaining("a named pipe")]);
      expect(code).not.toBe(0);
    }
  });

  it("that holds a named pipe in the place of what tells of a running relay has none", async () => {
    spawnSync("mkfifo", [join(folder, "relay.json")]);
    const { code } = await cli(["events", "--data", folder]);
    expect(code).not.toBe(0);
  });
});
