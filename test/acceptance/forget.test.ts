/** Who asks to be forgotten is: no byte of what they said is left in the data folder of a relay that goes on running. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { tablesWithTexts } from "../../src/stores/postgres/schema.ts";
import { openHttpSink } from "../support/http-sink.ts";
import { type Postgres, query, startPostgres } from "../support/postgres.ts";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";

const rules = (url: string) => `
version: 1
settings: { retention: { dedupe: 2d, events: 2d } }
destinations:
  hook: { http: { url: "${url}", allow_private: ["127.0.0.0/8"], json: { said: "{{ event.message }}" } } }
  later: { http: { url: "${url}/later", allow_private: ["127.0.0.0/8"], json: { said: "{{ event.message }}" } } }
rules:
  - { name: all, on: chat.push, then: [hook], group_by: event.agent }
  - { name: again, on: chat.push, when: { repeat: { times: 2, within: 10m, similarity: 0.8 } }, then: [hook] }
  - { name: upset, on: chat.push, when: { role: user, frustration: { above: 0.3 } }, then: [later] }
  - { name: quiet, on: chat.push, when: { silence: { after: { type: chat.push, role: user }, without: { type: chat.push, role: agent }, for: 1h } }, then: [hook] }
  - { name: by-night, on: chat.push, then: [hook], active: { days: [sun], hours: "03:00-03:01", outside: hold }, group_by: event.agent }
`;

/** Every file that a relay may have in its data folder. A new one has to be thought of here, and is searched then. */
const files = [
  "knowledge",
  "relay.db",
  "relay.db-wal",
  "relay.db-shm",
  "relay.lock",
  "relay.lock-journal",
  "relay.pid",
  "relay.json",
  "admin-token",
];

/** An answer to visitors who ask a question. */
const knowledge = /^knowledge\/question-\d+\.md$/;

let workshop: Workshop;
let relay: Relay;

/** Files that hold the text in any case of its letters. */
function filesWith(text: string): readonly string[] {
  const names = readdirSync(workshop.data, { recursive: true }).map(String);
  expect(names.filter((name) => !files.includes(name) && !knowledge.test(name))).toEqual([]);
  return names.filter(
    (name) => name !== "knowledge" && readFileSync(join(workshop.data, name), "latin1").toLowerCase().includes(text.toLowerCase()),
  );
}

const idle = { timeout: 30_000 };

async function settled(): Promise<void> {
  await expect
    .poll(async () => {
      const { pending, deliveries } = await relay.api<StatsAnswer>("/api/stats");
      const { indexing } = await relay.api<{ readonly indexing: { readonly behind: number } }>("/api/status");
      return pending + deliveries.sending + indexing.behind;
    }, idle)
    .toBe(0);
}

/** Sessions in which a word was said, as the page's search finds them. */
async function found(word: string): Promise<readonly string[]> {
  const { sessions } = await relay.api<{ readonly sessions: readonly { readonly session: string }[] }>(`/api/sessions?q=${word}`);
  return sessions.map(({ session }) => session);
}

/** Says things in many sessions, so that rows move from page to page. */
async function talk(sessions: number, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const said = Array.from({ length: sessions }, (_, each) =>
      relay.say(`this is awful, I am xyzzy${each}x ${"so angry about it ".repeat((each * 7 + time * 13) % 30)}`, {
        session_id: `s${each}`,
      }),
    );
    await Promise.all(said);
  }
}

/** A visitor asks, and a person writes an answer that quotes the question. */
async function askAndAnswer(session: string, question: string): Promise<void> {
  await relay.say(question, { session_id: session });
  const asked = async () => {
    const { questions } = await relay.api<{ readonly questions: readonly { readonly id: string; readonly text: string }[] }>(
      "/api/questions?limit=500",
    );
    return questions.find(({ text }) => text === question)?.id;
  };
  await expect.poll(asked, idle).toBeDefined();
  await relay.api(`/api/questions/${await asked()}/answer`, { text: "To its nest." });
}

/** One that is too old, and one whose message is none: both are set aside. */
async function sayAside(session: string, text: string): Promise<void> {
  const now = Date.now() / 1_000;
  const old = now - 5 * 86_400;
  const data = { role: "user", session_id: session };
  const bodies = [
    { event_type: "chat.push", data: { ...data, message: text, timestamp: old }, timestamp: old },
    { event_type: "chat.push", data: { ...data, message: { text }, timestamp: now }, timestamp: now },
  ];
  const replies = await Promise.all(bodies.map((body) => relay.post({ agent_id: "A80HVD8577", ...body })));
  expect(replies.map(({ text: answer }) => JSON.parse(answer))).toMatchObject([{ reason: "too_old" }, { reason: "schema_invalid" }]);
  await sayUnread(session, text);
}

/** Set aside before anybody could read whose it is. */
async function sayUnread(session: string, text: string): Promise<void> {
  const said = `"session_id":"${session}","message":"${text}"`;
  const bodies = [`{"data":{${said}`, `[{${said}}]`, `{"data":{${said},"deep":${"[".repeat(40)}${"]".repeat(40)}}}`];
  const replies = await Promise.all(bodies.map((body) => relay.postText(body)));
  expect(replies.map(({ text: answer }) => JSON.parse(answer))).toMatchObject([
    { reason: "invalid_json" },
    { reason: "not_object" },
    { reason: "too_deep" },
  ]);
}

