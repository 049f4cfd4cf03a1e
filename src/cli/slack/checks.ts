/** Checks Slack: the tokens, their scopes, the way back for button presses, and each channel. */

import { groupsFor, type People, permissions } from "../../core/access/people.ts";
import type { JsonObject } from "../../core/json.ts";
import { knownError } from "../../destinations/slack/errors.ts";
import { type DoctorFinding, note, ok, wrong } from "../kit/finding.ts";
import { plural } from "../kit/lines.ts";
import { sampleMessage } from "./sample.ts";
import type { SlackAnswer, SlackCall } from "./web.ts";

export interface SlackSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly call: SlackCall;
}

const needed = ["chat:write", "commands"];

/** The tokens, the way back, and what `slack:` of the rules needs. Nothing is posted. */
export async function checkTokens({ env, call }: SlackSurroundings, people: People | undefined): Promise<readonly DoctorFinding[]> {
  const { SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app, SLACK_SIGNING_SECRET: secret } = env;
  if (!bot)
    return [
      wrong("SLACK_BOT_TOKEN is not set", "avatar-relay slack manifest shows how to make the app; its token is under OAuth & Permissions"),
    ];
  const who = await call("auth.test", bot);
  if (!who.ok) return [botRefused(who)];
  const found = ok(`the bot is ${String(who.body.user)} in the workspace ${String(who.body.team)}`);
  return [found, ...scopesIn(who), ...wishesIn(who, people), ...(await checkGroups(bot, people, call)), await wayBack(app, secret, call)];
}

function botRefused({ code, answered: said }: SlackAnswer): DoctorFinding {
  if (code === "") return wrong(said, "is the network open to https://slack.com, or is SLACK_API_URL wrong?");
  return wrong(`SLACK_BOT_TOKEN is not taken: ${said}`, "install the app once more and copy its bot token (xoxb-…)");
}

function scopesIn({ scopes }: SlackAnswer): readonly DoctorFinding[] {
  if (scopes === undefined) return [];
  const missing = needed.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0)
    return [wrong(`the bot lacks the scope ${missing.join(", ")}`, "add it under OAuth & Permissions, and install the app once more")];
  return [ok(`the bot may ${needed.join(" and ")}`)];
}

/** Scopes that only some rules need. */
function wishesIn({ scopes }: SlackAnswer, people: People | undefined): readonly DoctorFinding[] {
  if (scopes === undefined || people === undefined) return [];
  const hears = scopes.includes("channels:history") || scopes.includes("groups:history"); // of public channels, of private ones
  if (people.threadReplies && !hears)
    return [
      wrong(
        "the bot lacks the scope channels:history (groups:history in private channels), which slack: thread_replies: needs",
        "avatar-relay slack manifest --replies describes the app with it; change the app's manifest, and install it once more",
      ),
    ];
  return [];
}

/** Each group with a permission. */
async function checkGroups(token: string, people: People | undefined, call: SlackCall): Promise<readonly DoctorFinding[]> {
  const groups = people === undefined ? [] : [...new Set(permissions.flatMap((permission) => groupsFor(people, permission)))];
  return await Promise.all(
    groups.map(async (group) => groupFound(group, await call("usergroups.users.list", token, { usergroup: group }))),
  );
}

function groupFound(group: string, { ok: isRead, code, answered: said, body }: SlackAnswer): DoctorFinding {
  if (isRead) return ok(`the group ${group} has ${plural(Array.isArray(body.users) ? body.users.length : 0, "member", "members")}`);
  if (code === "missing_scope")
    return wrong(
      `the bot may not see who is in the group ${group}: it lacks the scope usergroups:read`,
      "avatar-relay slack manifest --groups describes the app with it; change the app's manifest, and install it once more",
    );
  return wrong(`Slack does not tell who is in the group ${group}: ${said}`, "is its id right? Slack shows it in the address of the group");
}

async function wayBack(app: string | undefined, secret: string | undefined, call: SlackCall): Promise<DoctorFinding> {
  if (app) {
    const opened = await call("apps.connections.open", app);
    if (opened.ok) return ok("buttons and commands come back over a socket");
    return wrong(
      `SLACK_APP_TOKEN is not taken: ${opened.answered}`,
      "make an app-level token (xapp-…) with the scope connections:write under Basic Information",
    );
  }
  if (secret) return ok("buttons and commands come back as signed requests, to /slack/events on the public port");
  return wrong(
    "buttons and commands cannot come back",
    "set SLACK_APP_TOKEN (a socket, no public address), or SLACK_SIGNING_SECRET (signed requests)",
  );
}

/** Whether Slack accepts the layout of our messages with their buttons. Nothing where Slack does not know the method. */
export async function checkLooks(plain: boolean, { env, call }: SlackSurroundings): Promise<readonly DoctorFinding[]> {
  const validated = await call("blocks.validate", env.SLACK_BOT_TOKEN ?? "", { message: sampleMessage(plain) });
  if (validated.ok) return [ok(`Slack takes the message of an incident as it looks${plain ? ", with plain buttons" : ""}`)];
  if (validated.code === "unknown_method") return [];
  const cure = plain
    ? "it is sent as plain text then; please report it, with this line"
    : "plain_buttons: true in the destination leaves out what is new; else it is sent as plain text";
  return [note(`Slack does not take the message of an incident as it looks: ${validated.answered}`, cure)];
}

/** Posts to the channel, changes the message and deletes it. */
export async function checkChannel(channel: string, { env, call }: SlackSurroundings): Promise<DoctorFinding> {
  const token = env.SLACK_BOT_TOKEN ?? "";
  const posted = await call("chat.postMessage", token, {
    channel,
    text: "avatar-relay tries whether it can write here.",
    unfurl_links: false,
  });
  if (!posted.ok) return channelRefused(channel, posted);
  const message: JsonObject = { channel: posted.body.channel ?? channel, ts: posted.body.ts ?? "" };
  const changed = await call("chat.update", token, { ...message, text: "avatar-relay can write here." });
  const removed = await call("chat.delete", token, message);
  if (!changed.ok)
    return wrong(
      `in ${channel} a message cannot be changed: ${changed.answered}`,
      "incidents would not show their state; has the workspace limits on editing?",
    );
  return removed.ok
    ? ok(`in ${channel} messages can be written, changed and taken away`)
    : note(`a trial message stays in ${channel}: ${removed.answered}`, "take it away by hand");
}

function channelRefused(channel: string, { code, answered: said }: SlackAnswer): DoctorFinding {
  const cure = knownError(code)?.cure ?? "docs.slack.dev/reference/methods/chat.postMessage explains each code";
  if (code === "not_in_channel") return wrong(`the bot is not in ${channel}`, cure);
  if (code === "channel_not_found") return wrong(`${channel} is not found`, cure);
  return wrong(`${channel} takes no message: ${said}`, cure);
}
