/**
 * A database of the version before the features of the engine declared themselves (December 2026). relay.sql is a dump of it, in the middle
 * of conversations: two incidents with a step, messages that wait for the hours of their rule, a fan-out span, waits for an answer, a message
 * that waits for a visitor's name, a count and a throttle. deliveries.txt is what that version went on to queue, a day later.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { day, minute, plus } from "../../src/core/time.ts";
import { destinations } from "../../src/destinations/index.ts";
import { compile } from "../../src/rules/compile.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { loadDriver } from "../../src/stores/sqlite/driver.ts";
import { databaseFile, openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { loaded } from "../support/load.ts";
import { monday } from "../support/make.ts";
import { digest } from "../support/program.ts";

const fixture = (name: string) => readFileSync(new URL(`../support/fixtures/version-before/${name}`, import.meta.url), "utf8");

/** A folder with the database as that version left it. */
async function folderOfBefore(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-before-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const db = (await loadDriver())(join(folder, databaseFile));
  db.exec(fixture("relay.sql"));
  db.close();
  return folder;
}

it("opens the database of the version before, fires its timers, and goes on to the same deliveries under the same keys", async () => {
  const folder = await folderOfBefore();
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: (_, error) => expect.unreachable(String(error)) });
  if (opened.kind !== "opened") return expect.unreachable(opened.kind);
  const { store } = opened;
  onTestFinished(() => store.close());
  const { file } = loaded(fixture("rules.yaml"), { conditions, destinations, variable: () => "s3cret" });
  const program = compile({ file, version: "v1", conditions, digest, secrecy: { seal: String, unseal: String } });
  for (const after of [minute, 6 * minute, 90 * minute, day]) {
    while ((await store.fireTimers(plus(monday, after), 100)) > 0);
    while ((await store.evaluate(100, createPlanner(program))).count > 0);
  }

  const { rows } = await store.searchDeliveries({ limit: 200 });
  expect(rows.every(({ id, key }) => id === key)).toBe(true);
  expect(rows.map(({ id, to, rule }) => `${id} ${to} ${rule}`).sort()).toEqual(fixture("deliveries.txt").trim().split("\n"));
  expect(await store.stats()).toMatchObject({ events: 32, evaluated: 32, pending: 0, sessions: 0 });
});
