/** How often each rule found something, and what people said of it, from both databases. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { day, hour, type Instant, minute, plus } from "../../src/core/time.ts";
import { clickOf } from "../../src/observe/admin/mute.ts";
import { openPostgresStore } from "../../src/stores/postgres/index.ts";
import { makeChat, monday } from "../support/make.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { openStore, record } from "../support/recorded.ts";

const rules = `version: 1
destinations: { support: { slack: { channel: "#support" } } }
rules:
  - { name: asks, on: chat.push, when: { keywords: [human] }, then: [support] }
  - { name: refunds, on: chat.push, when: { keywords: [refund] }, then: [support] }
`;

let postgres: Postgres;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

let schemas = 0;

async function openPostgres(): Promise<Store> {
  schemas += 1;
  const opened = await openPostgresStore({ url: await postgres.schema(`activity_${schemas}`), clock: () => Date.now() as Instant }); // milliseconds since 1970
  if (opened.kind !== "opened") throw new Error(`the store is ${opened.kind}`);
  return opened.store;
}

const now = monday;
const said = (message: string, ago: number, session = "s1") => {
  const at = plus(now, -ago);
  return makeChat({ message, session, occurredAt: at, receivedAt: at });
};

describe.each([
  ["SQLite", openStore],
  ["PostgreSQL", openPostgres],
] as const)("the activity of rules on %s", (_, open) => {
  let folder: string;
  let store: Store;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "avatar-relay-activity-"));
    store = await open(folder);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  async function activity(names: readonly string[] = ["asks", "refunds"]) {
    while ((await store.project()).count > 0);
    return store.ruleActivity({ rules: names, hour: plus(now, -hour), day: plus(now, -day), week: plus(now, -7 * day) });
  }

  it("counts findings of the last hour, day and week, and knows the last one however old", async () => {
    const ago = [8 * day, 6 * day, 2 * hour, 30 * minute, minute];
    await record(
      store,
      rules,
      [...ago.map((span) => said(`a human ${span}`, span)), said("a refund", 9 * day)].sort((a, b) => a.receivedAt - b.receivedAt),
    );
    const found = await activity(["asks", "refunds", "gone"]);
    expect([...found]).toEqual([
      ["asks", { hour: 2, day: 3, week: 4, lastAt: plus(now, -minute), useful: 0, noise: 0 }],
      ["refunds", { hour: 0, day: 0, week: 0, lastAt: plus(now, -9 * day), useful: 0, noise: 0 }],
      ["gone", { hour: 0, day: 0, week: 0, lastAt: undefined, useful: 0, noise: 0 }],
    ]);
  });

  it("counts the last vote of each person about each incident", async () => {
    await record(store, rules, [said("a human", hour, "s1"), said("a human too", hour, "s2")]);
    const { rows } = await store.searchIncidents({ limit: 5 });
    const [one, two] = rows;
    if (one === undefined || two === undefined) throw new Error("no incident was opened");
    const vote = (action: "useful" | "noise", incident: typeof one, by: string, after: number) =>
      clickOf({ action, rule: incident.ruleId, by, until: undefined, incident }, plus(now, after) as Instant);
    await record(store, rules, [
      vote("noise", one, "ada", 1),
      vote("useful", one, "ada", 2),
      vote("useful", two, "ada", 3),
      vote("noise", one, "ben", 4),
    ]);
    expect((await activity()).get("asks")).toMatchObject({ useful: 2, noise: 1 });
    expect((await activity()).get("refunds")).toMatchObject({ useful: 0, noise: 0 });
  });
});
