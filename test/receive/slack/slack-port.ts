/** The way in from Slack as it runs: bolt between a fake Slack and a store without a disk, over a socket or over signed requests. */

import { onTestFinished } from "vitest";
import type { People } from "../../../src/core/access/people.ts";
import { buttonId, buttonText } from "../../../src/core/button.ts";
import type { Event } from "../../../src/core/event.ts";
import { type Incident, type IncidentId, opened } from "../../../src/core/incident.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { Signal } from "../../../src/core/signal.ts";
import type { Store } from "../../../src/core/store.ts";
import { day, hour, type Instant, plus } from "../../../src/core/time.ts";
import { openOutbound } from "../../../src/net/connections.ts";
import { createTickets, type Tickets } from "../../../src/net/ticket.ts";
import { createPublicApp } from "../../../src/receive/public-app.ts";
import { createReceiver, defaultLimits } from "../../../src/receive/receiver.ts";
import { createPublicServer } from "../../../src/receive/server.ts";
import { createSlackGateway, type GatewayOptions } from "../../../src/receive/slack/gateway.ts";
import { type FakeSlack, type FakeSlackOptions, openFakeSlack, type SlackMessage } from "../../support/fake-slack.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";

export type Way = "socket" | "http";

export const incident: Incident = opened(
  {
    id: "0123456789abcdef01234567-89abcdef" as IncidentId, // the shape of one
    rule: "asks-for-a-human",
    ruleId: "asks-for-a-human",
    group: "session:s1@bithuman",
    source: "bithuman",
    agent: "A80HVD8577",
    session: "s1",
    severity: "high",
    posts: [],
  },
  Date.now() as Instant, // milliseconds
);

export const everybody: People = {
  teams: undefined,
  allow: { claim: "everyone", snooze: "everyone", resolve: "everyone", mute: "everyone", rate: "everyone", speak: "everyone" },
  threadReplies: false,
};

export interface SlackPort {
  readonly slack: FakeSlack;
  readonly store: Store;
  readonly tickets: Tickets;
  readonly signals: readonly Signal[];
  /** Where the app listens. */
  readonly port: number;
  /** Posts a message with the usual buttons. */
  post(control?: JsonObject): Promise<SlackMessage>;
  /** What was stored, the oldest first. */
  events(): Promise<readonly Event[]>;
  /** Waits for a signal. */
  heard(name: Signal["name"], count?: number): Promise<void>;
}

export async function openSlackPort(
  way: Way,
  override: Partial<GatewayOptions> = {},
  workspace: FakeSlackOptions = {},
): Promise<SlackPort> {
  const slack = await openFakeSlack(workspace);
  const store = createMemoryStore();
  const tickets = createTickets("a key of the house");
  const signals: Signal[] = [];
  const listening = new EventTarget();
  const now = () => Date.now() as Instant; // milliseconds
  const emit = (signal: Signal) => {
    signals.push(signal);
    listening.dispatchEvent(new globalThis.Event("signal"));
  };
  const gateway = createSlackGateway({
    outbound: () => openOutbound(() => undefined),
    botToken: slack.token,
    appToken: way === "socket" ? slack.appToken : undefined,
    signingSecret: slack.signingSecret,
    api: slack.url,
    bodyBytes: defaultLimits.bodyBytes,
    accept: (arrival) => store.accept(arrival),
    incident: async (id) => (id === incident.id ? incident : undefined),
    records: store,
    keep: store.keep,
    tryOut: () => [],
    troubles: () => [],
    rules: () => [{ id: "r1", name: "asks-for-a-human" }],
    people: () => everybody,
    timezone: () => "UTC",
    nextMorning: (at) => plus(at, 12 * hour),
    tickets,
    now,
    chance: () => 0,
    randomId,
    emit,
    ...override,
  });
  if (gateway === undefined) throw new Error("no way in");
  const server = createPublicServer({
    receiver: createReceiver({
      sources: () => [],
      accept: store.accept,
      unseen: async (arrived) => arrived.map(({ arrival }) => arrival),
      keepFor: () => day,
      now,
      emit,
      randomId,
      limits: defaultLimits,
    }),
    app: async () => createPublicApp({ randomId, mount: (app) => gateway.mount(app) }),
    limits: defaultLimits,
    randomId,
    emit,
  });
  const port = await server.listen(0, "127.0.0.1");
  if (way === "http") slack.callAt(`http://127.0.0.1:${port}/slack/events`);
  onTestFinished(async () => {
    await gateway.stop();
    await server.drain();
    await slack.close();
  });
  gateway.start();
  const heard: SlackPort["heard"] = async (name, count = 1) => {
    while (signals.filter((signal) => signal.name === name).length < count)
      await new Promise((resolve) => listening.addEventListener("signal", resolve, { once: true }));
  };
  await heard("slack.connected");
  return { slack, store, tickets, signals, port, heard, post: (control) => post(slack, tickets, control), events: () => stored(store) };
}

function randomId(): string {
  return "0123456789abcdefghijklmnop";
}

async function stored(store: Store): Promise<readonly Event[]> {
  return (await store.recorded(0, 1_000)).map(({ event }) => event);
}

async function post(slack: FakeSlack, tickets: Tickets, control?: JsonObject): Promise<SlackMessage> {
  const seal = (action: "claim" | "reply" | "resolve" | "mute" | "snooze", span?: string) =>
    tickets.seal(buttonText({ action, about: incident.id, ...(span !== undefined && { span }) }));
  const button = (label: string, action: "claim" | "reply" | "resolve") => ({
    type: "button",
    action_id: buttonId(action),
    text: { type: "plain_text", text: label },
    value: seal(action),
  });
  const snooze = {
    type: "static_select",
    action_id: buttonId("snooze"),
    placeholder: { type: "plain_text", text: "Snooze" },
    options: ["1h", "tomorrow"].map((span) => ({ text: { type: "plain_text", text: span }, value: seal("snooze", span) })),
  };
  const mute = { ...button("Mute", "claim"), action_id: buttonId("mute"), value: seal("mute", "1h") };
  const elements =
    control === undefined ? [button("Claim", "claim"), button("Reply", "reply"), button("Resolve", "resolve"), snooze, mute] : [control];
  const body = new URLSearchParams({ channel: "#support", text: "hello", blocks: JSON.stringify([{ type: "actions", elements }]) });
  await fetch(`${slack.url}chat.postMessage`, { method: "POST", headers: { authorization: `Bearer ${slack.token}` }, body });
  const message = slack.messages.at(-1);
  if (message === undefined) throw new Error("nothing was posted");
  return message;
}
