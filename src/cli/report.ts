/** `avatar-relay report`: what happened in a span. It only reads the data, also while a relay uses it. */

import { writeFileSync } from "node:fs";
import { exitCodes, storeRefusal } from "../app/ending.ts";
import { type ReportBasis, type ReportStore, readReport, reportBasis } from "../app/report.ts";
import { zoneOf } from "../core/clock/wall-time.ts";
import type { Report } from "../core/insights/report.ts";
import type { Store } from "../core/store.ts";
import { day, type Instant, parseDuration } from "../core/time.ts";
import { reportFile } from "../insights/report/html.ts";
import { latestDays } from "../insights/report/schedule.ts";
import { reportText } from "../insights/report/text.ts";
import { quoteRedactor } from "../rules/templates/contacts.ts";
import { openStore } from "../stores/index.ts";
import { type CliIo, dataFolder, failed, type Refused, refused, reportRefusal } from "./command.ts";
import { openRecords } from "./explain/records.ts";
import { programOf } from "./explain/rules.ts";
import { readArguments } from "./kit/arguments.ts";
import { harmless, jsonLine } from "./kit/lines.ts";
import { loadText } from "./kit/load-file.ts";
import { recordsFolder } from "./kit/running-relay.ts";

/** The longest span: figures are kept for two years, and the time before is of the same length. */
const longest = 366 * day;

export async function report(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("report", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, database, since = "7d", agent, json = false, html } = read.values;
  const span = parseDuration(since);
  if (span === undefined || span > longest) {
    return reportRefusal(refused(exitCodes.usage, `--since: expected a span of at most 366d like 7d, found ${since}`), io);
  }
  if (json && html !== undefined)
    return reportRefusal(refused(exitCodes.usage, "--json prints and --html writes a file: say one of both"), io);
  const opened = await openData({ data, database }, io);
  if (opened.kind === "refused") return reportRefusal(opened, io);
  try {
    const basis = await basisOf(opened.records, io);
    const days = latestDays(span, zoneOf(basis.timezone), Date.now() as Instant); // milliseconds since 1970
    return shown(await readReport({ ...days, agent }, basis, opened.records), { json, html }, io);
  } finally {
    await opened.records.close();
  }
}

type ReportRecords = ReportStore & Pick<Store, "latestRules" | "close">;

interface Place {
  readonly data: string | undefined;
  readonly database: string | undefined;
}

async function openData(
  { data, database }: Place,
  io: CliIo,
): Promise<{ readonly kind: "opened"; readonly records: ReportRecords } | Refused> {
  const url = database || (data === undefined ? io.env.DATABASE_URL || undefined : undefined);
  const folder = dataFolder(data, io);
  if (url === undefined) return openRecords(recordsFolder(folder));
  const opened = await openStore({
    folder,
    database: url,
    clock: () => Date.now() as Instant, // milliseconds since 1970
    serves: { evaluate: false, deliver: false },
    pid: io.pid,
    superseded: () => {},
    fatal: () => {},
  });
  if (opened.kind === "opened") return { kind: "opened", records: opened.store };
  const { code, problems } = storeRefusal(opened, folder);
  return refused(code, problems.join("\n"));
}

/** The rules that ran last say the time zone, the calendars and the conditions. */
async function basisOf(records: ReportRecords, io: CliIo): Promise<ReportBasis> {
  const latest = await records.latestRules();
  const loaded = latest && loadText(`rules.yaml@${latest.version}`, latest.text, io, { placeholders: true });
  if (latest === undefined || loaded?.kind !== "loaded") {
    io.error("the rules that ran last cannot be read here: times are in UTC, without calendars\n");
    return { timezone: "UTC", holiday: () => undefined, page: undefined, redactQuote: quoteRedactor([]), when: () => undefined };
  }
  return reportBasis({ effective: loaded.effective, program: programOf(loaded, latest.version, io.env.PUBLIC_ADMIN_URL) });
}

function shown(found: Report, { json, html }: { readonly json: boolean; readonly html: string | undefined }, io: CliIo): number {
  if (json) io.out(jsonLine(found));
  else if (html === undefined) io.out(`${reportText(found).split("\n").map(harmless).join("\n")}\n`);
  else return written(found, html, io);
  return exitCodes.ok;
}

function written(found: Report, file: string, io: CliIo): number {
  try {
    writeFileSync(file, reportFile(found), { mode: 0o600 }); // it contains visitors' words
  } catch (error) {
    return reportRefusal(refused(failed, `${file} cannot be written: ${(error as Error).message}`), io); // Node's error
  }
  io.out(`${file}: ${found.title}\n`);
  return exitCodes.ok;
}
