/** Reads events and deliveries of a relay that does not run from its data. */

import { exitCodes, folderRefusal } from "../../app/ending.ts";
import type { QuestionQuery } from "../../core/insights/questions.ts";
import type { JsonObject } from "../../core/json.ts";
import type { EventQuery, Store } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";
import { type ReadQuery, read, readDeliveryQuery, readEventQuery, readRedrive } from "../../observe/admin/queries.ts";
import { answerBody, answerView, questionNumber, questionView, readQuestionQuery, writeAnswer } from "../../observe/admin/questions.ts";
import type { UnsaidQuery } from "../../observe/admin/unsaid.ts";
import { deliveriesView, deliveryDetailView, eventView } from "../../observe/admin/views.ts";
import { quoteRedactor } from "../../rules/templates/contacts.ts";
import { type OpenedSqlite, openSqliteStore } from "../../stores/sqlite/index.ts";
import { type CliIo, failed, type Refused, refused } from "../command.ts";
import type { FoundRows, RelayData } from "./relay-data.ts";

/** Holds the lock of the folder until it is closed, so no relay can start meanwhile. */
export async function openDataAtRest(folder: string, io: CliIo): Promise<RelayData | Refused> {
  const opened = await openSqliteStore({
    folder,
    pid: io.pid,
    fatal: (why) => io.exit(exitCodes[why === "damaged" ? "damaged" : "fsync"]),
  });
  return opened.kind === "opened" ? storedData(opened.store) : whyNot(opened, folder);
}

function whyNot(opened: Exclude<OpenedSqlite, { kind: "opened" }>, folder: string): Refused {
  switch (opened.kind) {
    case "locked":
      return refused(
        exitCodes.locked,
        `a relay (pid ${opened.pid ?? "unknown"}) holds ${folder}, and its admin port does not answer: is it starting or stopping?`,
      );
    case "damaged":
      return refused(exitCodes.damaged, `${opened.detail}: restore relay.db from a backup`);
    case "unusable":
      return unusable(opened);
    case "unsuited":
      return refused(exitCodes.configuration, `${opened.code}: ${opened.detail}`);
    default:
      return opened satisfies never;
  }
}

function unusable({ trouble, path }: OpenedSqlite & { kind: "unusable" }): Refused {
  const { code, problems } = folderRefusal(trouble, path);
  return refused(code, problems.join("\n"));
}

/** The code of the admin port reads and answers the same questions. */
function storedData(store: Store): RelayData {
  return {
    kind: "data",
    isRunning: false,
    events: (filters) =>
      found<EventQuery>(readEventQuery(filters, Date.now() as Instant), async (query) => {
        const rows: readonly object[] = (await store.searchEvents(query)).rows.map(eventView); // milliseconds since 1970
        return rows as readonly JsonObject[]; // plain JSON, as answers.ts declares it
      }),
    deliveries: (filters) =>
      found<UnsaidQuery>(
        readDeliveryQuery(filters, Date.now() as Instant),
        async (query) => (await deliveriesView(store, query, Date.now() as Instant)).rows,
      ), // milliseconds since 1970
    async delivery(id) {
      const detail = await store.delivery(id);
      return detail === undefined
        ? refused(failed, "No delivery has this id.")
        : { kind: "found", rows: [deliveryDetailView(detail, undefined)] };
    },
    questions: (filters) =>
      found<QuestionQuery>(readQuestionQuery(filters, Date.now() as Instant), async (query) => {
        const rows: readonly object[] = (await store.questions(query)).rows.map((row) => questionView(row, redactQuote)); // milliseconds since 1970
        return rows as readonly JsonObject[]; // plain JSON, as answers.ts declares it
      }),
    answerQuestion: (id, body) => answerAtRest(store, id, body),
    async redrive(body) {
      const wanted = readRedrive(body, Date.now() as Instant, undefined); // milliseconds since 1970
      if (wanted.kind === "refused") return refused(exitCodes.usage, wanted.message);
      return { kind: "redriven", ...(await store.redrive(wanted.value)) };
    },
    async forget(session, dryRun) {
      const forgotten = await store.forget(session, { dryRun });
      const erased = dryRun ? undefined : await store.erase();
      return { kind: "forgotten", ...forgotten, left: erased?.kind === "left" ? erased.detail : undefined };
    },
    async rebuildInsights() {
      await store.rebuildFigures();
      const { uncounted } = await store.figures({ since: 0 as Instant, until: 0 as Instant }); // no day
      while ((await store.project()).count > 0);
      return { kind: "rebuilt", conversations: uncounted };
    },
    close: () => store.close(),
  };
}

const redactQuote = quoteRedactor([]);

async function answerAtRest(store: Store, id: string, body: JsonObject): Promise<FoundRows> {
  const wanted = read(answerBody, body, (value) => value);
  if (wanted.kind === "refused") return refused(exitCodes.usage, wanted.message);
  const question = await store.question(questionNumber(id));
  if (question === undefined) return refused(failed, "No question has this id.");
  const parts = { store, redactQuote, now: () => Date.now() as Instant }; // milliseconds since 1970
  const written = await writeAnswer(parts, question, { ...wanted.value, by: "command line" });
  if (written.kind === "refused") return refused(exitCodes.usage, written.message);
  const row: object = answerView(question, written.answer);
  return { kind: "found", rows: [row as JsonObject] }; // plain JSON, as answers.ts declares it
}

async function found<Query>(read: ReadQuery<Query>, search: (query: Query) => Promise<readonly JsonObject[]>): Promise<FoundRows> {
  if (read.kind === "refused") return refused(exitCodes.usage, read.message);
  return { kind: "found", rows: await search(read.value) };
}
