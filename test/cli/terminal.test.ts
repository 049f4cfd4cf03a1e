import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { cli } from "../support/cli.ts";
import { makeChat } from "../support/make.ts";
import { openStore, record } from "../support/recorded.ts";

/** What a terminal would obey: ESC and C1 sequences, BEL, and the marks that turn the direction of reading. */
const unruly = "\u001b[2J\u009b31m\u0007\u007f\u061c\u200e\u200f\u2028\u202a\u202e\u2066\u2069";
const obeyed = new RegExp(`[${unruly.replace(/[[\]0-9Jm]/g, "")}]`, "u");

const rules = `version: 1
sources: { bithuman: { verify: { scheme: auto, secrets: ["\${BITHUMAN_WEBHOOK_SECRET}"] } } }
destinations: { terminal: { console: {} } }
rules: [{ name: asks, on: chat.push, when: { keywords: refund }, then: [terminal] }]
`;

const session = `s${unruly}1`;
const said = makeChat({
  session,
  agent: `a${unruly}`,
  message: `a refund ${unruly}!`,
  data: { role: "user", message: `a refund ${unruly}!`, lang: unruly },
});

let folder: string;
let store: Store;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-terminal-"));
  writeFileSync(join(folder, "rules.yaml"), rules);
  store = await openStore(folder);
  await record(store, rules, [said]);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const file = () => join(folder, "rules.yaml");

const printed: readonly (readonly [command: string, args: () => readonly string[]])[] = [
  ["events", () => ["events"]],
  ["events --json", () => ["events", "--json"]],
  ["events, an option that is wrong", () => ["events", "--limit", unruly]],
  ["deliveries", () => ["deliveries"]],
  ["deliveries --json", () => ["deliveries", "--json"]],
  ["explain", () => ["explain", said.id]],
  ["explain --json", () => ["explain", said.id, "--json"]],
  ["explain, an event that is not there", () => ["explain", unruly]],
  ["why", () => ["why", "--session", session]],
  ["why --json", () => ["why", "--session", session, "--json"]],
  ["why, a session that is not there", () => ["why", "--session", `${session}x`]],
  ["export", () => ["export"]],
  ["test --from-session", () => ["test", file(), "--from-session", session]],
  ["backtest", () => ["backtest", file()]],
  ["backtest --json", () => ["backtest", file(), "--json"]],
  ["forget", () => ["forget", "--session", session]],
];

describe("what a visitor wrote", () => {
  it.each(printed)("is obeyed by no terminal: %s", async (_command, args) => {
    const env = { BITHUMAN_WEBHOOK_SECRET: "whsec_of_a_test_that_is_long", DATA: folder };
    for (const isTerminal of [true, false]) {
      const { out, err } = await cli(args(), { env, isTerminal, isErrorTerminal: isTerminal });
      expect(out + err).not.toBe("");
      expect(out + err).not.toMatch(obeyed);
    }
  });

  it("is obeyed by no terminal: detect", async () => {
    const input = `${JSON.stringify({ id: unruly, turns: [{ role: "user", text: unruly }] })}\n`;
    const { out } = await cli(["detect", "--json"], { input });
    expect(JSON.parse(out).id).toBe(unruly);
    expect(out).not.toMatch(obeyed);
  });
});