describe("a conversation that is forgotten while the relay runs", () => {
  beforeEach(async () => {
    const sink = await openHttpSink();
    onTestFinished(() => sink.close());
    workshop = openWorkshop(rules(sink.url));
  });

  afterEach(() => workshop.close());

  it("is gone from every file of the data folder, and the others are there", async () => {
    relay = await workshop.start();
    await talk(40, 6);
    await sayAside("s3", "xyzzy3x said long ago");
    await settled();
    expect(filesWith("xyzzy3x")).not.toEqual([]);
    expect(await found("xyzzy3x")).toEqual(["s3"]);
    await askAndAnswer("s3", "where did my parrot xyzzy3x go?");
    expect(filesWith("xyzzy3x")).toContainEqual(expect.stringMatching(knowledge));
    expect(await relay.api("/api/forget", { session: "s3" })).toMatchObject({ events: 12, quarantined: 5, erased: true });
    expect(filesWith("to its nest")).toContainEqual(expect.stringMatching(knowledge));
    expect(filesWith("xyzzy3x")).toEqual([]);
    expect(filesWith("xyzzy4x")).toContain("relay.db");
    expect([await found("xyzzy3x"), await found("xyzzy4x")]).toEqual([[], ["s4"]]);
    await talk(40, 1); // what was at hand of pages is not written back
    for (const each of [7, 11, 19, 23]) {
      expect(await relay.api("/api/forget", { session: `s${each}` })).toMatchObject({ erased: true });
      expect(filesWith(`xyzzy${each}x`)).toEqual([]);
    }
    expect(relay.lines.join("\n")).not.toContain("xyzzy");
    expect(await relay.end("SIGTERM")).toBe(0);
  });

  it("is taken in while it goes: what comes in meanwhile is answered and kept", async () => {
    relay = await workshop.start();
    await talk(20, 4);
    await settled();
    const forgetting = Promise.all([1, 2, 3].map((each) => relay.api("/api/forget", { session: `s${each}` })));
    const replies = await Promise.all(Array.from({ length: 50 }, (_, each) => relay.say(`plugh ${each}`, { session_id: "other" })));
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    await forgetting;
    await settled();
    const { events } = await relay.api<{ events: readonly unknown[] }>("/api/events?session=other&limit=100");
    expect(events).toHaveLength(50);
  });
});

/** Every table of the database. A new one has to be thought of here, and is searched then. */
const tables = [
  ...tablesWithTexts,
  ...[
    "asked",
    "conversation_rules",
    "figure_rules",
    "figure_shares",
    "figures",
    "findings",
    "lanes",
    "marks",
    "pending",
    "question_days",
    "question_ends",
    "relay_schema",
    "replicas",
    "rules",
    "totals",
    "trials",
    "ungrouped",
    "unprojected",
  ],
];

describe("a conversation that is forgotten on a PostgreSQL", () => {
  let postgres: Postgres;

  beforeEach(async () => {
    const sink = await openHttpSink();
    onTestFinished(() => sink.close());
    workshop = openWorkshop(rules(sink.url));
    postgres = await startPostgres();
  });

  afterEach(async () => {
    await workshop.close();
    await postgres.remove();
  });

  /** Tables in which the text stands in any column, in any case of its letters. */
  async function tablesWith(text: string): Promise<readonly string[]> {
    const columns = await query(
      postgres.port,
      "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'erasure'",
    );
    expect([...new Set(columns.map(({ table_name: name }) => name))].sort()).toEqual([...tables].sort());
    const found = new Set<string>();
    for (const { table_name: table, column_name: column, data_type: type } of columns) {
      const looked = type === "bytea" ? `encode(${column}, 'escape')` : `${column}::text`;
      const [row] = await query(postgres.port, `SELECT count(*) AS n FROM erasure.${table} WHERE ${looked} ILIKE '%${text}%'`);
      if (Number(row?.n) > 0) found.add(String(table));
    }
    return [...found];
  }

  it("is gone from every table, and the answer says what a server keeps", async () => {
    relay = await workshop.start({}, ["--database", await postgres.schema("erasure")]);
    await talk(12, 4);
    await sayAside("s3", "xyzzy3x said long ago");
    await settled();
    expect(await tablesWith("xyzzy3x")).toEqual(expect.arrayContaining(["event_index", "inbox", "outbox", "timers"]));
    const forgotten = await relay.api("/api/forget", { session: "s3" });
    expect(forgotten).toMatchObject({
      events: 9,
      quarantined: 5,
      erased: false,
      left: expect.stringContaining("removed rows were vacuumed"),
    });
    expect(await tablesWith("xyzzy3x")).toEqual([]);
    expect(await tablesWith("xyzzy4x")).toContain("inbox");
    expect(filesWith("xyzzy3x")).toEqual([]);
    const [vacuumed] = await query(
      postgres.port,
      "SELECT count(*) AS n FROM pg_stat_user_tables WHERE schemaname = 'erasure' AND vacuum_count > 0",
    );
    expect(Number(vacuumed?.n)).toBe(tablesWithTexts.length);
  });
});
