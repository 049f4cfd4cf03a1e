import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openInspection } from "../../src/cli/start/inspecting.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-inspecting-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("gives way where the database's log grows beside it, since the look keeps SQLite from emptying it", async () => {
  const entry = join(folder, "endless.mjs");
  writeFileSync(entry, "setInterval(() => {}, 1_000);\n");
  const path = join(folder, "relay.db");
  writeFileSync(`${path}-wal`, "");
  let isOver = false;
  const { problems, stop } = openInspection(entry, process.env, path);
  const ended = problems.then((found) => {
    isOver = true;
    return found;
  });
  truncateSync(`${path}-wal`, 60 * 1_048_576);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  truncateSync(`${path}-wal`, 65 * 1_048_576);
  expect(await ended).toBeUndefined();
  stop();
}, 60_000);
