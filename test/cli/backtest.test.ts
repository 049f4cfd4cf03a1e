import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Event } from "../../src/core/event.ts";
import { hour, minute, plus } from "../../src/core/time.ts";
import { cli } from "../support/cli.ts";
import { makeChat, monday } from "../support/make.ts";
import { openStore, record } from "../support/recorded.ts";

function rulesWith({ keywords = "refund", over = 2, text = "said {{ event.message }}", more = "" } = {}): string {
  return `version: 1
settings: { sessions: { idle_after: 10m } }
sources: { bithuman: { verify: { scheme: auto, secrets: ["\${BITHUMAN_WEBHOOK_SECRET}"] } } }
destinations: { terminal: { console: {} } }
rules:
  - { name: refunds, on: chat.push, when: { role: user, keywords: [${keywords}] }, then: [{ to: terminal, text: "${text}" }], throttle: 10m }
  - { name: often, on: chat.push, when: { role: user, count: { over: ${over}, within: 1m } }, then: [terminal] }
  - { name: summary, on: session.end, when: { session: { user_messages: { at_least: 2 } } }, then: [terminal] }
${more}`;
}

/** Forty conversations, half a minute apart; in each tenth somebody wants their money back. */
const history: readonly Event[] = Array.from({ length: 40 }, (_, index) => {
  const start = index * 30_000;
  const said = (message: string, after: number) =>
    makeChat({ message, session: `s${index}`, occurredAt: plus(monday, start + after), receivedAt: plus(monday, start + after) });
  return [said(`hello ${index}`, 0), said(index % 10 === 0 ? "my money back!" : "a refund", 5_000), said("bye", 10_000)];
})
  .flat()
  .sort((one, other) => one.receivedAt - other.receivedAt);

let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-backtest-"));
  const store = await openStore(folder);
  await record(store, rulesWith(), history);
  await store.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function backtest(edited: string, ...args: readonly string[]) {
  const file = join(folder, "edited.yaml");
  writeFileSync(file, edited);
  return cli(["backtest", "--data", folder, "--rules", file, ...args]);
}

async function report(edited: string, ...args: readonly string[]) {
  const { code, out, err } = await backtest(edited, "--json", ...args);
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out);
}

const unchanged = { added: 0, removed: 0, changed: 0, samples: [] };

