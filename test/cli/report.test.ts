import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Report } from "../../src/core/insights/report.ts";
import type { Store } from "../../src/core/store.ts";
import { day, type Instant, minute, plus } from "../../src/core/time.ts";
import { createGrouping } from "../../src/insights/questions/grouping.ts";
import { openPostgresStore } from "../../src/stores/postgres/index.ts";
import { cli } from "../support/cli.ts";
import { makeChat } from "../support/make.ts";
import { startPostgres } from "../support/postgres.ts";
import { openStore, record } from "../support/recorded.ts";

const rules = `version: 1
settings: { timezone: Asia/Kolkata }
sources: { bithuman: { verify: { scheme: auto, secrets: ["\${BITHUMAN_WEBHOOK_SECRET}"] } } }
destinations: { terminal: { console: {} } }
rules:
  - { name: asks-for-a-person, on: chat.push, when: { wants_human: true }, then: [terminal] }
`;

let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-report-"));
  const store = await openStore(folder);
  await filled(store);
  await store.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Each of three agents had one conversation on each of the last eight days. */
async function filled(store: Store): Promise<void> {
  const now = Date.now() as Instant; // milliseconds since 1970
  const history = Array.from({ length: 24 }, (_, index) => {
    const at = plus(now, -Math.floor(index / 3) * day - 5 * minute);
    const message = index % 6 === 0 ? "I want to speak to a human" : "hello";
    return makeChat({ message, agent: `A${index % 3}`, session: `s${index}`, occurredAt: at, receivedAt: at });
  });
  await record(store, rules, history);
  while ((await store.project()).hasMore);
}

const report = (...args: readonly string[]) =>
  cli(["report", "--data", folder, ...args], { env: { PUBLIC_ADMIN_URL: "https://admin.example.com" } });

describe("report", () => {
  it("prints what happened in the last seven days, by the clock of the rules that ran last", async () => {
    const { code, out, err } = await report();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^7 days up to \d+ \w+ \d{4} \(Asia\/Kolkata\)\n\nConversations {7}21 \(3 before\)\n/);
    expect(out).toContain("\n- asks-for-a-person: 4 times, none before\n");
    expect(out).toMatch(/\nMore: https:\/\/admin\.example\.com\/insights\n$/);
  });

  it("names the questions that nobody answered, without what identifies the visitor", async () => {
    const store = await openStore(folder);
    const now = Date.now() as Instant; // milliseconds since 1970
    const asked = Array.from({ length: 3 }, (_, index) => {
      const at = plus(now, -(9 - index) * minute);
      const said = { session: `q${index}`, agent: "A1", occurredAt: at, receivedAt: at };
      const message = "Where can I park my car? I am anna@example.com";
      return [makeChat({ ...said, message }), makeChat({ ...said, role: "agent", message: "I'm sorry, I don't know that." })];
    });
    await record(store, rules, asked.flat());
    while ((await store.project()).hasMore);
    while ((await store.groupQuestions(createGrouping)).count > 0);
    await store.close();
    const { questions } = JSON.parse((await report("--json")).out) as Report;
    expect(questions).toMatchObject([
      { text: "Where can I park my car? I am [email]", times: 3, sessions: 3, unanswered: 1, session: expect.stringMatching(/^q\d$/) },
    ]);
  });

  it("knows one agent, another span and JSON", async () => {
    const { out } = await report("--agent", "A1", "--since", "2d", "--json");
    const { agent, sums, days } = JSON.parse(out) as Report;
    expect({ agent, conversations: sums[0]?.now, days: days.length }).toEqual({ agent: "A1", conversations: "2", days: 2 });
  });

  it("writes a file that a browser shows and that loads nothing", async () => {
    const file = join(folder, "report.html");
    expect((await report("--html", file)).code).toBe(0);
    expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>.*<svg role="img".*<\/html>\n$/s);
  });

  it("reads a PostgreSQL, beside the relay that uses it", async () => {
    const postgres = await startPostgres();
    onTestFinished(() => postgres.remove());
    const url = await postgres.schema("reports");
    const opened = await openPostgresStore({ url, clock: () => Date.now() as Instant });
    if (opened.kind !== "opened") throw new Error(opened.kind);
    onTestFinished(() => opened.store.close());
    await filled(opened.store);
    const { code, out, err } = await cli(["report", "--database", url]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("\nConversations       21 (3 before)\n");
  });

  it.each([
    [["--since", "1w3x"], 64, "--since: expected a span of at most 366d like 7d, found 1w3x"],
    [["--since", "400d"], 64, "--since: expected a span of at most 366d like 7d, found 400d"],
    [["--json", "--html", "x.html"], 64, "--json prints and --html writes a file: say one of both"],
    [["--html", "/nowhere/x.html"], 1, "/nowhere/x.html cannot be written"],
  ])("refuses %j", async (args, code, text) => {
    const ran = await report(...args);
    expect({ code: ran.code, err: ran.err }).toEqual({ code, err: expect.stringContaining(text) });
  });

  it("says so where there is no data", async () => {
    const ran = await cli(["report", "--data", join(folder, "none")]);
    expect(ran).toMatchObject({ code: 64, err: expect.stringContaining("there is no data in") });
  });

  it("goes on without rules that it cannot read", async () => {
    const store = await openStore(folder);
    await store.saveRules("broken", "version: 7", (Date.now() + day) as Instant);
    await store.close();
    const { code, out, err } = await report();
    expect({ code, err }).toEqual({ code: 0, err: "the rules that ran last cannot be read here: times are in UTC, without calendars\n" });
    expect(out).toContain("(UTC)");
  });
});
