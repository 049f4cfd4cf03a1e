/** Runs a trial: the rules are loaded, run and compared, and nothing takes effect. */

import type { JsonObject } from "../../core/json.ts";
import type { Records } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";
import type { RecordLocation, TrialReply, TrialRequest } from "../../core/trial.ts";
import type { Diagnostic } from "../../rules/language/diagnostic.ts";
import { placedIn } from "../../rules/language/warnings/later.ts";
import { untestedRules } from "../../rules/language/warnings/rules.ts";
import { testOf } from "../../rules/trials/recording.ts";
import { rehearse } from "../../rules/trials/rehearse.ts";
import { reportJson } from "../backtest/report.ts";
import { runBacktest } from "../backtest/run.ts";
import { yamlOf } from "../test/yaml.ts";
import { createTrialLoader, type LoadedTrial, type ReadTrial, type TrialLoader } from "./load.ts";
import { simulated } from "./simulate.ts";

type Done = TrialReply & { readonly kind: "done" };
type Ready = ReadTrial & { readonly kind: "ready" };

/** Events between two reports of progress. */
const reportEvery = 2_000;

export async function answerTrial(request: TrialRequest, reply: (progress: TrialReply) => void): Promise<Done> {
  const loader = createTrialLoader(request);
  const read = loader.text();
  if (request.kind === "check") return done(checked(request.file, request.text, read));
  if (read.kind === "refused") return { kind: "done", isRight: false, result: { diagnostics: read.diagnostics.map(diagnosticView) } };
  switch (request.kind) {
    case "test":
      return done(tested(read));
    case "write-test":
      return done(writtenTest(request, read));
    case "simulate":
      return done(simulated(request.conversation, read));
    case "backtest":
      return backtested(request, { loader, read, reply });
    default:
      return request satisfies never;
  }
}

function done(result: JsonObject): Done {
  return { kind: "done", isRight: true, result };
}

function checked(file: string, text: string, read: ReadTrial): JsonObject {
  const isRight = read.kind === "ready";
  const diagnostics = read.kind === "refused" ? read.diagnostics : warningsOf(file, text, read.loaded);
  const counts = isRight ? { rules: read.loaded.file.rules.length, destinations: read.loaded.file.destinations.length } : {};
  return { ok: isRight, diagnostics: diagnostics.map(diagnosticView), ...counts };
}

/** The warnings of `check`, without those about the environment. */
function warningsOf(file: string, text: string, loaded: LoadedTrial): readonly Diagnostic[] {
  return [...loaded.warnings, ...placedIn(file, text, untestedRules(loaded.file.rules, loaded.tests))];
}

export function diagnosticView({ line, col, level, code, path, text, frame }: Diagnostic): JsonObject {
  return { line, col, level, code, path, text, frame };
}

function tested({ loaded, program }: Ready): JsonObject {
  const tests = loaded.tests.map((each): JsonObject => {
    const { test, failures } = rehearse(each, program, loaded.file.settings.timezone);
    return {
      name: test.name,
      line: test.line,
      passed: failures.length === 0,
      failures: failures.map(({ expected, got }) => ({ expected, got: [...got] })),
    };
  });
  const failed = tests.filter(({ passed }) => passed !== true).length;
  return { tests, passed: tests.length - failed, failed };
}

/** `yaml` is null where no event came from a sender. */
function writtenTest({ events, held, text }: TrialRequest & { kind: "write-test" }, { loaded, program }: Ready): JsonObject {
  const { timezone, redact } = loaded.file.settings;
  const test = testOf({ events, program, timezone, redact, rulesText: text });
  const found = new Set(test?.expect.map(({ rule }) => rule));
  return { yaml: test === undefined ? null : yamlOf(test), events: events.length, lost: held.filter((rule) => !found.has(rule)) };
}

interface Backtesting {
  readonly loader: TrialLoader;
  readonly read: Ready;
  readonly reply: (progress: TrialReply) => void;
}

async function backtested({ since, record }: TrialRequest & { kind: "backtest" }, { loader, read, reply }: Backtesting): Promise<Done> {
  const base = loader.base();
  if (base.kind === "refused") throw new Error("the rules of the moment cannot be loaded without their secrets");
  const records = await openRecord(record);
  let events = 0;
  const report = await runBacktest(records, {
    before: { program: base.program, written: base.loaded.written },
    after: { program: read.program, written: read.loaded.written },
    span: since ?? Number.POSITIVE_INFINITY,
    onEvent(total) {
      events += 1;
      if (events % reportEvery === 0) reply({ kind: "progress", done: events, total });
    },
  });
  await records.close();
  return done({ ...reportJson(report), days: report.days });
}

async function openRecord({ folder, database }: RecordLocation): Promise<Pick<Records, "recorded" | "figures" | "close">> {
  if (database === undefined) {
    const { openSqliteRecords } = await import("../../stores/sqlite/records.ts");
    const opened = await openSqliteRecords(folder);
    if (opened.kind !== "opened") throw new Error(`the record cannot be read: ${opened.kind}`);
    return opened.records;
  }
  const { openStore } = await import("../../stores/index.ts");
  const opened = await openStore({
    folder,
    database,
    clock: () => Date.now() as Instant, // milliseconds since 1970
    pid: process.pid,
    serves: { evaluate: false, deliver: false },
    superseded: () => {},
    fatal: () => {},
  });
  if (opened.kind !== "opened") throw new Error(`the record cannot be read: ${opened.kind}`);
  return opened.store;
}
