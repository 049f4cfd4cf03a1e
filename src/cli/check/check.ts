/** `avatar-relay check FILE`: every mistake of a rules file in one run. */

import { exitCodes } from "../../app/ending.ts";
import { type Diagnostic, framed, oneLine } from "../../rules/language/diagnostic.ts";
import type { Loaded } from "../../rules/language/load.ts";
import { placedIn } from "../../rules/language/warnings/later.ts";
import { untestedRules } from "../../rules/language/warnings/rules.ts";
import { seenBy } from "../../rules/language/warnings/seen.ts";
import { eachRecorded } from "../backtest/history.ts";
import { type CliIo, type Refused, refused, reportRefusal } from "../command.ts";
import { openRecords } from "../explain/records.ts";
import { misused, readArguments } from "../kit/arguments.ts";
import { jsonLine, plural } from "../kit/lines.ts";
import { loadFile, readText } from "../kit/load-file.ts";
import { recordsFolder } from "../kit/running-relay.ts";
import { explainCode } from "./explain-code.ts";

export async function check(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("check", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, explain, "no-env": withoutEnvironment = false, json = false } = read.values;
  if (explain !== undefined) return explainCode(explain, io);
  const [file = io.env.RULES] = read.positionals;
  if (!file) return reportRefusal(misused("check"), io);
  const loaded = loadFile(file, io, { placeholders: withoutEnvironment, listens: true });
  if (loaded.kind === "unreadable") return reportRefusal(refused(exitCodes.mistakes, loaded.problem), io);
  const more = loaded.kind === "loaded" ? await warningsBeside(file, loaded, data) : [];
  if ("kind" in more) return reportRefusal(more, io);
  const checked = { loaded, more, withoutEnvironment };
  return json ? reportLines(checked, io) : report(file, checked, io);
}

interface Looked {
  readonly loaded: Loaded;
  readonly more: readonly Diagnostic[];
  readonly withoutEnvironment: boolean;
}

function diagnosticsOf({ loaded, more }: Pick<Looked, "loaded" | "more">): readonly Diagnostic[] {
  return loaded.kind === "refused" ? loaded.diagnostics : [...loaded.warnings, ...more];
}

function reportLines(looked: Looked, io: CliIo): number {
  for (const { frame: _, ...diagnostic } of diagnosticsOf(looked)) io.out(jsonLine(diagnostic));
  return looked.loaded.kind === "refused" ? exitCodes.mistakes : exitCodes.ok;
}

function report(file: string, { loaded, more, withoutEnvironment }: Looked, io: CliIo): number {
  // Frames are for people; a file of errors gets one line for each.
  const lineOf = io.isErrorTerminal ? framed : oneLine;
  for (const diagnostic of diagnosticsOf({ loaded, more })) io.error(`${lineOf(diagnostic)}\n`);
  const unset =
    loaded.unset.length === 0 ? "" : `${plural(loaded.unset.length, "variable", "variables")} to set: ${loaded.unset.join(", ")}`;
  if (unset !== "") io.out(withoutEnvironment ? `${unset}\n` : `${unset} (check --no-env looks at everything else)\n`);
  if (loaded.kind === "refused") return exitCodes.mistakes;
  const { rules, destinations } = loaded.file;
  io.out(`${file}: ${plural(rules.length, "rule", "rules")}, ${plural(destinations.length, "destination", "destinations")}, no mistakes\n`);
  if (rules.length === 0) io.out("There is no rule, so no message is ever sent: write one under rules:\n");
  return exitCodes.ok;
}

/** Warnings that only `check` prints: rules without a test, and names that a record does not contain. */
async function warningsBeside(
  file: string,
  loaded: Loaded & { kind: "loaded" },
  data: string | undefined,
): Promise<readonly Diagnostic[] | Refused> {
  const unseen = data === undefined ? [] : await neverSeen(loaded.written, data);
  if ("kind" in unseen) return unseen;
  return placedIn(file, readText(file) ?? "", [...untestedRules(loaded.file.rules, loaded.tests), ...unseen]);
}

async function neverSeen(written: unknown, data: string) {
  const opened = await openRecords(recordsFolder(data));
  if (opened.kind === "refused") return opened;
  const seen = seenBy(written);
  try {
    for await (const { event } of eachRecorded(opened.records)) seen.take(event);
    return seen.missed();
  } finally {
    await opened.records.close();
  }
}