describe("a backtest", () => {
  it("finds nothing where nothing was edited", async () => {
    const { events, rules } = await report(rulesWith());
    expect([events, rules]).toEqual([120, { refunds: unchanged, often: unchanged, summary: unchanged }]);
  });

  it("lists exactly the sessions that a planted edit adds", async () => {
    const { rules } = await report(rulesWith({ keywords: "refund, money" }));
    expect(rules).toMatchObject({ refunds: { added: 4, removed: 0, changed: 0 }, often: unchanged, summary: unchanged });
    expect(rules.refunds.samples).toMatchObject(["s0", "s10", "s20", "s30"].map((session) => ({ change: "added", session })));
  });

  it("counts what a rule no longer finds, and what it says otherwise", async () => {
    const { rules } = await report(rulesWith({ keywords: "money", text: "{{ event.message }}!", over: 3 }));
    expect(rules).toMatchObject({ refunds: { added: 4, removed: 36, changed: 0 }, often: { added: 0, removed: 40 }, summary: unchanged });
    expect((await report(rulesWith({ text: "{{ event.message }}!" }))).rules.refunds).toMatchObject({ added: 0, removed: 0, changed: 36 });
  });

  it("lets idle sessions end by the clock of the record, under each file's own rules", async () => {
    const store = await openStore(folder);
    for (const at of [15, 16]) {
      await store.fireTimers(plus(monday, at * minute), 500);
      await record(store, rulesWith(), []);
    }
    await store.close();
    const { rules } = await report(rulesWith().replace("at_least: 2", "at_least: 4"));
    expect(rules.summary.removed).toBeGreaterThan(0);
    expect(rules).toMatchObject({ refunds: unchanged, often: unchanged, summary: { added: 0, changed: 0 } });
  });

  it("knows rules that are new and rules that are gone", async () => {
    const more = `  - { name: greets, mode: shadow, on: chat.push, when: { keywords: hello }, then: [terminal] }\n`;
    const { rules } = await report(rulesWith({ more }).replace("name: often", "name: renamed"));
    expect(rules).toMatchObject({ greets: { added: 40 }, renamed: { added: 40 }, often: { removed: 40 } });
  });

  it("compares with another file, and looks back no further than asked", async () => {
    const old = join(folder, "old.yaml");
    writeFileSync(old, rulesWith({ keywords: "money" }));
    const { events, rules } = await report(rulesWith(), "--against", old, "--since", "5m");
    expect(events).toBeLessThan(40);
    expect(rules.refunds).toMatchObject({
      removed: 1,
      samples: expect.arrayContaining([expect.objectContaining({ session: "s30", change: "removed" })]),
    });
  });

  it("tells how many messages a day go where, before and after", async () => {
    const { destinations } = await report(rulesWith({ keywords: "refund, money" }));
    const { before, after, a_day } = destinations.terminal;
    expect([after - before, a_day]).toEqual([4, { before, after }]); // less than a day is not made more of
    const gone = await report(rulesWith().replaceAll("terminal", "screen"));
    expect(gone.destinations).toMatchObject({ terminal: { before, after: 0 }, screen: { before: 0, after: before } });
  });

  it("shows a person how far it has come, and a file nothing of it", async () => {
    const store = await openStore(folder);
    const many = Array.from({ length: 900 }, (_, n) => makeChat({ session: "long", message: `${n}`, receivedAt: plus(monday, n) }));
    await record(store, rulesWith(), many);
    await store.close();
    const file = join(folder, "edited.yaml");
    writeFileSync(file, rulesWith());
    const args = ["backtest", "--data", folder, "--rules", file];
    expect((await cli(args, { isErrorTerminal: true })).err).toMatch(/^\r\d\d %\r {6}\r$/);
    expect((await cli(args, { isTerminal: true })).err).toBe("");
  });

  it("is the same twice, byte for byte, while a relay holds the data", async () => {
    const store = await openStore(folder);
    const edited = rulesWith({ keywords: "money, hello" });
    const [one, other] = [await backtest(edited, "--json"), await backtest(edited, "--json")];
    await store.close();
    expect(one).toEqual(other);
    expect(one.code).toBe(0);
  });

  it("agrees with what a relay decided whose timers came in late", async () => {
    const store = await openStore(folder);
    await store.fireTimers(plus(monday, 2 * hour), 15);
    await record(store, rulesWith(), [
      makeChat({ message: "a refund", session: "s3", occurredAt: plus(monday, 2 * hour), receivedAt: plus(monday, 2 * hour) }),
    ]);
    await store.fireTimers(plus(monday, 2 * hour + minute), 500);
    await record(store, rulesWith(), []);
    await store.close();
    const { events, rules } = await report(rulesWith());
    expect([events, rules]).toEqual([121, { refunds: unchanged, often: unchanged, summary: unchanged }]);
  });

  it("tells a person which rules would have done something else", async () => {
    const { out } = await backtest(rulesWith({ keywords: "refund, money" }));
    expect(out).toMatch(
      /^120 events, 1 rule of 3 would have done something else\nrefunds: 4 added, 0 removed, 0 changed\n {2}added {2}s0 {2}\S+\n[\s\S]*\n→ terminal: \d+ messages a day instead of \d+\n$/,
    );
  });

  it.each<[string, readonly string[], number, string]>([
    ["without a file", ["backtest"], 64, "usage: avatar-relay backtest"],
    ["a span that is none", ["backtest", "--rules", "x", "--since", "yesterday"], 64, "--since takes a span like 7d"],
    ["a file that is not there", ["backtest", "--rules", "nowhere.yaml"], 2, "E_RULES_FILE"],
  ])("%s it cannot run", async (_, args, expected, said) => {
    const { code, err } = await cli([...args, "--data", folder]);
    expect(code).toBe(expected);
    expect(err).toContain(said);
  });
});

it("finds where a trend would have held, from the stored figures", async () => {
  const own = mkdtempSync(join(tmpdir(), "avatar-relay-backtest-"));
  onTestFinished(() => rmSync(own, { recursive: true }));
  const store = await openStore(own);
  const visits = [0, 1, 2, 3, 4].flatMap((week) =>
    Array.from({ length: 120 }, (_, index) => {
      const at = plus(monday, week * 7 * 24 * hour + index * minute);
      return makeChat({ session: `${week}-${index}`, occurredAt: at, receivedAt: at });
    }).filter((_, index) => week < 4 || index < 3 || index === 119),
  );
  await record(store, rulesWith(), visits);
  while ((await store.project()).hasMore);
  await store.close();
  const file = join(own, "edited.yaml");
  const trend = "  - { name: no-visitors, when: { trend: { of: sessions, falls_below: 50% } }, then: [terminal] }";
  writeFileSync(file, rulesWith({ more: trend }));
  const { out } = await cli(["backtest", "--data", own, "--rules", file, "--json"]);
  const { rules } = JSON.parse(out);
  expect(rules["no-visitors"]).toMatchObject({ added: 1, removed: 0, samples: [{ at: "2026-03-30T10:00:00.000Z" }] });
  expect(rules.refunds).toEqual(unchanged);
});
