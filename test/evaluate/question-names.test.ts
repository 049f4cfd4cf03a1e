import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Naming } from "../../src/core/destination.ts";
import type { Signal } from "../../src/core/signal.ts";
import type { Store } from "../../src/core/store.ts";
import { hour, type Instant, plus, second } from "../../src/core/time.ts";
import { verdict } from "../../src/destinations/verdict/verdict.ts";
import { createQuestionNames } from "../../src/evaluate/question-names.ts";
import { createGrouping } from "../../src/insights/questions/grouping.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { quoteRedactor } from "../../src/rules/templates/contacts.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { configured, makeEdge } from "../support/destination-edge.ts";
import { answer, type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { makeChat, monday } from "../support/make.ts";
import { programOf } from "../support/program.ts";

let folder: string;
let store: Store;
let sink: HttpSink;
let signals: Signal[];

/** An answer of `/chat/completions`. */
const says = (content: string) => ({
  kind: "answer" as const,
  status: 200,
  body: JSON.stringify({ choices: [{ message: { role: "assistant", content } }] }),
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-names-"));
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: (_, error) => expect.unreachable(String(error)) });
  store = opened.kind === "opened" ? opened.store : expect.unreachable(opened.kind);
  sink = await openHttpSink();
  signals = [];
});

afterEach(async () => {
  await sink.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Visitors ask the same, each in their own session. */
async function ask(times: number, text = "Where can I park my car? Write to ada@example.com"): Promise<void> {
  const planner = createPlanner({ ...programOf([{ name: "greets", when: { keywords: ["hello"] } }]), readsAll: true });
  for (let n = 0; n < times; n += 1) {
    const at = plus(monday, n * second);
    const event = makeChat({ occurredAt: at, receivedAt: at, session: `s${n}`, role: "user", message: text });
    await store.accept({ kind: "event", event, raw: new Uint8Array() });
  }
  while ((await store.evaluate(100, planner)).count > 0);
  while ((await store.project()).count > 0);
  while ((await store.groupQuestions(createGrouping)).count > 0);
}

const theModel = () => {
  const settings = { url: `${sink.url}/v1/chat/completions`, model: "small", allow_private: ["127.0.0.0/8"] };
  return configured(verdict, settings).openNaming?.(makeEdge()) ?? expect.unreachable("a model gives names");
};

function namesBy(naming: Naming | undefined) {
  const now = (): Instant => plus(monday, hour);
  return createQuestionNames({ store, naming: () => naming, redact: quoteRedactor([]), now, emit: (signal) => void signals.push(signal) });
}

const stored = async () => (await store.questions({ since: monday, until: plus(monday, hour), sort: "times", limit: 9 })).rows;

describe("a group of questions", () => {
  it("gets its name from the model, which sees redacted quotes only", async () => {
    await ask(3);
    sink.always(says('{"name":"Parking\\n near us"}'));
    const model = theModel();
    await namesBy(model).look();
    await model.close();
    expect((await stored()).map(({ name }) => name)).toEqual(["Parking near us"]);
    const body = JSON.parse(sink.requests[0]?.body ?? "") as { messages: readonly { content: string }[] };
    expect(body.messages[1]?.content).toContain("Where can I park my car?");
    expect(body.messages[1]?.content).not.toContain("ada@example.com");
  });

  it("is asked about once, and only where it was asked three times", async () => {
    await ask(2);
    sink.always(says('{"name":"Parking"}'));
    const model = theModel();
    const names = namesBy(model);
    await names.look();
    expect(sink.requests).toEqual([]);
    await ask(5, "How much is a ticket for two adults?");
    await names.look();
    await names.look();
    await model.close();
    expect(sink.requests).toHaveLength(1);
  });

  it("keeps its quote where the file names no model", async () => {
    await ask(3);
    await namesBy(undefined).look();
    expect((await stored()).map(({ name }) => name)).toEqual([undefined]);
  });

  it("keeps its quote where the model does not answer as asked: that is reported, and it is asked again after a rest", async () => {
    await ask(3);
    sink.script(says("I would rather not."), answer(503));
    sink.always(says('{"name":"Parking"}'));
    const model = theModel();
    const names = namesBy(model);
    await names.look();
    expect(signals).toMatchObject([{ name: "question.unnamed", reason: "bad_answer" }]);
    for (let looks = 0; looks < 6; looks += 1) await names.look();
    expect(signals).toHaveLength(2);
    for (let looks = 0; looks < 11; looks += 1) await names.look();
    await model.close();
    expect((await stored()).map(({ name }) => name)).toEqual(["Parking"]);
  });

  it("gets no name of the words of a visitor who is forgotten while the model answers", async () => {
    await ask(3);
    const forgetful: Naming = {
      async name() {
        await store.forget("s2");
        return { kind: "named", name: "Parking of Ada" };
      },
      async close() {},
    };
    await namesBy(forgetful).look();
    expect((await stored()).map(({ name }) => name)).toEqual([undefined]);
  });
});
