/** `avatar-relay backtest --rules NEW`: what an edited file would have done otherwise with what was recorded. */

import type { JsonObject } from "../core/json.ts";
import type { Records } from "../core/store.ts";
import { type Instant, parseDuration, plus, toIso } from "../core/time.ts";
import { exitCodes } from "../ending.ts";
import { createBacktest, type RuleChange } from "../rules/backtest.ts";
import { oneLine } from "../rules/diagnostic.ts";
import type { Program } from "../rules/program.ts";
import { ownKey } from "../rules/replay.ts";
import { flag, readArguments, text } from "./arguments.ts";
import { eachRecorded } from "./backtest-history.ts";
import { type CliIo, dataFolder, type Refused, refused, tell } from "./command.ts";
import { openRecords } from "./explain-records.ts";
import { programOf } from "./explain-rules.ts";
import { harmless, plural } from "./lines.ts";
import { type LoadedFile, loadFile, loadText } from "./load-file.ts";

const options = { data: text, rules: text, against: text, since: text, json: flag };

export async function backtest(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, 0);
  if (read.kind === "refused") return tell(read, io);
  const { data, rules, against, since, json = false } = read.values;
  if (!rules) return tell(refused(exitCodes.usage, "usage: avatar-relay backtest --rules NEW [--against OLD] [--since 7d]"), io);
  const span = since === undefined ? Number.POSITIVE_INFINITY : parseDuration(since);
  if (span === undefined)
    return tell(refused(exitCodes.usage, `--since takes a span like 7d or 12h, found "${harmless(since ?? "")}"`), io);
  const opened = await openRecords(dataFolder(data, io));
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
  const after = programIn(loadFile(rules, io, { placeholders: true }), rules);
  if (after.kind === "refused") return tell(after, io);
  const before = await beforeThat(records, against, io);
  if (before.kind === "refused") return tell(before, io);
  const report = await run(records, { before: before.program, after: after.program, span }, io);
  io.out(json ? `${JSON.stringify(reportJson(report))}\n` : reportText(report));
  return exitCodes.ok;
}

type Compiled = { readonly kind: "program"; readonly program: Program } | Refused;

function programIn(loaded: LoadedFile, version: string): Compiled {
  if (loaded.kind === "unreadable") return refused(exitCodes.mistakes, loaded.problem);
  if (loaded.kind === "refused") return refused(exitCodes.mistakes, loaded.diagnostics.map(oneLine).join("\n"));
  return { kind: "program", program: programOf(loaded, version) };
}

/** The file to compare with, or the rules that ran last. */
async function beforeThat(records: Records, file: string | undefined, io: CliIo): Promise<Compiled> {
  if (file !== undefined) return programIn(loadFile(file, io, { placeholders: true }), file);
  const latest = await records.latestRules();
  if (latest === undefined) return refused(exitCodes.usage, "no rules have run on this data: name a file to compare with by --against");
  return programIn(loadText(`rules.yaml@${latest.version}`, latest.text, io, { placeholders: true }), latest.version);
}

interface Report {
  readonly events: number;
  readonly rules: ReadonlyMap<string, RuleChange>;
}

interface Comparison {
  readonly before: Program;
  readonly after: Program;
  readonly span: number;
}

/** Reads the record twice: what the relay made itself has to be known before the rules run over it. */
async function run(records: Records, { before, after, span }: Comparison, io: CliIo): Promise<Report> {
  const own = new Set<string>();
  let last = 0 as Instant; // before every event
  let total = 0;
  for await (const event of eachRecorded(records)) {
    const key = ownKey(event);
    if (key !== undefined) own.add(key);
    last = Math.max(last, event.receivedAt) as Instant; // the greater of two instants
    total += 1;
  }
  const from = Number.isFinite(span) ? plus(last, -span) : (0 as Instant); // all of them
  const test = createBacktest({ before, after, isRecorded: (key) => own.has(key), counts: ({ receivedAt }) => receivedAt >= from });
  let [seen, events] = [0, 0];
  for await (const event of eachRecorded(records)) {
    test.take(event);
    seen += 1;
    if (event.receivedAt >= from && ownKey(event) === undefined) events += 1;
    if (io.isTerminal && seen % 5_000 === 0) io.error(`\r${Math.round((100 * seen) / total)} %`);
  }
  if (io.isTerminal) io.error("\r      \r");
  return { events, rules: test.result() };
}

function reportJson({ events, rules }: Report): JsonObject {
  return { events, rules: Object.fromEntries([...rules].map(([rule, change]) => [rule, changeJson(change)])) };
}

function changeJson({ added, removed, changed, samples }: RuleChange): JsonObject {
  const shown = samples.map(({ change, event, session, at }) => ({ change, session: session ?? null, event, at: toIso(at) }));
  return { added, removed, changed, samples: shown };
}

const shownSamples = 5;

function reportText({ events, rules }: Report): string {
  const differing = [...rules].filter(([, { added, removed, changed }]) => added + removed + changed > 0);
  const lines = differing.flatMap(([rule, change]) => [
    `${rule}: ${change.added} added, ${change.removed} removed, ${change.changed} changed`,
    ...change.samples.slice(0, shownSamples).map(({ change: what, session, event }) => `  ${what}  ${session ?? "-"}  ${event}`),
  ]);
  const head = `${plural(events, "event", "events")}, ${plural(differing.length, "rule", "rules")} of ${rules.size} would have done something else`;
  return [head, ...lines].map((line) => `${harmless(line)}\n`).join("");
}
