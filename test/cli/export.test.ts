import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { hour, minute, plus } from "../../src/core/time.ts";
import { cli } from "../support/cli.ts";
import { makeChat, makeJoin, monday } from "../support/make.ts";
import { openStore, record } from "../support/recorded.ts";

const rules = `version: 1
settings: { sessions: { idle_after: 10m } }
sources: { bithuman: { verify: { scheme: auto, secrets: ["\${BITHUMAN_WEBHOOK_SECRET}"] } } }
destinations: { terminal: { console: {} } }
rules: [{ name: ends, on: session.end, then: [terminal] }]
`;

const joined = makeJoin({ session: "s1", data: { room_name: "lobby" } });
const said = makeChat({
  session: "s2",
  message: "a line\nand \u2028 another, \u009b31m \u202e turned",
  receivedAt: plus(monday, hour),
  occurredAt: plus(monday, hour),
});

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-export-"));
  store = await openStore(folder);
  await record(store, rules, [joined, said]);
  await store.fireTimers(plus(monday, 30 * minute), 10);
  await record(store, rules, []);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function exported(...args: readonly string[]) {
  const { code, out, err } = await cli(["export", "--data", folder, ...args]);
  expect([code, err]).toEqual([0, ""]);
  return out
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

describe("an export", () => {
  it("is a line for each event in the order in which they were accepted, beside a running relay", async () => {
    expect(await exported()).toMatchObject([
      { id: joined.id, type: "room.join", session: "s1", made_here: false, data: { room_name: "lobby" } },
      { id: said.id, type: "chat.push", role: "user", message: said.message, received_at: "2026-03-02T10:00:00.000Z" },
      { type: "session.end", session: "s1", made_here: true, data: { reason: "idle" } },
    ]);
  });

  it("sends nothing to a terminal that it would obey", async () => {
    const { out } = await cli(["export", "--data", folder]);
    expect(out).not.toMatch(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    expect(out).toContain("\\u009b31m \\u202e turned");
  });

  it.each([
    ["one conversation", ["--session", "s2"], ["chat.push"]],
    ["one type", ["--type", "room.join"], ["room.join"]],
    ["the last hours", ["--since", "59m"], ["chat.push", "session.end"]],
    ["nothing", ["--session", "s3"], []],
  ])("is of %s", async (_, args, types) => {
    expect((await exported(...args)).map(({ type }) => type)).toEqual(types);
  });

  it("says what it needs", async () => {
    expect(await cli(["export", "--data", join(folder, "nowhere")])).toMatchObject({
      code: 64,
      err: expect.stringContaining("there is no data"),
    });
    expect(await cli(["export", "--since", "soon"])).toMatchObject({
      code: 64,
      err: '--since takes a span like 7d or 12h, found "soon"\n',
    });
  });
});
