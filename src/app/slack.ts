/** The wiring of Slack's way in: what it may see of the other parts. */

import { nextWorkdayMorning } from "../core/clock/next-morning.ts";
import type { Chat, EventId } from "../core/event.ts";
import type { Instant } from "../core/time.ts";
import type { Ruleset } from "../evaluate/rulebook.ts";
import { openOutbound } from "../net/connections.ts";
import { retried } from "../net/retried.ts";
import type { BodyLimits } from "../receive/body/body.ts";
import { createSlackGateway, type SlackGateway } from "../receive/slack/gateway.ts";
import type { Parts } from "./parts.ts";

/** The state of a destination in trouble. */
export interface SinkTrouble {
  readonly name: string;
  readonly breaker: string;
  readonly paused: string | undefined;
}

export interface SlackParts extends Parts {
  readonly sinks: () => readonly SinkTrouble[];
  readonly limits: BodyLimits;
}

/** The address of Slack's Web API, unless SLACK_API_URL says otherwise. */
const slackApi = "https://slack.com/api/";

/** Undefined in the preview, which reaches nobody. */
export function openSlack({ settings, environment, bus, rulebook, store, tickets, sinks, limits }: SlackParts): SlackGateway | undefined {
  const { variable, now, chance, randomId } = environment;
  if (settings.rules === undefined) return undefined;
  const gateway = createSlackGateway({
    botToken: variable("SLACK_BOT_TOKEN") ?? "",
    others: () => [...rulebook.current().program.destinations.values()].flatMap(({ workspace }) => workspace ?? []),
    appToken: variable("SLACK_APP_TOKEN") || undefined,
    signingSecret: variable("SLACK_SIGNING_SECRET") || undefined,
    api: (variable("SLACK_API_URL") || slackApi).replace(/(?<!\/)\/*$/, "/"),
    ...limits,
    outbound: retried(() => openOutbound(variable)),
    accept: (arrival) => store.accept(arrival),
    incident: (id) => store.incident(id),
    records: store,
    tryOut: (message) => tryOut(message, rulebook.current(), now()),
    troubles: () => sinks().flatMap(slackTroubleOf),
    rules: () => rulebook.current().program.rules,
    people: () => rulebook.current().people,
    keep: store.keep,
    timezone: () => rulebook.current().timezone,
    nextMorning: (at) => nextWorkdayMorning(at, rulebook.current().timezone),
    tickets,
    now,
    chance,
    randomId,
    emit: bus.emit,
  });
  if (gateway !== undefined) bus.subscribe(gateway.watch);
  return gateway;
}

function slackTroubleOf({ name, breaker, paused }: SinkTrouble): readonly string[] {
  if (paused !== undefined) return [`${name} is paused: ${paused}`];
  return breaker === "open" ? [`${name} fails again and again, and is paused for a while`] : [];
}

/** Evaluates an invented visitor's message, and discards the result. */
function tryOut(message: string, { planner }: Ruleset, now: Instant): readonly string[] {
  const base = { source: "bithuman", agent: "try-out", session: "try-out", occurredAt: now, receivedAt: now };
  const id = "0".repeat(32) as EventId; // the form of one
  const event: Chat = { ...base, id, kind: "chat", type: "chat.push", role: "user", message, data: { role: "user", message } };
  const { evaluations } = planner([event]).decide(new Map());
  return evaluations.flatMap(({ trace, messages }) =>
    trace.rules.flatMap((each) => {
      if (each.held !== true) return [];
      const recipients = [...new Set(messages.filter(({ rule }) => rule === each.rule).map(({ to }) => to))];
      const why = each.because.map(({ text }) => text).join("; ");
      return [`${each.rule} → ${recipients.length === 0 ? "nobody" : recipients.join(", ")}${why === "" ? "" : ` (${why})`}`];
    }),
  );
}
