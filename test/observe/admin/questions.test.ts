import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import type { KnowledgeFile, Upload } from "../../../src/core/insights/questions.ts";
import type { Store } from "../../../src/core/store.ts";
import { plus, second } from "../../../src/core/time.ts";
import { createGrouping } from "../../../src/insights/questions/grouping.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/index.ts";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat, monday } from "../../support/make.ts";
import { programOf } from "../../support/program.ts";

const planner = createPlanner({ ...programOf([]), readsAll: true });
const parking = "Where can I park my car? Call me: anna@example.com, order 884422";
const redacted = "Where can I park my car? Call me: [email], order [number]";

let folder: string;
let store: Store;
let admin: RunningAdmin;
let sent: KnowledgeFile[];
let upload: Upload;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-questions-"));
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: (_, error) => expect.unreachable(String(error)) });
  store = opened.kind === "opened" ? opened.store : expect.unreachable(opened.kind);
  sent = [];
  upload = { state: "uploaded", at: monday, file: "f1" };
  const uploadKnowledge = async (file: KnowledgeFile) => {
    sent.push(file);
    return upload;
  };
  admin = await startAdmin({ store, uploadKnowledge, now: () => plus(monday, 60 * second) });
  await take(said("user", parking, "s1", 0), said("agent", "I'm sorry, I don't know that.", "s1", 1));
  await take(said("user", "where can i park my car?", "s2", 10), said("agent", "Behind the hall.", "s2", 11));
});

afterEach(async () => {
  await admin.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

function said(role: "user" | "agent", message: string, session: string, after: number): Event {
  const when = plus(monday, after * second);
  return makeChat({ role, message, session, occurredAt: when, receivedAt: when });
}

async function take(...events: readonly Event[]): Promise<void> {
  for (const event of events) await store.accept({ kind: "event", event, raw: new Uint8Array() });
  while ((await store.evaluate(100, planner)).count > 0);
  while ((await store.project()).count > 0);
  while ((await store.groupQuestions(createGrouping)).count > 0);
}

async function call(path: string, body?: object) {
  const sending = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const { status, text } = await ask(admin.port, path, body === undefined ? {} : sending);
  return { status, body: JSON.parse(text) };
}

const files = () => readdirSync(join(folder, "knowledge")).map((name) => [name, readFileSync(join(folder, "knowledge", name), "utf8")]);

describe("/api/questions", () => {
  it("lists what visitors ask with redacted quotes, and how often nobody answered", async () => {
    const { body } = await call("/api/questions?sort=unanswered");
    expect(body).toMatchObject({
      next: null,
      questions: [{ language: "en", times: 2, sessions: 2, answered: 0.5, unanswered: 1, before: { times: 0 } }],
    });
    const texts = body.questions[0].quotes.map(({ text }: { readonly text: string }) => text);
    expect(texts.toSorted()).toEqual([redacted, "where can i park my car?"].toSorted());
    expect(JSON.stringify(body)).not.toMatch(/anna@|884422/);
  });

  it("shows the conversations of one, and refuses what is none", async () => {
    const [{ id }] = (await call("/api/questions")).body.questions;
    const { body } = await call(`/api/questions/${id}`);
    expect(body.conversations.map(({ session }: { readonly session: string }) => session)).toEqual(["s2", "s1"]);
    expect(body.days).toEqual([{ day: "2026-03-02", times: 2, sessions: 2, answered: 0.5, unanswered: 1 }]);
    expect((await call(`/api/sessions/${body.conversations[0].conversation}`)).body.session).toBe("s2");
    for (const other of ["0", "2", "x", "1e3"]) expect((await call(`/api/questions/${other}`)).status).toBe(404);
    expect((await call("/api/questions?sort=best")).status).toBe(400);
    expect((await call("/api/questions?since=2026-03-02T09:00:00Z&until=2026-03-02T08:00:00Z")).status).toBe(400);
  });

  it("stores an answer as a file, hands it to the vendor once, and shows the share before and after", async () => {
    const { status, body } = await call("/api/questions/1/answer", { text: "Behind the hall.", question: "Where may I park?" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      revision: 1,
      by: "admin",
      question: "Where may I park?",
      upload: { state: "uploaded", file: "f1", detail: null },
    });
    expect(files()).toEqual([["question-1.md", "# Where may I park?\n\nBehind the hall.\n"]]);
    expect(sent).toEqual([{ name: "question-1.md", text: "# Where may I park?\n\nBehind the hall.\n" }]);
    await take(said("user", "where can i park my car?", "s3", 70), said("agent", "Behind the hall.", "s3", 71));
    const [answer] = (await call("/api/questions/1")).body.answers;
    expect(answer).toMatchObject({ before: { times: 2, answered: 0.5 }, after: { times: 1, answered: 1 } });
    await call("/api/questions/1/answer", { text: "In the street.", question: "Where may I park?" });
    expect(files()).toEqual([["question-1.md", "# Where may I park?\n\nIn the street.\n"]]);
  });

  it("words the question by a redacted quote, until its visitor is forgotten", async () => {
    const { body } = await call("/api/questions/1/answer", { text: "Behind the hall." });
    const [, text] = files()[0] ?? [];
    expect(text).toBe(`# ${body.question}\n\nBehind the hall.\n`);
    expect(text).not.toMatch(/anna@|884422/);
    for (const session of ["s1", "s2"]) await store.forget(session);
    expect(files()).toEqual([["question-1.md", "# A question of visitors\n\nBehind the hall.\n"]]);
    expect((await call("/api/questions/1")).body).toMatchObject({
      text: null,
      quotes: [],
      conversations: [],
      answers: [{ question: null }],
    });
    expect((await call("/api/questions/1/answer", { text: "Behind." })).status).toBe(400);
  });

  it("says where the vendor did not take it, and keeps the answer", async () => {
    upload = { state: "failed", at: monday, detail: "bitHuman answers FORBIDDEN" };
    const { body } = await call("/api/questions/1/answer", { text: "Behind the hall." });
    expect(body.upload).toMatchObject({ state: "failed", file: null, detail: "bitHuman answers FORBIDDEN" });
    expect((await call("/api/questions/1")).body.answers).toMatchObject([{ text: "Behind the hall.", upload: { state: "failed" } }]);
  });

  it("is in /api/insights as well, with its wordings", async () => {
    const { questions } = (await call("/api/insights")).body;
    expect(questions).toEqual([
      { text: expect.any(String), times: 2, sessions: 2, answered: 0.5, quotes: expect.arrayContaining([redacted]) },
    ]);
  });

  it("records who answered, without a text", async () => {
    await call("/api/questions/1/answer", { text: "Behind the hall." });
    const { rows } = await store.searchEvents({ type: "relay.admin", limit: 5 });
    const data = (await store.event(rows[0]?.id ?? ""))?.event?.data;
    expect(data).toMatchObject({ call: "POST /api/questions/:id/answer", by: "admin", question: 1, revision: 1, upload: "uploaded" });
    expect(JSON.stringify(data)).not.toMatch(/hall|park/);
  });
});
