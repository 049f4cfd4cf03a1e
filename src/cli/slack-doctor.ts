/** `avatar-relay slack doctor`: tries everything that the relay does in Slack once, and says what to do about failures. */

import { exitCodes } from "../app/ending.ts";
import type { People } from "../core/access/people.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import { oneLine } from "../rules/language/diagnostic.ts";
import type { DestinationDraft } from "../rules/language/file.ts";
import { type CliIo, failed, refused, reportRefusal } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";
import { type DoctorFinding, findingsText, isSound, note } from "./kit/finding.ts";
import { loadFile } from "./kit/load-file.ts";
import { checkAudiences, type Posting } from "./slack/audiences.ts";
import { checkChannel, checkLooks, checkTokens, type SlackSurroundings } from "./slack/checks.ts";
import { checkOther, type OtherBot, otherBot } from "./slack/other-workspaces.ts";
import { slackCaller } from "./slack/web.ts";

export async function slackDoctor(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("slack doctor", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { rules = io.env.RULES, channel, json = false } = read.values;
  const named = rules ? placesIn(rules, io) : { channels: [], webhooks: [], people: undefined, plain: false, others: [], postings: [] };
  if (typeof named === "string") return reportRefusal(refused(exitCodes.configuration, named), io);
  const surroundings = surroundingsOf(io);
  const { channels: own, webhooks, people, others } = named;
  const channels = channel === undefined ? own : [channel];
  const asBot = channels.length > 0 || webhooks.length + others.length === 0;
  const findings: DoctorFinding[] = [...webhooks, ...(asBot ? await checkTokens(surroundings, people) : [])];
  if (asBot && isSound(findings)) findings.push(...(await checkLooks(named.plain, surroundings)));
  if (isSound(findings)) for (const each of channels) findings.push(await checkChannel(each, surroundings));
  if (channels.length === 0 && asBot)
    findings.push(
      note(
        "no channel was tried",
        "name one with --channel, the rules that post to some with --rules, or channels: beside a template of channel",
      ),
    );
  if (channel === undefined) for (const each of others) findings.push(...(await checkOther(each.bot, each.channels, surroundings)));
  if (channel === undefined && isSound(findings)) findings.push(...(await checkAudiences(named.postings, surroundings.call)));
  io.out(findingsText(findings, json));
  return isSound(findings) ? exitCodes.ok : failed;
}

export function surroundingsOf(io: CliIo): SlackSurroundings {
  return { env: io.env, call: slackCaller(io) };
}

interface Places {
  /** The channels of the bot. */
  readonly channels: readonly string[];
  /** Findings about incoming webhooks. */
  readonly webhooks: readonly DoctorFinding[];
  /** Whether every message of the bot uses only buttons that all clients show. */
  readonly plain: boolean;
  /** Who may do what; undefined where no rules are named. */
  readonly people: People | undefined;
  /** Bots of other workspaces, each once, with their channels. */
  readonly others: readonly { readonly bot: OtherBot; readonly channels: readonly string[] }[];
  /** All destinations of the bot. */
  readonly postings: readonly Posting[];
}

/** The channels of a file, or what is wrong with the file. */
function placesIn(file: string, io: CliIo): Places | string {
  const loaded = loadFile(file, io, { placeholders: true });
  if (loaded.kind === "unreadable") return loaded.problem;
  if (loaded.kind === "refused") return loaded.diagnostics.map(oneLine).join("\n");
  const all = slackSettings(loaded.effective);
  const drafts = loaded.file.destinations.filter(({ kind }) => kind.type === "slack");
  const posting = drafts.map((draft, index) => ({ bot: otherBot(draft, io.env.SLACK_BOT_TOKEN), channels: channelsIn(all[index] ?? {}) }));
  const channels = posting.flatMap((each, index) => (each.bot === undefined && all[index]?.webhook_url === undefined ? each.channels : []));
  const bots = all.filter(({ webhook_url }) => webhook_url === undefined);
  const plain = bots.length > 0 && bots.every(({ plain_buttons }) => plain_buttons === true);
  return {
    plain,
    channels: [...new Set(channels)],
    webhooks: webhooksIn(all),
    people: loaded.file.people,
    others: othersIn(posting),
    postings: postingsIn(loaded.effective, loaded.file.destinations, io),
  };
}

/** What the bot posts, by the names of the destinations. */
export function postingsIn(effective: Json, destinations: readonly DestinationDraft[], { env }: Pick<CliIo, "env">): readonly Posting[] {
  const all = slackSettings(effective);
  const drafts = destinations.filter(({ kind }) => kind.type === "slack");
  return drafts.flatMap((draft, index) => {
    const settings = all[index] ?? {};
    const token = otherBot(draft, env.SLACK_BOT_TOKEN)?.token ?? env.SLACK_BOT_TOKEN;
    if (settings.webhook_url !== undefined || !token) return [];
    return [{ name: draft.name, token, channels: channelsIn(settings), share: settings.share_contacts }];
  });
}

function othersIn(posting: readonly { readonly bot: OtherBot | undefined; readonly channels: readonly string[] }[]): Places["others"] {
  const others = new Map<string, { readonly bot: OtherBot; readonly channels: readonly string[] }>();
  for (const { bot, channels } of posting)
    if (bot !== undefined)
      others.set(bot.token, {
        ...(others.get(bot.token) ?? { bot }),
        channels: [...new Set([...(others.get(bot.token)?.channels ?? []), ...channels])],
      });
  return [...others.values()];
}

/** Channels by name. Where events decide, those that the file lists, and the fallback channel. */
function channelsIn({ channel, channels, fallback_channel: fallback }: SlackSettings): readonly string[] {
  const own = typeof channel === "string" && !/\{\{|\{%/.test(channel) ? [channel] : [];
  const listed = Array.isArray(channels) ? channels.map(String) : [];
  return [...own, ...listed, ...(typeof fallback === "string" ? [fallback] : [])];
}

/** What is missing where there is no bot. */
export function webhooksIn(all: readonly SlackSettings[]): readonly DoctorFinding[] {
  return all.flatMap(({ webhook_url, links }) => {
    if (webhook_url === undefined) return [];
    const cure = "a bot has buttons, threads and messages that change: avatar-relay slack manifest";
    if (links === true) return [note("an incoming webhook posts, with links to claim and resolve", cure)];
    return [
      note(
        "an incoming webhook posts, and nobody can claim anything",
        `links: true and PUBLIC_URL give links to claim and resolve; ${cure}`,
      ),
    ];
  });
}

interface SlackSettings {
  readonly channel?: unknown;
  readonly channels?: unknown;
  readonly fallback_channel?: unknown;
  readonly webhook_url?: unknown;
  readonly token?: unknown;
  readonly links?: unknown;
  readonly share_contacts?: unknown;
  readonly plain_buttons?: unknown;
}

/** The settings under `slack:` of each destination in the effective configuration. */
export function slackSettings(effective: Json): readonly SlackSettings[] {
  const destinations = isJsonObject(effective) && isJsonObject(effective.destinations) ? Object.values(effective.destinations) : [];
  return destinations.flatMap((each) => (isJsonObject(each) && isJsonObject(each.slack) ? [each.slack] : []));
}
