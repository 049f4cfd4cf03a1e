/** `avatar-relay check FILE`: every mistake of a rules file in one run. */

import { exitCodes } from "../ending.ts";
import { framed, oneLine } from "../rules/language/diagnostic.ts";
import { type CliIo, tell } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";
import { plural } from "./kit/lines.ts";
import { loadFile } from "./kit/load-file.ts";

export function check(args: readonly string[], io: CliIo): number {
  const read = readArguments(args, {}, 1);
  if (read.kind === "refused") return tell(read, io);
  const [file = io.env.RULES] = read.positionals;
  if (!file) return tell({ kind: "refused", code: exitCodes.usage, problem: "usage: avatar-relay check FILE" }, io);
  const loaded = loadFile(file, io, { placeholders: false });
  if (loaded.kind === "unreadable") return tell({ kind: "refused", code: exitCodes.mistakes, problem: loaded.problem }, io);
  // Frames are for people: whoever keeps the errors in a file gets one line for each.
  const lineOf = io.isErrorTerminal ? framed : oneLine;
  for (const diagnostic of loaded.kind === "refused" ? loaded.diagnostics : loaded.warnings) io.error(`${lineOf(diagnostic)}\n`);
  if (loaded.kind === "refused") return exitCodes.mistakes;
  const { rules, destinations } = loaded.file;
  io.out(`${file}: ${plural(rules.length, "rule", "rules")}, ${plural(destinations.length, "destination", "destinations")}, no mistakes\n`);
  return exitCodes.ok;
}
