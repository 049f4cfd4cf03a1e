/** The way in from Slack: bolt, over a socket or over signed requests. It is loaded after the port is open. */

import type { App } from "@slack/bolt";
import type { Express } from "express";
import type { CompareAndSet } from "../../core/compare-and-set.ts";
import type { Workspace } from "../../core/destination.ts";
import type { Emit, Signal } from "../../core/signal.ts";
import { type Clock, second } from "../../core/time.ts";
import type { Outbound } from "../../net/connections.ts";
import { retried } from "../../net/retried.ts";
import type { BodyLimits } from "../body/body.ts";
import { createSlackActions, type SlackActionOptions, type SlackActions, type SlackReach } from "./actions.ts";
import { type Command, type CommandOptions, createCommand } from "./command.ts";
import { createSlackEndpoint, type SlackRequestOptions } from "./endpoint.ts";
import { createGroups, type MayDo } from "./groups.ts";
import { concernsHome, createHome, type Home } from "./home.ts";
import { modalId } from "./modal.ts";
import { createOwnTeam, type OwnTeam } from "./own-team.ts";
import { readPress, readSubmission, readThreadReply, readTyped, readVisit } from "./press.ts";
import { createReplies, firstMessageIn, type Replies } from "./replies.ts";
import { createSocket, type Socket } from "./socket.ts";
import { keptName, keysOf, teamIn, type WorkspaceGiven, workspacesOf } from "./workspaces.ts";

export interface GatewayOptions
  extends WorkspaceGiven,
    Omit<SlackActionOptions, "mayDo">,
    Omit<CommandOptions, keyof SlackActionOptions | "isTeamKnown">,
    BodyLimits {
  /** The address of Slack's Web API; ends with a slash. */
  readonly api: string;
  /** The network access to Slack, perhaps through a proxy. It is opened once. */
  readonly outbound: () => Promise<Outbound>;
  /** Stores the id of the bot's own workspace. */
  readonly keep: CompareAndSet;
  readonly chance: () => number;
  readonly randomId: () => string;
  readonly now: Clock;
  readonly emit: Emit;
}

export interface SlackGateway {
  /** Adds its path to the public port, where it has one. */
  mount(app: Express): void;
  /** Loads what its path needs, so that no request has to. */
  load(): Promise<void>;
  /** Loads bolt and connects. A failure is reported and tried again. */
  start(): void;
  /** Gets every signal, for the home tab. */
  watch(signal: Signal): void;
  stop(): Promise<void>;
}

export const slackPath = "/slack/events";

/** Undefined where neither the environment nor rules name a way in. */
export function createSlackGateway(given: GatewayOptions): SlackGateway | undefined {
  if (given.appToken === undefined && given.signingSecret === undefined && given.others === undefined) return undefined;
  const known = new Map<string, Inside>();
  const all = () => workspacesOf(given).map((each) => insideOf(given, each, { known, all }));
  const endpoint = requestEndpoint(given, all);
  let sockets: readonly Promise<Socket | undefined>[] = [];
  return {
    mount: endpoint.mount,
    load: endpoint.load,
    start() {
      const [first] = all().filter(({ workspace }) => workspace.appToken !== undefined || workspace.signingSecret !== undefined);
      void first?.learn(); // the workspace matters only where something can come in
      sockets = appTokensIn(all()).map((token) => socketFor(given, token, all));
      endpoint.start();
    },
    watch(signal) {
      if (concernsHome(signal)) for (const { home } of known.values()) home.changed();
    },
    async stop() {
      for (const { home } of known.values()) home.stop();
      await Promise.all(sockets.map(async (each) => (await each)?.stop()));
    },
  };
}

