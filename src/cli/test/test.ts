/** `avatar-relay test FILE`: runs the tests of a rules file with the real engine. */

import { writeFileSync } from "node:fs";
import { exitCodes } from "../../app/ending.ts";
import { oneLine } from "../../rules/language/diagnostic.ts";
import { type Rehearsed, rehearse } from "../../rules/trials/rehearse.ts";
import { type CliIo, dataFolder, refused, reportRefusal } from "../command.ts";
import { programOf } from "../explain/rules.ts";
import { misused, readArguments } from "../kit/arguments.ts";
import { harmless, plural } from "../kit/lines.ts";
import { loadFile } from "../kit/load-file.ts";
import { recordsFolder } from "../kit/running-relay.ts";
import { junitOf } from "./junit.ts";

export async function test(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("test", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const [file = io.env.RULES] = read.positionals;
  if (!file) return reportRefusal(misused("test"), io);
  const loaded = loadFile(file, io, { placeholders: true });
  if (loaded.kind === "unreadable") return reportRefusal(refused(exitCodes.mistakes, loaded.problem), io);
  if (loaded.kind === "refused") return reportRefusal(refused(exitCodes.mistakes, loaded.diagnostics.map(oneLine).join("\n")), io);
  const program = programOf(loaded, "test");
  const { "from-session": session, data } = read.values;
  if (session !== undefined) {
    const { writeTest } = await import("./from-session.ts");
    return writeTest({ file, loaded, program, session, folder: recordsFolder(dataFolder(data, io)) }, io);
  }
  const results = loaded.tests.map((each) => rehearse(each, program, loaded.file.settings.timezone));
  report(file, results, io);
  const unwritten = read.values.junit === undefined ? undefined : writeReport(read.values.junit, junitOf(file, results));
  if (unwritten !== undefined) return reportRefusal(refused(exitCodes.usage, unwritten), io);
  return results.some(isFailed) ? exitCodes.mistakes : exitCodes.ok;
}

function isFailed({ failures }: Rehearsed): boolean {
  return failures.length > 0;
}

function report(file: string, results: readonly Rehearsed[], io: CliIo): void {
  for (const line of results.flatMap((result) => resultLines(file, result))) io.out(`${harmless(line)}\n`);
  const failed = results.filter(isFailed).length;
  if (results.length === 0) io.out(`${file}: there are no tests in it: write them under tests:\n`);
  else io.out(`${plural(results.length, "test", "tests")}, ${failed === 0 ? "none failed" : `${failed} failed`}\n`);
}

/** The expectation and the result, one below the other as in a diff. */
function resultLines(file: string, { test: { name, line }, failures }: Rehearsed): readonly string[] {
  if (failures.length === 0) return [`ok      ${name}`];
  const changes = failures.flatMap(({ expected, got }) => [`  - ${expected}`, ...got.map((each) => `  + ${each}`)]);
  return [`not ok  ${name} (${file}:${line})`, ...changes];
}

/** The error, where there is one. */
function writeReport(path: string, report: string): string | undefined {
  try {
    writeFileSync(path, report);
    return undefined;
  } catch (error) {
    return `the report cannot be written: ${(error as Error).message}`; // Node's own error
  }
}
