import { z } from "zod";
import type { Configured, Destination, DestinationContext, Edge, Rendered, Sender, View } from "../core/destination.ts";
import { second } from "../core/time.ts";
import { text } from "../rules/schema.ts";
import { discreet } from "./discreet.ts";
import { type NoticeAction, noticeAction, noticeOf, threadOf } from "./notice.ts";
import { isPlaceholder } from "./placeholder.ts";
import { guardKeys, policyKeys, policyOf } from "./policy.ts";
import type { SlackBody } from "./slack/body.ts";
import { openBot } from "./slack/bot.ts";
import { openIncoming } from "./slack/incoming.ts";
import { escaped } from "./slack/mrkdwn.ts";

const schema = z
  .strictObject({
    channel: text().optional().meta({ description: 'The channel, by name or id; a name in quotes: "#support". The bot must be a member.' }),
    webhook_url: incomingUrl().optional().meta({ description: "An incoming webhook, where there is no bot: no threads then." }),
    ...policyKeys,
    ...guardKeys,
  })
  .superRefine(({ channel, webhook_url }, context) => {
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

/** Slack: one message for each finding, later ones of the same session in its thread. */
export const slack: Destination<Settings, NoticeAction> = {
  type: "slack",
  summary: "Posts to a Slack channel; later findings of a session go into the thread of the first.",
  forPeople: true,
  example: {
    settings: { channel: "#avatar-escalations" },
    action: { title: "{{ event.agent }}: a visitor asks for a person", text: "<!here> {{ event.message | truncate: 300 }}" },
    renders: {
      channel: "#avatar-escalations",
      title: "A80HVD8577: a visitor asks for a person",
      text: "<!here> I want to speak to a human",
    },
  },
  schema,
  action: noticeAction("slack"),
  requires: ({ webhook_url }) => (webhook_url === undefined ? ["SLACK_BOT_TOKEN"] : []),
  configure,
};

function configure(settings: Settings, context: DestinationContext): Configured<NoticeAction> {
  // Slack takes about one message a second for a channel, and in order.
  const policy = policyOf(settings, { concurrency: 1, limit: { count: 1, per: second } });
  return discreet(
    {
      policy,
      render: (action, view) => [rendered(settings, context, action, view)],
      open: (edge) => open(settings, context, edge, policy.concurrency),
    },
    context,
  );
}

function rendered({ channel = "" }: Settings, { name }: DestinationContext, action: NoticeAction, view: View): Rendered {
  const body: SlackBody = { channel, ...noticeOf(action, view, escaped) };
  return { recipient: name, body, thread: threadOf(view) };
}

function open({ webhook_url, allow_private }: Settings, context: DestinationContext, edge: Edge, connections: number): Sender {
  if (webhook_url === undefined) return openBot(edge, connections);
  return openIncoming({ url: new URL(webhook_url), allow_private, connections }, context, edge);
}