/** One workspace. Its requests are answered with its own token, and its own people may act. */
type Inside = GatewayOptions & {
  readonly workspace: Workspace;
  readonly home: Home;
  readonly mayDo: MayDo;
  readonly ownTeam: OwnTeam;
  readonly isTeamKnown: () => boolean;
  /** Asks Slack for their ids, unless that is known. */
  readonly learn: () => Promise<void>;
  /** Loaded when it is first needed. */
  readonly app: () => Promise<App>;
};

type All = () => readonly Inside[];

interface Known {
  /** By the bot's token. */
  readonly known: Map<string, Inside>;
  readonly all: All;
}

/** The same for the same token, because it remembers who has opened the home tab. */
function insideOf(given: GatewayOptions, workspace: Workspace, around: Known): Inside {
  const before = around.known.get(workspace.token);
  const inside = before === undefined ? newInside(given, workspace, around) : { ...before, workspace };
  around.known.set(workspace.token, inside);
  return inside;
}

function newInside(given: GatewayOptions, workspace: Workspace, { known, all }: Known): Inside {
  const options = { ...given, botToken: workspace.token };
  const tokens = () => workspacesOf(given).map(({ token }) => token);
  const ownTeam = createOwnTeam({
    ...options,
    peers: () => tokens().flatMap((token) => (token === workspace.token ? [] : [known.get(token)?.ownTeam.id()])),
    isFirst: () => tokens()[0] === workspace.token,
    name: keptName(workspace, given.botToken),
    ask: () => teamOf(options),
  });
  const own = { ...options, workspace, ownTeam, people: ownTeam.people, isTeamKnown: ownTeam.isKnown };
  const parts = {
    ...own,
    home: createHome({ ...own, seal: options.tickets.seal, publish: (user, view) => publish(options, user, view) }),
    mayDo: createGroups({ ...own, members: (group) => membersOf(options, group) }),
    learn: async () => void (await Promise.all(all().map((each) => each.ownTeam.learn()))),
  };
  return { ...parts, app: retried(() => createApp(parts)) };
}

/** The candidate that the request names. If it names another workspace, the first candidate refuses its people. */
async function addressee(candidates: readonly Inside[], body: unknown): Promise<Inside | undefined> {
  const [first] = candidates;
  if (candidates.length < 2 || first === undefined) return first;
  await first.learn();
  const team = teamIn(body);
  return candidates.find(({ ownTeam }) => ownTeam.id() === team) ?? first;
}

async function publish(options: GatewayOptions, user: string, view: object): Promise<void> {
  await callSlack(options, "views.publish", { user_id: user, view });
}

/** Throws where Slack refuses or does not answer. */
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

function repliesOf(options: Omit<Inside, "app">): Replies {
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

function appTokensIn(all: readonly Inside[]): readonly string[] {
  return [...new Set(all.flatMap(({ workspace }) => workspace.appToken ?? []))];
}

async function socketFor(options: GatewayOptions, appToken: string, all: All): Promise<Socket | undefined> {
  try {
    return await openSocket(options, appToken, () => all().filter(({ workspace }) => workspace.appToken === appToken));
  } catch (error) {
    options.emit({ name: "bug", where: "slack", error: String(error) });
    return undefined;
  }
}

async function openSocket(options: GatewayOptions, appToken: string, candidates: All): Promise<Socket> {
  const { SocketModeReceiver } = await import("@slack/bolt");
  const { dispatcher } = await options.outbound();
  const receiver = new SocketModeReceiver({
    appToken,
    logger: silent,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: await clientOptions(options) },
    ...(dispatcher && { dispatcher }),
  });
  const processEvent: App["processEvent"] = async (event) =>
    (await (await addressee(candidates(), event.body))?.app())?.processEvent(event);
  receiver.init({ processEvent } as App); // a receiver of bolt's calls nothing else of its app
  await Promise.all(candidates().map(({ app }) => app()));
  const socket = createSocket({ client: receiver.client, chance: options.chance, emit: options.emit });
  socket.start();
  return socket;
}

