/** The way in from Slack, wired: what it may see of the rest of the house. */

import type { Store } from "./core/store.ts";
import type { AppEdge } from "./edge.ts";
import type { Rulebook } from "./evaluate/rulebook.ts";
import type { Tickets } from "./net/ticket.ts";
import type { Bus } from "./observe/bus.ts";
import { defaultLimits } from "./receive/receiver.ts";
import { createSlackGateway, type SlackGateway } from "./receive/slack/gateway.ts";
import { nextMorning } from "./rules/morning.ts";
import type { Settings } from "./settings.ts";

export interface SlackParts {
  readonly settings: Settings;
  readonly edge: AppEdge;
  readonly bus: Bus;
  readonly rulebook: Rulebook;
  readonly store: Store;
  readonly tickets: Tickets;
}

/** Where Slack's Web API is, unless SLACK_API_URL says otherwise. */
const slackApi = "https://slack.com/api/";

/** Undefined without a bot's token, or without one of the two ways in; and in the preview, which reaches nobody. */
export function openSlack({ settings, edge, bus, rulebook, store, tickets }: SlackParts): SlackGateway | undefined {
  const { variable, now, chance, randomId } = edge;
  const botToken = variable("SLACK_BOT_TOKEN");
  if (settings.rules === undefined || !botToken) return undefined;
  return createSlackGateway({
    botToken,
    appToken: variable("SLACK_APP_TOKEN") || undefined,
    signingSecret: variable("SLACK_SIGNING_SECRET") || undefined,
    api: (variable("SLACK_API_URL") || slackApi).replace(/\/*$/, "/"),
    bodyBytes: defaultLimits.bodyBytes,
    accept: (arrival) => store.accept(arrival),
    incident: (id) => store.incident(id),
    rules: () => rulebook.current().program.rules,
    people: () => rulebook.current().people,
    morning: (at) => nextMorning(at, rulebook.current().timezone),
    tickets,
    now,
    chance,
    randomId,
    emit: bus.emit,
  });
}
