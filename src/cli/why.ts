/** `avatar-relay why --session S`: why each rule held in a conversation, or did not. */

import { exitCodes } from "../app/ending.ts";
import type { Explained } from "../rules/trials/explain.ts";
import { type CliIo, dataFolder, refused, reportRefusal } from "./command.ts";
import { type Archive, type EventAccount, openArchive } from "./explain/records.ts";
import { accountJson, eventLine, ruleText } from "./explain/view.ts";
import { misused, readArguments } from "./kit/arguments.ts";
import { harmless, jsonLine, plural } from "./kit/lines.ts";
import { recordsFolder } from "./kit/running-relay.ts";

export async function why(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("why", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, json = false, session = read.positionals[0] } = read.values;
  if (!session) return reportRefusal(misused("why"), io);
  const archive = await openArchive(recordsFolder(dataFolder(data, io)), io);
  if (archive.kind === "refused") return reportRefusal(archive, io);
  const accounts = await accountsOf(archive, session).finally(() => archive.close());
  if (accounts.length === 0) return reportRefusal(refused(exitCodes.usage, `no event of the session ${harmless(session)} is known`), io);
  if (json) io.out(jsonLine({ session, events: accounts.map(accountJson) }));
  else for (const line of lines(session, accounts)) io.out(`${harmless(line)}\n`);
  return exitCodes.ok;
}

async function accountsOf(archive: Archive, session: string): Promise<readonly EventAccount[]> {
  const accounts: EventAccount[] = [];
  for (const id of await archive.session(session)) {
    const account = await archive.account(id);
    if (account !== undefined) accounts.push(account);
  }
  return accounts;
}

interface RuleAccount {
  readonly account: EventAccount;
  readonly rule: Explained;
}

function lines(session: string, accounts: readonly EventAccount[]): readonly string[] {
  const byRule = new Map<string, RuleAccount[]>();
  for (const account of accounts) {
    for (const rule of account.rules) byRule.set(rule.rule, [...(byRule.get(rule.rule) ?? []), { account, rule }]);
  }
  const problems = accounts.flatMap((account) => (account.problem === undefined ? [] : [`${eventLine(account)}: ${account.problem}`]));
  return [
    `session ${session}: ${plural(accounts.length, "event", "events")}`,
    ...[...byRule].flatMap(([rule, accounts]) => ruleLines(rule, accounts)),
    ...problems,
  ];
}

/** Every time that it held; otherwise the time when it was nearest. */
function ruleLines(rule: string, accounts: readonly RuleAccount[]): readonly string[] {
  const held = accounts.filter((each) => each.rule.held === true || each.rule.held === "error");
  if (held.length > 0) return [rule, ...held.flatMap(accountLines)];
  const nearest = accounts.toSorted((one, other) => missing(one.rule) - missing(other.rule))[0];
  return nearest === undefined ? [rule] : [`${rule} never held; nearest was`, ...accountLines(nearest)];
}

function accountLines({ account, rule }: RuleAccount): readonly string[] {
  return [`  ${eventLine(account)}`, `    ${ruleText(rule, account.deliveries)}`];
}

/** A rule for other events is further away than any that was evaluated. */
function missing(rule: Explained): number {
  if (rule.held !== false) return Number.POSITIVE_INFINITY;
  const isElsewhere = rule.stopped.some(({ at }) => at === "on" || at === "mode");
  return (isElsewhere ? 1_000 : 0) + (rule.derived ? 100 : 0) + rule.stopped.length;
}
