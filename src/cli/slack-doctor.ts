/** `avatar-relay slack doctor`: tries all that the relay does in Slack, once, and says what to do where it fails. */

import { isJsonObject, type Json } from "../core/json.ts";
import { exitCodes } from "../ending.ts";
import { oneLine } from "../rules/diagnostic.ts";
import { readArguments, text } from "./arguments.ts";
import { type CliIo, failed, refused, tell } from "./command.ts";
import { type Finding, findingsText, isSound, note } from "./finding.ts";
import { loadFile } from "./load-file.ts";
import { checkChannel, checkTokens, type SlackSurroundings } from "./slack-checks.ts";
import { slackCaller } from "./slack-web.ts";

const options = { rules: text, channel: text };

export async function slackDoctor(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, 0);
  if (read.kind === "refused") return tell(read, io);
  const { rules = io.env.RULES, channel } = read.values;
  const named = rules ? channelsIn(rules, io) : [];
  if (typeof named === "string") return tell(refused(exitCodes.configuration, named), io);
  const surroundings = surroundingsOf(io);
  const findings: Finding[] = [...(await checkTokens(surroundings))];
  const channels = channel === undefined ? named : [channel];
  if (isSound(findings)) for (const each of channels) findings.push(await checkChannel(each, surroundings));
  if (channels.length === 0)
    findings.push(note("no channel was tried", "name one with --channel, or the rules that post to some with --rules"));
  io.out(findingsText(findings));
  return isSound(findings) ? exitCodes.ok : failed;
}

export function surroundingsOf({ env, version }: CliIo): SlackSurroundings {
  return { env, call: slackCaller(env.SLACK_API_URL, version) };
}

/** The channels that a file posts to as a bot, or what is wrong with the file. */
function channelsIn(file: string, io: CliIo): readonly string[] | string {
  const loaded = loadFile(file, io, { placeholders: true });
  if (loaded.kind === "unreadable") return loaded.problem;
  if (loaded.kind === "refused") return loaded.diagnostics.map(oneLine).join("\n");
  return [...new Set(slackSettings(loaded.effective).flatMap(({ channel }) => (typeof channel === "string" ? [channel] : [])))];
}

/** The settings under `slack:` of each destination, as they stand in the configuration in effect. */
export function slackSettings(effective: Json): readonly { readonly channel?: unknown; readonly webhook_url?: unknown }[] {
  const destinations = isJsonObject(effective) && isJsonObject(effective.destinations) ? Object.values(effective.destinations) : [];
  return destinations.flatMap((each) => (isJsonObject(each) && isJsonObject(each.slack) ? [each.slack] : []));
}
