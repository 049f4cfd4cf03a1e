/** `avatar-relay explain --event ID`: every rule, whether it held for the event, and why. */

import { exitCodes } from "../../app/ending.ts";
import { type CliIo, dataFolder, type Refused, refused, reportRefusal } from "../command.ts";
import { misused, readArguments } from "../kit/arguments.ts";
import { harmless, jsonLine } from "../kit/lines.ts";
import { recordsFolder } from "../kit/running-relay.ts";
import { type Archive, type EventAccount, openArchive } from "./records.ts";
import { accountJson, eventLine, ruleText } from "./view.ts";

export async function explain(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("explain", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, json = false, event: id = read.positionals[0] } = read.values;
  if (!id) return reportRefusal(misused("explain"), io);
  const archive = await openArchive(recordsFolder(dataFolder(data, io)), io);
  if (archive.kind === "refused") return reportRefusal(archive, io);
  const account = await accountOf(archive, id).finally(() => archive.close());
  if ("kind" in account) return reportRefusal(account, io);
  if (json) io.out(jsonLine(accountJson(account)));
  else for (const line of lines(account)) io.out(`${harmless(line)}\n`);
  return exitCodes.ok;
}

/** This much of an id is enough where no other event has the same beginning. */
const shortestId = 8;

async function accountOf(archive: Archive, id: string): Promise<EventAccount | Refused> {
  const ids = id.length >= shortestId ? await archive.eventIds(id) : [];
  const [only, ...others] = ids.includes(id) ? [id] : ids;
  if (others.length > 0) return refused(exitCodes.usage, `several events begin with ${harmless(id)}: ${ids.join(", ")}`);
  const account = await archive.account(only ?? id);
  const advice = "`events` lists them, and the first eight digits of one are enough where no other begins so";
  return account ?? refused(exitCodes.usage, `no event has the id ${harmless(id)}: ${advice}`);
}

function lines(account: EventAccount): readonly string[] {
  const { detail, rules, deliveries, problem } = account;
  return [
    eventLine(account),
    ...(detail.trace === undefined ? [] : [`decided by rules version ${detail.trace.version}`]),
    ...rules.map((rule) => `  ${rule.rule} ${ruleText(rule, deliveries)}`),
    ...(problem === undefined ? [] : problem.split("\n").map((line) => `  ${line}`)),
  ];
}
