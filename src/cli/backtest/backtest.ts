/** `avatar-relay backtest --rules NEW`: what an edited file would have done differently with the recorded events. */

import { exitCodes } from "../../app/ending.ts";
import type { Records } from "../../core/store.ts";
import { parseDuration } from "../../core/time.ts";
import { oneLine } from "../../rules/language/diagnostic.ts";
import { type CliIo, dataFolder, type Refused, refused, reportRefusal } from "../command.ts";
import { openRecords } from "../explain/records.ts";
import { programOf } from "../explain/rules.ts";
import { misused, readArguments } from "../kit/arguments.ts";
import { harmless, jsonLine } from "../kit/lines.ts";
import { type LoadedFile, loadFile, loadText } from "../kit/load-file.ts";
import { type Progress, progressOf } from "../kit/progress.ts";
import { recordsFolder } from "../kit/running-relay.ts";
import { reportJson, reportText } from "./report.ts";
import { type ComparedRules, runBacktest } from "./run.ts";

export async function backtest(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("backtest", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, rules, against, since, json = false } = read.values;
  if (!rules) return reportRefusal(misused("backtest"), io);
  const span = since === undefined ? Number.POSITIVE_INFINITY : parseDuration(since);
  if (span === undefined)
    return reportRefusal(refused(exitCodes.usage, `--since takes a span like 7d or 12h, found "${harmless(since ?? "")}"`), io);
  const opened = await openRecords(recordsFolder(dataFolder(data, io)));
  if (opened.kind === "refused") return reportRefusal(opened, io);
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
  const after = rulesIn(loadFile(rules, io, { placeholders: true }), rules);
  if (after.kind === "refused") return reportRefusal(after, io);
  const before = await rulesBefore(records, { against, beside: rules }, io);
  if (before.kind === "refused") return reportRefusal(before, io);
  let progress: Progress | undefined;
  const report = await runBacktest(records, {
    before,
    after,
    span,
    onEvent(total) {
      progress ??= progressOf(total, io);
      progress.step();
    },
  });
  progress?.end();
  io.out(json ? jsonLine(reportJson(report)) : reportText(report));
  return exitCodes.ok;
}

interface NamedRules extends ComparedRules {
  readonly kind: "rules";
}

function rulesIn(loaded: LoadedFile, version: string): NamedRules | Refused {
  if (loaded.kind === "unreadable") return refused(exitCodes.mistakes, loaded.problem);
  if (loaded.kind === "refused") return refused(exitCodes.mistakes, loaded.diagnostics.map(oneLine).join("\n"));
  return { kind: "rules", program: programOf(loaded, version), written: loaded.written };
}

/** The file to compare with, or the last running rules. */
async function rulesBefore(
  records: Records,
  { against: file, beside }: { readonly against: string | undefined; readonly beside: string },
  io: CliIo,
): Promise<NamedRules | Refused> {
  if (file !== undefined) return rulesIn(loadFile(file, io, { placeholders: true }), file);
  const latest = await records.latestRules();
  if (latest === undefined) return refused(exitCodes.usage, "no rules have run on this data: name a file to compare with by --against");
  return rulesIn(
    loadText(`${beside.slice(0, beside.lastIndexOf("/") + 1)}rules.yaml@${latest.version}`, latest.text, io, { placeholders: true }),
    latest.version,
  );
}
