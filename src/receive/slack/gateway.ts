/** The way in from Slack: bolt, loaded after the port is open, over a socket or over signed requests. */

import type { App, Receiver } from "@slack/bolt";
import type { Express } from "express";
import type { Emit, Signal } from "../../core/signal.ts";
import type { Keep } from "../../core/store.ts";
import { type Clock, second } from "../../core/time.ts";
import { retried } from "../../net/retried.ts";
import type { Outbound } from "../../net/way.ts";
import type { BodyLimits } from "../body.ts";
import { type Command, type CommandOptions, createCommand } from "./command.ts";
import { createDesk, type Desk, type DeskOptions, type Reach } from "./desk.ts";
import { createSlackDoor, type Envelope } from "./door.ts";
import { createGroups, type MayDo } from "./groups.ts";
import { concernsHome, createHome, type Home } from "./home.ts";
import { modalId } from "./modal.ts";
import { createOwnTeam, type OwnTeam } from "./own-team.ts";
import { readPress, readSubmission, readThreadReply, readTyped, readVisit } from "./press.ts";
import { createReplies, firstMessageIn, type Replies } from "./replies.ts";
import { slackKeys } from "./signature.ts";
import { createSocket, type Socket } from "./socket.ts";

export interface GatewayOptions extends Omit<DeskOptions, "mayDo">, Omit<CommandOptions, keyof DeskOptions | "isTeamKnown">, BodyLimits {
  readonly botToken: string;
  /** With one: Socket Mode. */
  readonly appToken: string | undefined;
  /** Without an app token: signed requests at /slack/events. */
  readonly signingSecret: string | undefined;
  /** Where Slack's Web API is; ends with a slash. */
  readonly api: string;
  /** The way to Slack, which may lead through a proxy; opened once. */
  readonly outbound: () => Promise<Outbound>;
  /** Where it is kept which workspace is the bot's own. */
  readonly keep: Keep;
  readonly chance: () => number;
  readonly randomId: () => string;
  readonly now: Clock;
  readonly emit: Emit;
}

export interface SlackGateway {
  /** Adds its path to the public port, where it has one. */
  mount(app: Express): void;
  /** Loads what its path needs, so that no request is the first to need it. */
  load(): Promise<void>;
  /** Loads bolt and connects. What fails is told and tried again. */
  start(): void;
  /** To be told of every signal: the home tab follows. */
  watch(signal: Signal): void;
  stop(): Promise<void>;
}

export const slackPath = "/slack/events";

/** Undefined where nothing says how Slack could get in. */
export function createSlackGateway(given: GatewayOptions): SlackGateway | undefined {
  const { appToken, signingSecret, tickets } = given;
  const ownTeam = createOwnTeam({ ...given, ask: () => teamOf(given) });
  const options = { ...given, people: ownTeam.people, isTeamKnown: ownTeam.isKnown };
  const home = createHome({ ...options, seal: tickets.seal, publish: (user, view) => publish(options, user, view) });
  const mayDo = createGroups({ ...options, members: (group) => membersOf(options, group) });
  const inside: Inside = { ...options, home, mayDo, ownTeam };
  if (appToken !== undefined) return withHome(socketGateway(inside, appToken), home);
  return signingSecret === undefined ? undefined : withHome(requestGateway(inside, signingSecret), home);
}

/** What a way in is by itself. */
type Way = Omit<SlackGateway, "watch">;

type Inside = GatewayOptions & {
  readonly home: Home;
  readonly mayDo: MayDo;
  readonly ownTeam: OwnTeam;
  readonly isTeamKnown: () => boolean;
};

function withHome(way: Way, home: Home): SlackGateway {
  return {
    ...way,
    watch: (signal) => concernsHome(signal) && home.changed(),
    async stop() {
      home.stop();
      await way.stop();
    },
  };
}

async function publish(options: GatewayOptions, user: string, view: object): Promise<void> {
  await callSlack(options, "views.publish", { user_id: user, view });
}

/** Throws where Slack says no, or nothing. */
async function callSlack(options: GatewayOptions, method: string, payload: Readonly<Record<string, unknown>>): Promise<object> {
  const { webApi } = await import("@slack/bolt");
  const client = new webApi.WebClient(options.botToken, await clientOptions(options));
  return client.apiCall(method, { ...payload });
}

async function teamOf(options: GatewayOptions): Promise<string> {
  const { team_id } = (await callSlack(options, "auth.test", {})) as { readonly team_id?: unknown }; // Slack's client has parsed JSON
  if (typeof team_id !== "string" || team_id === "") throw new Error("auth.test names no team");
  return team_id;
}

async function membersOf(options: GatewayOptions, usergroup: string): Promise<readonly string[]> {
  const { users } = (await callSlack(options, "usergroups.users.list", { usergroup })) as { readonly users?: unknown }; // Slack's client has parsed JSON
  return Array.isArray(users) ? users.map(String) : [];
}

function repliesOf(options: Inside): Replies {
  return createReplies({
    ...options,
    async parent(channel, thread) {
      const answered = await attempt(options.emit, () => callSlack(options, "conversations.replies", { channel, ts: thread, limit: 1 }));
      return answered === undefined ? undefined : firstMessageIn(answered);
    },
    async offer({ by, channel, thread }, text, blocks) {
      const payload = { channel, user: by.user, thread_ts: thread, text, blocks };
      await attempt(options.emit, () => callSlack(options, "chat.postEphemeral", payload));
    },
  });
}

