import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Instant, minute, plus } from "../../src/core/time.ts";
import { createGrouping } from "../../src/insights/questions/grouping.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { cli } from "../support/cli.ts";
import { makeChat } from "../support/make.ts";
import { programOf } from "../support/program.ts";
import { openStore } from "../support/recorded.ts";

const planner = createPlanner({ ...programOf([]), readsAll: true });

let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-questions-"));
  const store = await openStore(folder);
  const at = plus(Date.now() as Instant, -5 * minute); // milliseconds since 1970
  const turns = [
    { session: "s1", message: "Where can I park my car?" },
    { session: "s2", message: "where can I park my car, I am anna@example.com" },
    { session: "s2", message: "I'm sorry, I don't know that.", role: "agent" as const },
    { session: "s3", message: "How much is a ticket for two adults?" },
  ];
  for (const turn of turns)
    await store.accept({ kind: "event", event: makeChat({ ...turn, occurredAt: at, receivedAt: at }), raw: new Uint8Array() });
  while ((await store.evaluate(10, planner)).count > 0);
  while ((await store.project(true)).count > 0);
  while ((await store.groupQuestions(createGrouping)).count > 0);
  await store.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const questions = (...args: readonly string[]) => cli(["questions", ...args, "--data", folder]);

describe("questions", () => {
  it("lists what visitors ask, with what nobody answered", async () => {
    const { code, out } = await questions("--unanswered");
    expect(code).toBe(0);
    expect(out.split("\n").map((line) => line.split("\t"))).toEqual([
      ["ID", "TIMES", "BEFORE", "SESSIONS", "ANSWERED", "QUESTION"],
      ["1", "2", "0", "2", "0 % (1 gap)", "Where can I park my car?"],
      ["2", "1", "0", "1", "100 %", "How much is a ticket for two adults?"],
      [""],
    ]);
    const rows = (await questions("--json")).out.trim().split("\n");
    expect(JSON.parse(rows[0] ?? "")).toMatchObject({ id: "1", quotes: [{}, { text: "where can I park my car, I am [email]" }] });
  });

  it("stores an answer, and says that nothing was uploaded", async () => {
    const file = join(folder, "answer.md");
    writeFileSync(file, "Behind the hall.\n");
    const { code, out } = await questions("answer", "1", file, "--question", "Where may I park?");
    expect({ code, out }).toEqual({ code: 0, out: "stored as answer 1 of question 1; not sent to bitHuman\n" });
    expect(readFileSync(join(folder, "knowledge", "question-1.md"), "utf8")).toBe("# Where may I park?\n\nBehind the hall.\n");
  });

  it.each([
    ["without a file", ["answer", "1"], "usage: avatar-relay questions"],
    ["with a file that is not there", ["answer", "1", "/nowhere/answer.md"], "cannot read /nowhere/answer.md"],
    ["to a question that is not there", ["answer", "9", "package.json"], "No question has this id."],
    ["with a span that is none", ["--since", "soon"], "since"],
  ])("says what is wrong %s", async (_, args, message) => {
    const { code, err } = await questions(...args);
    expect(code).not.toBe(0);
    expect(err).toContain(message);
  });
});
