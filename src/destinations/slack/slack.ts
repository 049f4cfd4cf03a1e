import { hash } from "node:crypto";
import { z } from "zod";
import type {
  Configured,
  DeliveryPolicy,
  Destination,
  DestinationContext,
  Rendered,
  Sender,
  SenderEnvironment,
  View,
} from "../../core/destination.ts";
import type { Report } from "../../core/insights/report.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { minute, second } from "../../core/time.ts";
import { duration, oneOrMany, rateLimit, text, wholeNumber } from "../../rules/language/schema.ts";
import { contactsOf, showsContacts, withoutContacts } from "../../rules/templates/contacts.ts";
import { isFixed, RenderError, template } from "../../rules/templates/template.ts";
import { authorityKeys } from "../kit/authority.ts";
import { bareToken } from "../kit/bare-token.ts";
import { digestAt, mostInDigest } from "../kit/digest.ts";
import { discreet } from "../kit/discreet.ts";
import { type NoticeAction, noticeAction, noticeOf, reportNotice, threadOf } from "../kit/notice.ts";
import { isPlaceholder } from "../kit/placeholder.ts";
import { guardKeys, policyKeys, policyOf } from "../kit/policy.ts";
import { boardFor } from "./board.ts";
import type { SlackBody, SlackNotice } from "./body.ts";
import { openBot } from "./bot.ts";
import { channelOf, noChannel } from "./channel.ts";
import { openIncoming } from "./incoming.ts";
import { escaped } from "./mrkdwn.ts";
import { unformatted, unmarked } from "./said.ts";
import { tryIncoming } from "./trial.ts";

const schema = z
  .strictObject({
    channel: template({ escape: "none" }).optional().meta({
      description:
        'The channel, by name or id; a name in quotes: "#support". The bot must be a member. A template gives each agent its own: "#{{ event.agent }}".',
    }),
    channels: oneOrMany(text()).optional().meta({ description: "Channels that the template of `channel` gives, for `doctor` to try." }),
    fallback_channel: text()
      .optional()
      .meta({ description: "Gets the messages that the channel does not accept, for example because it was archived." }),
    digest: duration().optional().meta({
      description:
        "Collects what is not urgent and posts one message for it at these intervals. What is high or critical is posted at once. A digest has no buttons.",
    }),
    share_contacts: z.boolean().optional().meta({
      description:
        "Whether messages show who the visitor is and how to reach them. `true`: in every channel. `false`: in none. Left out: in every channel except those that another organisation reads (Slack Connect).",
    }),
    plain_buttons: z
      .boolean()
      .optional()
      .meta({ description: "Only buttons that every Slack client knows. Set it to true if yours does not show Useful and Noise." }),
    summary_over: wholeNumber(1).optional().meta({
      description: "If more messages than this wait for the channel, one message with their number is posted instead. Default: 20.",
    }),
    updates: rateLimit()
      .optional()
      .meta({ description: "The most changes of messages in a time, over all channels of the bot. Default: 45/m." }),
    token: bareToken().optional().meta({
      description: "The bot's token of another workspace, as a reference, e.g. to SLACK_TOKEN_EU. Left out: SLACK_BOT_TOKEN.",
    }),
    signing_secret: text().optional().meta({
      description: "With token: the signing secret of that workspace's app, as a reference; its buttons come back as signed requests.",
    }),
    app_token: text().optional().meta({
      description: "With token: the app-level token of that workspace's app, as a reference; its buttons come back over a socket.",
    }),
    webhook_url: incomingUrl().optional().meta({ description: "An incoming webhook, if there is no bot. Then there are no threads." }),
    links: z
      .boolean()
      .optional()
      .meta({ description: "With webhook_url: links to claim and resolve. Each works once. They need PUBLIC_URL." }),
    ...policyKeys,
    ...guardKeys,
    ...authorityKeys,
  })
  .superRefine(({ channel, channels, webhook_url, links, digest, token, signing_secret, app_token }, context) => {
    if (token?.startsWith("xapp-")) {
      const params = { code: "E_VALUE", hint: "write that one as app_token:, and the bot's beside it" };
      context.addIssue({ code: "custom", path: ["token"], message: "expected the bot's token, xoxb-…, found an app-level one", params });
    }
    for (const [key, value] of Object.entries({ token, signing_secret, app_token })) {
      if (value === undefined) continue;
      if (webhook_url !== undefined) {
        const params = { code: "E_VALUE", hint: `an incoming webhook has no bot: leave ${key} out, or name a channel instead` };
        context.addIssue({ code: "custom", path: [key], message: "expected a channel beside it", params });
      } else if (token === undefined) {
        const params = { code: "E_VALUE", hint: "write token: as well; what belongs to SLACK_BOT_TOKEN stands in the environment" };
        context.addIssue({ code: "custom", path: [key], message: "expected token beside it", params });
      }
    }
    if (digest !== undefined && webhook_url !== undefined) {
      const params = { code: "E_VALUE", hint: "an incoming webhook posts each message: name a channel instead" };
      context.addIssue({ code: "custom", path: ["digest"], message: "expected a bot beside it", params });
    }
    if (channels !== undefined && (channel === undefined || isFixed(channel.source))) {
      const params = { code: "E_VALUE", hint: "for one channel leave channels out" };
      context.addIssue({ code: "custom", path: ["channels"], message: "expected a template as the channel beside it", params });
    }
    if (links === true && webhook_url === undefined) {
      const params = { code: "E_VALUE", hint: "a bot has buttons: leave links out" };
      context.addIssue({ code: "custom", path: ["links"], message: "expected webhook_url beside it", params });
    }
    const wrong = channel !== undefined && isFixed(channel.source) ? noChannel(channel.source) : undefined;
    if (wrong !== undefined) {
      const params = { code: "E_VALUE", hint: wrong.hint };
      context.addIssue({ code: "custom", path: ["channel"], message: `expected the name of a channel, found ${wrong.found}`, params });
    }
    if (channel !== undefined || webhook_url !== undefined) return;
    const params = { code: "E_MISSING_KEY", hint: "with a bot, name the channel; without one, set webhook_url" };
    context.addIssue({ code: "custom", message: 'missing key "channel"', params });
  });