function socketGateway(options: Inside, appToken: string): Way {
  let socket: Promise<Socket | undefined> = Promise.resolve(undefined);
  return {
    mount() {},
    load: async () => undefined, // nobody comes in by a request
    start() {
      void options.ownTeam.learn();
      socket = openSocket(options, appToken).catch((error: unknown) => {
        options.emit({ name: "bug", where: "slack", error: String(error) });
        return undefined;
      });
    },
    stop: async () => (await socket)?.stop(),
  };
}

async function openSocket(options: Inside, appToken: string): Promise<Socket> {
  const { SocketModeReceiver } = await import("@slack/bolt");
  const { dispatcher } = await options.outbound();
  const receiver = new SocketModeReceiver({
    appToken,
    logger: silent,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: await clientOptions(options) },
    ...(dispatcher && { dispatcher }),
  });
  await createApp(options, receiver);
  const socket = createSocket({ client: receiver.client, chance: options.chance, emit: options.emit });
  socket.start();
  return socket;
}

function requestGateway(options: Inside, signingSecret: string): Way {
  const app = retried(() => createApp(options, { init() {}, start: async () => undefined, stop: async () => undefined }));
  const { bodyBytes, bodies, now, emit, randomId } = options;
  const process = async (envelope: Envelope) => (await app()).processEvent({ ...envelope, body: { ...envelope.body } });
  return {
    mount(to) {
      to.all(
        slackPath,
        createSlackDoor({ keys: slackKeys(signingSecret), bodyBytes, ...(bodies && { bodies }), now, emit, randomId, process }),
      );
    },
    load: async () => void (await app()),
    start() {
      void options.ownTeam.learn();
      app().then(
        () => emit({ name: "slack.connected", via: "http" }),
        (error: unknown) => emit({ name: "bug", where: "slack", error: String(error) }),
      );
    },
    stop: async () => {},
  };
}

/** bolt's printing would hold pieces of what people write. */
const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => "error" as Level,
};

type Level = App["logger"] extends { getLevel(): infer Found } ? Found : never;

async function clientOptions({ api, outbound }: GatewayOptions) {
  const { fetch } = await outbound();
  return { slackApiUrl: api, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 10 * second, logger: silent, fetch };
}

/** Authorized once and for all: asking Slack who we are, as bolt does by itself, would make every click wait for Slack. */
async function createApp(options: Inside, receiver: Receiver): Promise<App> {
  const { App } = await import("@slack/bolt");
  const app = new App({
    receiver,
    authorize: async () => ({ botToken: options.botToken }),
    logger: silent,
    clientOptions: await clientOptions(options),
    convoStore: false,
    ignoreSelf: false,
    tokenVerificationEnabled: false,
  });
  app.error(async (error) => options.emit({ name: "bug", where: "slack", error: error.code }));
  const { home, emit, ownTeam } = options;
  app.use(async ({ next }) => {
    await ownTeam.learn();
    await next();
  });
  listen(app, { desk: createDesk(options), command: createCommand(options), home, replies: repliesOf(options), emit });
  return app;
}

interface Ears {
  readonly desk: Desk;
  readonly command: Command;
  readonly home: Home;
  readonly replies: Replies;
  readonly emit: Emit;
}

function listen(app: App, { desk, command, home, replies, emit }: Ears): void {
  app.action(/^/, async ({ ack, body, client, respond }) => {
    const press = readPress(body);
    if (press === undefined || press.value === "") return await ack(); // a button that only opens a page
    const reach: Reach = {
      ack: async () => ack(),
      open: async (view) => void (await attempt(emit, () => client.apiCall("views.open", { trigger_id: press.trigger, view }))),
      tell: async (text) =>
        void (await attempt(emit, () =>
          press.isHome ? Promise.resolve(undefined) : respond({ response_type: "ephemeral", replace_original: false, text }),
        )),
      announce: async (text) =>
        void (await attempt(emit, () =>
          press.isHome ? Promise.resolve(undefined) : respond({ response_type: "in_channel", replace_original: false, text }),
        )),
      replace: async (text) => void (await attempt(emit, () => respond({ response_type: "ephemeral", replace_original: true, text }))),
    };
    await desk.press(press, reach);
    if (press.isHome) home.changed("soon");
  });
  app.view(modalId, async ({ ack, body }) => {
    const submission = readSubmission(body);
    const errors = submission === undefined ? undefined : await desk.submit(submission);
    await (errors === undefined ? ack() : ack({ response_action: "errors", errors }));
  });
  app.command(/^\//, async ({ ack, body }) => {
    const typed = readTyped(body);
    await (typed === undefined ? ack() : ack({ ...(await command(typed)) }));
  });
  app.event("app_home_opened", async ({ body }) => {
    const visit = readVisit(body);
    if (visit !== undefined) await home.open(visit.team, visit.user);
  });
  app.event("message", async ({ body }) => {
    const reply = readThreadReply(body);
    if (reply !== undefined) await replies.heard(reply);
  });
}

/** Slack may be down: what a person would have been told is lost then, and what they did is not. Undefined then. */
async function attempt<Value>(emit: Emit, call: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await call();
  } catch (error) {
    emit({ name: "slack.unanswered", detail: error instanceof Error ? error.name : "Slack cannot be reached" });
    return undefined;
  }
}
