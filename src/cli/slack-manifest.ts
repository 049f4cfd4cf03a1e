/** `avatar-relay slack manifest`: the Slack app that a relay needs, as a Slack manifest. */

import { stringify } from "yaml";
import { exitCodes } from "../app/ending.ts";
import { type CliIo, refused, reportRefusal } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";

export function slackManifest(args: readonly string[], io: CliIo): number {
  const read = readArguments("slack manifest", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { mode = "socket", url, name = "avatar-relay", replies = false, groups = false } = read.values;
  const problem = problemOf(mode, url, name);
  if (problem !== undefined) return reportRefusal(refused(exitCodes.usage, problem), io);
  const manifest = stringify(manifestOf({ name, replies, groups, ...(mode === "http" && url !== undefined && { url: requestUrl(url) }) }));
  const link = `https://api.slack.com/apps?new_app=1&manifest_yaml=${encodeURIComponent(manifest)}`;
  io.out(`# Open this link to create the app; what follows is what it holds.\n# ${link}\n${manifest}`);
  return exitCodes.ok;
}

function problemOf(mode: string, url: string | undefined, name: string): string | undefined {
  if (mode !== "socket" && mode !== "http") return `--mode takes socket or http, found "${mode}"`;
  if (mode === "http" && url === undefined)
    return "--mode http needs --url: where Slack reaches this relay, e.g. https://relay.example.com";
  if (url !== undefined && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
    return `--url takes the relay's public address, e.g. https://relay.example.com, found "${url}"`;
  return name.length >= 1 && name.length <= 35 ? undefined : "--name takes 1 to 35 characters";
}

/** The public port's path for Slack. */
function requestUrl(url: string): string {
  return `${url.replace(/(?<!\/)\/+$/, "")}/slack/events`;
}

interface ManifestOptions {
  readonly name: string;
  /** Reads what people write in channels, for `slack: thread_replies:`. */
  readonly replies: boolean;
  /** Reads who is in a user group, for `slack: allow:`. */
  readonly groups: boolean;
  readonly url?: string;
}

/** Two scopes that it needs. Of the others, one saves inviting it to each channel, and two show which channels other organisations read. */
function scopesFor({ replies, groups }: ManifestOptions): object {
  const heard = replies ? ["channels:history", "groups:history"] : [];
  return {
    bot: ["chat:write", "commands", ...heard, ...(groups ? ["usergroups:read"] : [])],
    bot_optional: ["chat:write.public", "channels:read", "groups:read"],
  };
}

/** Slack's schema of manifests, version 2 (docs.slack.dev/reference/app-manifest). Without a URL: Socket Mode. */
function manifestOf(wishes: ManifestOptions): object {
  const { name, replies, url } = wishes;
  const here = url === undefined ? {} : { request_url: url };
  const heard = replies ? ["message.channels", "message.groups"] : [];
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name,
      description: "Tells people what visitors say to the avatar, and lets them take over.",
      background_color: "#1d2433",
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: false, messages_tab_read_only_enabled: true },
      bot_user: { display_name: name, always_online: true },
      slash_commands: [
        {
          command: "/avatar",
          ...(url === undefined ? {} : { url }),
          description: "The relay: how it does, whom it listens to, what is muted",
          usage_hint: "status | sessions | session ID | mute RULE 2h | unmute RULE | say ID text | test text",
          should_escape: false,
        },
      ],
    },
    oauth_config: { scopes: scopesFor(wishes) },
    settings: {
      event_subscriptions: { ...here, bot_events: ["app_home_opened", ...heard] },
      interactivity: { is_enabled: true, ...here },
      org_deploy_enabled: false,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: false,
    },
  };
}
