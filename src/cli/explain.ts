/** `avatar-relay explain --event ID`: every rule, whether it held for the event, and what decided. */

import { exitCodes } from "../ending.ts";
import { type CliIo, dataFolder, refused, tell } from "./command.ts";
import { type Account, openArchive } from "./explain/records.ts";
import { accountJson, eventLine, verdictText } from "./explain/view.ts";
import { flag, readArguments, text } from "./kit/arguments.ts";
import { harmless, jsonLine } from "./kit/lines.ts";
import { recordsFolder } from "./kit/place.ts";

const options = { data: text, event: text, json: flag };

export async function explain(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, 1);
  if (read.kind === "refused") return tell(read, io);
  const { data, json = false, event: id = read.positionals[0] } = read.values;
  if (!id) return tell(refused(exitCodes.usage, "usage: avatar-relay explain --event ID"), io);
  const archive = await openArchive(recordsFolder(dataFolder(data, io)), io);
  if (archive.kind === "refused") return tell(archive, io);
  const account = await archive.account(id).finally(() => archive.close());
  if (account === undefined) return tell(refused(exitCodes.usage, `no event has the id ${harmless(id)}: \`events\` lists them`), io);
  if (json) io.out(jsonLine(accountJson(account)));
  else for (const line of lines(account)) io.out(`${harmless(line)}\n`);
  return exitCodes.ok;
}

function lines(account: Account): readonly string[] {
  const { detail, rules, deliveries, problem } = account;
  return [
    eventLine(account),
    ...(detail.trace === undefined ? [] : [`decided by rules version ${detail.trace.version}`]),
    ...rules.map((rule) => `  ${rule.rule} ${verdictText(rule, deliveries)}`),
    ...(problem === undefined ? [] : problem.split("\n").map((line) => `  ${line}`)),
  ];
}
