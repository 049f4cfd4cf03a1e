/** Workspaces of destinations' own tokens. Each is tested with its token, and reported by the name of its destination. */

import type { DestinationDraft } from "../../rules/language/file.ts";
import { type DoctorFinding, isSound, note } from "../kit/finding.ts";
import { checkChannel, checkTokens, type SlackSurroundings } from "./checks.ts";

export interface OtherBot {
  /** The first destination that names it. */
  readonly name: string;
  readonly token: string;
  readonly app: string | undefined;
  readonly secret: string | undefined;
}

/** The settings, as the schema of Slack's destination has read them. */
interface Settings {
  readonly token?: string;
  readonly app_token?: string;
  readonly signing_secret?: string;
}

/** The bot of a destination; undefined where it is that of the environment. */
export function otherBot({ name, kind, settings }: DestinationDraft, own: string | undefined): OtherBot | undefined {
  if (kind.type !== "slack") return undefined;
  const { token, app_token: app, signing_secret: secret } = settings as Settings; // its schema has read them
  return token === undefined || token === own ? undefined : { name, token, app, secret };
}

/** No printed text contains a token. */
export async function checkOther(
  bot: OtherBot,
  channels: readonly string[],
  { env, call }: SlackSurroundings,
): Promise<readonly DoctorFinding[]> {
  const listed = env.SLACK_SIGNING_SECRET?.includes(",") ? env.SLACK_SIGNING_SECRET : undefined;
  const secret = bot.secret ?? listed;
  const around = { call, env: { ...env, SLACK_BOT_TOKEN: bot.token, SLACK_APP_TOKEN: bot.app, SLACK_SIGNING_SECRET: secret } };
  const tokens = await checkTokens(around, undefined);
  const hasWay = bot.app !== undefined || secret !== undefined;
  const found = tokens.map((each) => (hasWay || each.what !== noWay ? each : note("its messages have no buttons", cure)));
  for (const channel of isSound(found) ? channels : []) found.push(await checkChannel(channel, around));
  return found.map((each) => ({ ...each, what: `${bot.name}: ${inFile(each.what)}`, ...(each.cure && { cure: inFile(each.cure) }) }));
}

const noWay = "buttons and commands cannot come back";
const cure = "add signing_secret: or app_token: beside its token:";

/** The environment's names are those of keys here. */
function inFile(text: string): string {
  return text
    .replace("SLACK_BOT_TOKEN", "token:")
    .replace("SLACK_APP_TOKEN", "app_token:")
    .replace("SLACK_SIGNING_SECRET", "signing_secret:");
}
