/** Questions on the embedded store where a step fails before it is written. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { day, plus, second } from "../../src/core/time.ts";
import { createGrouping } from "../../src/insights/questions/grouping.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { loadDriver } from "../../src/stores/sqlite/driver.ts";
import { databaseFile, openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { makeChat, monday } from "../support/make.ts";
import { programOf } from "../support/program.ts";

const planner = createPlanner({ ...programOf([]), readsAll: true });

it("takes back the whole step, in memory as well, and counts each question once afterwards", async () => {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-questions-"));
  let fails = 0;
  const failpoint = (point: string) => {
    if (point !== "in-questions" || fails === 0) return;
    fails -= 1;
    throw new Error("stands for a full disk");
  };
  const opened = await openSqliteStore({ folder, pid: process.pid, failpoint, fatal: (_, error) => expect.unreachable(String(error)) });
  const store = opened.kind === "opened" ? opened.store : expect.unreachable(opened.kind);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (let n = 0; n < 6; n += 1) {
    const at = plus(monday, n * second);
    const event = makeChat({ message: "Where can I park my car?", session: `s${n}`, occurredAt: at, receivedAt: at });
    await store.accept({ kind: "event", event, raw: new Uint8Array() });
    await store.evaluate(10, planner);
    await store.project(true);
    fails = n % 3;
    while (fails > 0) await store.groupQuestions(createGrouping).catch(() => {});
    while ((await store.groupQuestions(createGrouping)).count > 0);
  }
  const { rows } = await store.questions({ since: monday, until: plus(monday, day), sort: "times", limit: 5 });
  expect(rows.map(({ num, times, sessions }) => [num, times, sessions])).toEqual([[1, 6, 6]]);
  await store.close();
  const db = (await loadDriver())(join(folder, databaseFile), { readOnly: true });
  const [size] = JSON.parse(String(db.prepare("SELECT model FROM questions").get()?.model)) as readonly number[]; // as the grouping stores it
  db.close();
  expect(size).toBe(6);
});
