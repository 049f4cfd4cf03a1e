/** `avatar-relay backtest --rules NEW`: what an edited file would have done otherwise with what was recorded. */

import type { Records } from "../core/store.ts";
import { day, type Instant, parseDuration, plus } from "../core/time.ts";
import { exitCodes } from "../ending.ts";
import type { Program } from "../rules/engine/program.ts";
import { oneLine } from "../rules/language/diagnostic.ts";
import { createBacktest } from "../rules/trials/backtest.ts";
import { ownKey } from "../rules/trials/replay.ts";
import { untouchedRules } from "../rules/trials/untouched.ts";
import { eachRecorded } from "./backtest/history.ts";
import { type Report, reportJson, reportText } from "./backtest/report.ts";
import { type CliIo, dataFolder, type Refused, refused, tell } from "./command.ts";
import { openRecords } from "./explain/records.ts";
import { programOf } from "./explain/rules.ts";
import { misused, readArguments } from "./kit/arguments.ts";
import { harmless, jsonLine } from "./kit/lines.ts";
import { type LoadedFile, loadFile, loadText } from "./kit/load-file.ts";
import { recordsFolder } from "./kit/place.ts";
import { progressOf } from "./kit/progress.ts";

export async function backtest(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("backtest", args);
  if (read.kind === "refused") return tell(read, io);
  const { data, rules, against, since, json = false } = read.values;
  if (!rules) return tell(misused("backtest"), io);
  const span = since === undefined ? Number.POSITIVE_INFINITY : parseDuration(since);
  if (span === undefined)
    return tell(refused(exitCodes.usage, `--since takes a span like 7d or 12h, found "${harmless(since ?? "")}"`), io);
  const opened = await openRecords(recordsFolder(dataFolder(data, io)));
  if (opened.kind === "refused") return tell(opened, io);
  try {
    return await compare(opened.records, { rules, against, span, json }, io);
  } finally {
    await opened.records.close();
  }
}

interface Wanted {
  readonly rules: string;
  readonly against: string | undefined;
  /** How far back from the last event. */
  readonly span: number;
  readonly json: boolean;
}

async function compare(records: Records, { rules, against, span, json }: Wanted, io: CliIo): Promise<number> {
  const after = editionIn(loadFile(rules, io, { placeholders: true }), rules);
  if (after.kind === "refused") return tell(after, io);
  const before = await editionBefore(records, against, io);
  if (before.kind === "refused") return tell(before, io);
  const report = await run(records, { before, after, span }, io);
  io.out(json ? jsonLine(reportJson(report)) : reportText(report));
  return exitCodes.ok;
}

interface Edition {
  readonly kind: "edition";
  readonly program: Program;
  readonly written: unknown;
}

function editionIn(loaded: LoadedFile, version: string): Edition | Refused {
  if (loaded.kind === "unreadable") return refused(exitCodes.mistakes, loaded.problem);
  if (loaded.kind === "refused") return refused(exitCodes.mistakes, loaded.diagnostics.map(oneLine).join("\n"));
  return { kind: "edition", program: programOf(loaded, version), written: loaded.written };
}

/** The file to compare with, or the rules that ran last. */
async function editionBefore(records: Records, file: string | undefined, io: CliIo): Promise<Edition | Refused> {
  if (file !== undefined) return editionIn(loadFile(file, io, { placeholders: true }), file);
  const latest = await records.latestRules();
  if (latest === undefined) return refused(exitCodes.usage, "no rules have run on this data: name a file to compare with by --against");
  return editionIn(loadText(`rules.yaml@${latest.version}`, latest.text, io, { placeholders: true }), latest.version);
}

interface Comparison {
  readonly before: Edition;
  readonly after: Edition;
  readonly span: number;
}

/** Reads the record twice: what the relay made itself has to be known before the rules run over it. */
async function run(records: Records, { before, after, span }: Comparison, io: CliIo): Promise<Report> {
  const record = await survey(records);
  const from = Number.isFinite(span) ? plus(record.last, -span) : record.first;
  const test = createBacktest({
    before: before.program,
    after: after.program,
    untouched: untouchedRules(before.written, after.written),
    isRecorded: (key) => record.own.has(key),
    counts: ({ receivedAt }) => receivedAt >= from,
  });
  const progress = progressOf(record.total, io);
  let events = 0;
  for await (const { event, decidedBy } of eachRecorded(records)) {
    test.take(event, decidedBy);
    if (event.receivedAt >= from && ownKey(event) === undefined) events += 1;
    progress.step();
  }
  progress.end();
  return { events, days: daysBetween(Math.max(from, record.first), record.last), ...test.result() };
}

interface Survey {
  /** By `ownKey`: what the relay made itself. */
  readonly own: ReadonlySet<string>;
  readonly first: Instant;
  readonly last: Instant;
  readonly total: number;
}

async function survey(records: Records): Promise<Survey> {
  const own = new Set<string>();
  let [first, last, total] = [Number.POSITIVE_INFINITY, 0, 0];
  for await (const { event } of eachRecorded(records)) {
    const key = ownKey(event);
    if (key !== undefined) own.add(key);
    first = Math.min(first, event.receivedAt);
    last = Math.max(last, event.receivedAt);
    total += 1;
  }
  return { own, first: Math.min(first, last) as Instant, last: last as Instant, total }; // the least and the greatest of instants
}

/** At least one: an hour's messages are not told as if a day went on like that. */
function daysBetween(from: number, to: number): number {
  return Math.max(1, (to - from) / day);
}
