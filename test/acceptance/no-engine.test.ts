/** A machine on which no SQLite engine loads, e.g. Node 20 without better-sqlite3. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";

/** A loader that finds neither engine (Node's documentation, "Customization Hooks"). */
const hooks = `export async function resolve(name, context, next) {
  if (!/better-sqlite3|^node:sqlite$/.test(name)) return next(name, context);
  throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
}`;
const asUrl = (script: string) => `data:text/javascript,${encodeURIComponent(script)}`;
const register = asUrl(`import { register } from "node:module"; register(${JSON.stringify(asUrl(hooks))});`);

let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "avatar-relay-no-engine-"));
  writeFileSync(join(data, "relay.db"), ""); // what commands look for
});
afterEach(() => rmSync(data, { recursive: true }));

async function run(args: readonly string[]) {
  const env = { PATH: process.env.PATH, BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook" };
  const child = spawn(process.execPath, ["--import", register, "dist/main.js", ...args, "--data", data], { env });
  const [err, out, [code]] = await Promise.all([text(child.stderr), text(child.stdout), once(child, "close")]);
  return { code: Number(code), err, out };
}

it.each([
  [["start", "--port", "0", "--admin-port", "0"]],
  [["events"]],
  [["explain", "--event", "12345678"]],
  [["backtest", "--rules", "rules.example.yaml"]],
  [["export"]],
  [["backup", "copy.db"]],
])("%j says what to install, and is no bug", async (args) => {
  const { code, err } = await run(args);
  expect(err).toContain("E_SQLITE_MISSING: no SQLite engine: install one (npm install better-sqlite3@");
  expect(code).toBe(78);
});

it("doctor tells it with the cure", async () => {
  const { code, out } = await run(["doctor"]);
  expect([code, out]).toEqual([1, expect.stringMatching(/^wrong E_SQLITE_MISSING: .*\n {6}→ no SQLite engine: install one/m)]);
});