function incomingUrl(): z.ZodType<string> {
  return z.string().superRefine((url, context) => {
    if (isPlaceholder(url) || /^https?:\/\/[^/@]+\/./.test(url)) return;
    const params = { code: "E_VALUE", hint: "it looks like https://hooks.slack.com/services/…" };
    context.addIssue({ code: "custom", message: "expected the URL of an incoming webhook", params });
  });
}

type Settings = z.output<typeof schema>;

/** Slack: one message for each incident, which changes with it, and a thread. An incoming webhook only posts. */
export const slack: Destination<Settings, NoticeAction> = {
  type: "slack",
  summary:
    "Posts to a Slack channel: one message for each incident, with buttons, which changes in place. Everything else goes into its thread.",
  forPeople: true,
  example: {
    settings: { channel: "#avatar-escalations" },
    action: {
      title: "{{ event.agent }}: a visitor asks for a person",
      text: "<!here> :fire: *Urgent*: {{ event.message | truncate: 300 }}",
    },
    renders: {
      channel: "#avatar-escalations",
      title: "A80HVD8577: a visitor asks for a person",
      text: "<!here> :fire: *Urgent*: I want to speak to a human",
    },
  },
  schema,
  action: noticeAction("slack-marked"),
  requires: ({ webhook_url, links, token }) => [
    ...(webhook_url === undefined && token === undefined ? ["SLACK_BOT_TOKEN"] : []),
    ...(links === true ? ["PUBLIC_URL"] : []),
  ],
  tryOut: async ({ webhook_url, allow_private, ca }, variable) =>
    webhook_url === undefined ? [] : await tryIncoming({ url: new URL(webhook_url), allow_private, ca, variable }),
  configure,
};

function configure(settings: Settings, context: DestinationContext): Configured<NoticeAction> {
  const policy = policyFor(settings, context);
  return discreet(
    {
      policy,
      ...(settings.token !== undefined && {
        workspace: { token: settings.token, signingSecret: settings.signing_secret, appToken: settings.app_token },
      }),
      render: (action, view) => [rendered(settings, context, action, view)],
      ...(reportChannel(settings) !== undefined && { report: (report) => [reportMessage(settings, context, report)] }),
      adopt: (body) => adopted(settings, body),
      ...(settings.webhook_url === undefined && settings.digest === undefined && { board: boardFor(settings.share_contacts) }),
      ...(settings.links === true && {
        board: { ...boardFor(settings.share_contacts), aside: () => undefined },
      }), // a webhook cannot address one person
      open: (environment) => open(settings, context, environment, policy.concurrency),
    },
    context,
  );
}

/**
 * Slack accepts about one message a second for a channel, in order. It counts changes for a method, an app and a workspace, fifty a minute
 * and
 * more (docs.slack.dev, "Rate limits"), so all destinations with one token share that limit.
 */