/** The path on the public port; none while no workspace has a signing secret. */
function requestEndpoint(options: GatewayOptions, all: All): Pick<SlackGateway, "mount" | "load" | "start"> {
  const { bodyBytes, bodies, now, emit, randomId } = options;
  const signing = () => all().flatMap((inside) => keysOf(inside.workspace).map((key) => ({ key, inside })));
  const load = async () => void (await Promise.all(signing().map(({ inside }) => inside.app())));
  return {
    mount(to) {
      to.all(slackPath, (request, response, next) => {
        const known = signing();
        if (known.length === 0) return next();
        const process: SlackRequestOptions["process"] = async (envelope, signers) => {
          const candidates = known.flatMap(({ key, inside }) => (signers.includes(key) ? [inside] : []));
          const inside = await addressee(candidates, envelope.body);
          await (await inside?.app())?.processEvent({ ...envelope, body: { ...envelope.body } });
        };
        const keys = known.map(({ key }) => key);
        createSlackEndpoint({ keys, bodyBytes, ...(bodies && { bodies }), now, emit, randomId, process })(request, response);
      });
    },
    load,
    start() {
      if (signing().length === 0) return;
      load().then(
        () => emit({ name: "slack.connected", via: "http" }),
        (error: unknown) => emit({ name: "bug", where: "slack", error: String(error) }),
      );
    },
  };
}

/** bolt's own log could contain what people write. */
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

/** Authorized once: bolt would otherwise ask Slack at each click who we are. */
async function createApp(options: Omit<Inside, "app">): Promise<App> {
  const { App } = await import("@slack/bolt");
  const app = new App({
    receiver: { init() {}, start: async () => undefined, stop: async () => undefined }, // events are passed to it directly

    authorize: async () => ({ botToken: options.botToken }),
    logger: silent,
    clientOptions: await clientOptions(options),
    convoStore: false,
    ignoreSelf: false,
    tokenVerificationEnabled: false,
  });
  app.error(async (error) => options.emit({ name: "bug", where: "slack", error: error.code }));
  const { home, emit } = options;
  app.use(async ({ next }) => {
    await options.learn();
    await next();
  });
  listen(app, { actions: createSlackActions(options), command: createCommand(options), home, replies: repliesOf(options), emit });
  return app;
}

interface SlackHandlers {
  readonly actions: SlackActions;
  readonly command: Command;
  readonly home: Home;
  readonly replies: Replies;
  readonly emit: Emit;
}

function listen(app: App, { actions, command, home, replies, emit }: SlackHandlers): void {
  app.action(/^/, async ({ ack, body, client, respond }) => {
    const press = readPress(body);
    if (press === undefined || press.value === "") return await ack(); // a button that only opens a page
    const reach: SlackReach = {
      ack: async () => ack(),
      open: async (view) => void (await attempt(emit, () => client.apiCall("views.open", { trigger_id: press.trigger, view }))),
      reply: async (text) =>
        void (await attempt(emit, () =>
          press.isHome ? Promise.resolve(undefined) : respond({ response_type: "ephemeral", replace_original: false, text }),
        )),
      announce: async (text) =>
        void (await attempt(emit, () =>
          press.isHome ? Promise.resolve(undefined) : respond({ response_type: "in_channel", replace_original: false, text }),
        )),
      replace: async (text) => void (await attempt(emit, () => respond({ response_type: "ephemeral", replace_original: true, text }))),
    };
    await actions.press(press, reach);
    if (press.isHome) home.changed("soon");
  });
  app.view(modalId, async ({ ack, body }) => {
    const submission = readSubmission(body);
    const errors = submission === undefined ? undefined : await actions.submit(submission);
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

/** Slack may be down. Then the answer is lost, but the person's action is not. Undefined then. */
async function attempt<Value>(emit: Emit, call: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await call();
  } catch (error) {
    emit({ name: "slack.unanswered", detail: error instanceof Error ? error.name : "Slack cannot be reached" });
    return undefined;
  }
}