function policyFor(settings: Settings, { seal }: DestinationContext): DeliveryPolicy {
  const policy = policyOf(settings, {
    concurrency: 1,
    limit: { count: 1, per: second },
    ...(settings.digest !== undefined && { timeout: minute }), // many may go in one attempt
  });
  if (settings.webhook_url !== undefined) return policy;
  // All due messages of a digest are claimed together.
  if (settings.digest !== undefined) return { ...policy, limit: undefined, concurrency: 1, batch: { max: mostInDigest, every: 0 } };
  const { updates = { count: 45, per: minute }, summary_over: over = 20, channel } = settings;
  const changing = {
    ...policy,
    updates: { ...updates, pool: `slack chat.update${workspaceKey(settings.token === undefined ? undefined : seal(settings.token))}` },
  };
  // A sum for several channels cannot be posted in one of them.
  return channel !== undefined && !isFixed(channel.source) ? changing : { ...changing, overflow: { over, most: 1_000 } };
}

/** The token of the environment, by its name in a sealed text. */
const ownToken = "$" + "{SLACK_BOT_TOKEN}";

/** Distinguishes workspaces without revealing the token. Empty for that of SLACK_BOT_TOKEN. */
function workspaceKey(sealed: string | undefined): string {
  return sealed === undefined || sealed === ownToken ? "" : ` ${hash("sha256", sealed).slice(0, 12)}`;
}

function rendered(settings: Settings, { name }: DestinationContext, action: NoticeAction, view: View): Rendered {
  const body: SlackBody = { channel: channelFor(settings, view), ...noticeFor(settings, action, view) };
  const notBefore = digestAt(settings.digest, view);
  if (notBefore === undefined) return { recipient: name, body, thread: threadOf(view) };
  return { recipient: name, body: { ...body, digest: true }, thread: undefined, notBefore };
}

/** The message's content, and the version for others than the operator's own people. */
function noticeFor({ share_contacts: share, webhook_url }: Settings, action: NoticeAction, view: View): Omit<SlackBody, "channel"> {
  const known = share === true ? [] : contactsOf(view);
  const contacts = known.length === 0 ? {} : { contacts: known };
  if (share === false) return { ...spoken(action, withoutContacts(view)), ...contacts };
  const notice = spoken(action, view);
  const { title, text, because } = notice;
  // An incoming webhook does not show who reads its channel.
  if (share === true || webhook_url !== undefined || !showsContacts(view, [title, text, because])) return notice;
  const discreet = spoken(action, withoutContacts(view));
  return JSON.stringify(discreet) === JSON.stringify(notice) ? { ...notice, ...contacts } : { ...notice, discreet, ...contacts };
}

function spoken(action: NoticeAction, view: View): SlackNotice {
  const notice = noticeOf(action, view, (text) => unformatted(escaped(text)));
  return { ...notice, ...unmarked(notice.text) };
}

/** The channel of reports: no event decides it. Empty for an incoming webhook. */
function reportChannel({
  channel,
  webhook_url,
  fallback_channel: fallback,
}: Pick<Settings, "channel" | "webhook_url" | "fallback_channel">): string | undefined {
  if (webhook_url !== undefined) return "";
  return channel !== undefined && isFixed(channel.source) ? channel.source : fallback;
}

function reportMessage(settings: Settings, { name }: DestinationContext, report: Report): Rendered {
  return { recipient: name, body: { channel: reportChannel(settings) ?? "", ...reportNotice(report) }, thread: undefined };
}

/** A message for another channel. An addition to a thread there does not fit here. */
function adopted({ channel, webhook_url, fallback_channel: fallback }: Settings, body: Json): Json | undefined {
  if (!isJsonObject(body) || typeof body.channel !== "string" || typeof body.title !== "string" || body.kind !== undefined)
    return undefined;
  const { incident, ...notice } = body;
  if (webhook_url !== undefined) return { ...notice, channel: "" };
  const own = reportChannel({ channel, fallback_channel: fallback });
  return own === undefined ? undefined : { ...body, channel: own };
}

/** Empty for an incoming webhook, which decides it. */
function channelFor({ channel, fallback_channel: fallback }: Settings, view: View): string {
  if (channel === undefined) return "";
  if (isFixed(channel.source)) return channel.source;
  const named = channelOf(channel.render(view)) || fallback;
  if (named === undefined) throw new RenderError("the event names no channel, and there is no fallback_channel");
  return named;
}

function open(
  { channel, webhook_url, allow_private, ca, fallback_channel: fallback, plain_buttons: plain = false, digest, ...workspace }: Settings,
  context: DestinationContext,
  environment: SenderEnvironment,
  connections: number,
): Sender {
  if (webhook_url === undefined)
    return openBot(environment, {
      name: context.name,
      connections,
      workspace,
      fallback,
      plain,
      varies: channel !== undefined && !isFixed(channel.source),
      collects: digest !== undefined,
    });
  return openIncoming({ url: new URL(webhook_url), allow_private, ca, connections }, context, environment);
}
