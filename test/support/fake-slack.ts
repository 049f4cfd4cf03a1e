/**
 * A Slack on loopback: the Web API, an incoming webhook, Socket Mode and signed requests, with Slack's own checks and any
 * error it can give. What people do in it is in slack-people.ts.
 */

import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";
import { openHttpSink, type SinkAnswer, type SinkRequest, type SinkStep } from "./http-sink.ts";
import { faultsOf, viewFaultsOf } from "./slack-blocks.ts";
import { createDoors, type Doors } from "./slack-doors.ts";

/** A message as it stands in a channel, after every update. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  /** The message that it answers to. */
  readonly thread: string | undefined;
  readonly text: string;
  /** All that was posted, or all that the last update said. */
  readonly payload: JsonObject;
  /** How often it was updated. */
  readonly updates: number;
  readonly deleted: boolean;
}

/** What one person alone sees: chat.postEphemeral, or an answer to a response_url. */
export interface Whispered {
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  readonly payload: JsonObject;
}

export interface FakeSlack extends Doors {
  /** For SLACK_API_URL. */
  readonly url: string;
  /** An incoming webhook. */
  readonly webhookUrl: string;
  /** The tokens that are taken: for SLACK_BOT_TOKEN, and SLACK_APP_TOKEN. */
  readonly token: string;
  readonly appToken: string;
  /** For SLACK_SIGNING_SECRET. */
  readonly signingSecret: string;
  /** What was posted, in order. An update changes the entry of its message. */
  readonly messages: readonly SlackMessage[];
  readonly ephemerals: readonly Whispered[];
  /** Modals, as they were opened. */
  readonly views: readonly JsonObject[];
  /** The home tab of each person, as it was published last. */
  readonly homes: ReadonlyMap<string, JsonObject>;
  /** Everything that came over the wire, taken or not. */
  readonly requests: readonly SinkRequest[];
  /** How often a method was called. */
  calls(method: string): number;
  /** What was wrong with messages and views that were refused for their form. */
  readonly faults: readonly string[];
  /** What to do with the next requests; afterwards it works again. */
  script(...steps: readonly SinkStep[]): void;
  /** What to do with the next calls of one method. A `lost` one does its work first, and then the answer gets lost. */
  fail(method: string, ...steps: readonly SinkStep[]): void;
  /** What to do with every request from now on; with nothing, it works again. */
  breakDown(step?: SinkStep): void;
  /** Waits until that many requests came. */
  until(count: number): Promise<void>;
  /** Waits until it is so; looks after each request. */
  settled(isSo: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface FakeSlackOptions {
  /** Whether a `client_msg_id` that was seen is taken for the same message (true). Slack does not promise it. */
  readonly knowsIds?: boolean;
  /** What the bot's token may do besides posting and taking commands. */
  readonly scopes?: readonly string[];
  /** The members of each user group. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Channels of this Slack by their names, with what makes them shared (docs.slack.dev/reference/objects/conversation-object). */
  readonly channels?: Readonly<Record<string, JsonObject>>;
  /** Bots of other workspaces: the team of each token (auth.test: docs.slack.dev/reference/methods/auth.test). */
  readonly others?: Readonly<Record<string, string>>;
}

/** The step by which Slack's Web API names an error. */
export function slackError(error: string, retryAfter?: number): SinkStep {
  const headers = { ...json, ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }) };
  return { kind: "answer", status: 200, headers, body: JSON.stringify({ ok: false, error }) };
}

const json = { "content-type": "application/json" };

/** Secrets to look for: no outcome, body or error may hold them. */
const token = "xoxb-canary-0123456789";
const appToken = "xapp-canary-0123456789";
const signingSecret = "canary0signing0secret0123456789a";
const webhookPath = "/services/T0000/B0000/canary0webhook";

/** What stands in this Slack. */
interface Workspace {
  readonly knowsIds: boolean;
  readonly scopes: readonly string[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly others: Readonly<Record<string, string>>;
  readonly channels: Readonly<Record<string, JsonObject>>;
  readonly messages: SlackMessage[];
  readonly ephemerals: Whispered[];
  readonly views: JsonObject[];
  readonly homes: Map<string, JsonObject>;
  readonly faults: string[];
  readonly doors: Doors;
}

/** Opens a Slack on a free port. */
export async function openFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const { knowsIds = true, scopes = [], groups = {}, others = {}, channels = {} } = options;
  const sink = await openHttpSink();
  const doors = await createDoors({ url: sink.url, signingSecret });
  const space: Workspace = {
    knowsIds,
    scopes,
    groups,
    others,
    channels,
    messages: [],
    ephemerals: [],
    views: [],
    homes: new Map(),
    faults: [],
    doors,
  };
  const failures = new Map<string, SinkStep[]>();
  sink.always({ kind: "depends", on: (request) => stepOf(request, space, failures) });
  const { requests, script, until } = sink;
  return {
    ...doors,
    ...space,
    url: `${sink.url}/api/`,
    webhookUrl: sink.url + webhookPath,
    token,
    appToken,
    signingSecret,
    requests,
    script,
    until,
    calls: (method) => requests.filter(({ path }) => path === `/api/${method}`).length,
    fail: (method, ...steps) => void failures.set(method, [...(failures.get(method) ?? []), ...steps]),
    breakDown: (step) => sink.always(step ?? { kind: "depends", on: (request) => stepOf(request, space, failures) }),
    async settled(isSo) {
      while (!isSo()) await until(requests.length + 1);
    },
    async close() {
      await doors.close();
      await sink.close();
    },
  };
}

function stepOf(request: SinkRequest, space: Workspace, failures: ReadonlyMap<string, SinkStep[]>): SinkStep {
  const failure = failures.get(request.path.replace("/api/", ""))?.shift();
  if (failure !== undefined && failure.kind !== "lost") return failure;
  const worked: SinkStep = { kind: "answer", ...work(request, space) };
  return failure ?? worked;
}

function work(request: SinkRequest, space: Workspace): SinkAnswer {
  if (request.path === webhookPath) return incoming(request, space);
  if (request.path.startsWith("/response/")) return response(request, space);
  return api(request, space);
}

type Method = (payload: JsonObject, space: Workspace) => JsonObject;

const methods: Readonly<Record<string, Method>> = {
  "auth.test": () => ({ ok: true, team_id: "T0001", user_id: "UBOT", bot_id: "BBOT", team: "canteen", user: "avatar-relay" }),
  "chat.postMessage": post,
  "chat.update": update,
  "chat.delete": remove,
  "chat.getPermalink": permalink,
  "chat.postEphemeral": whisper,
  "conversations.history": history,
  "conversations.replies": replies,
  "conversations.info": information,
  "users.conversations": conversations,
  "usergroups.users.list": membersOf,
  "views.open": openView,
  "views.publish": publish,
  "blocks.validate": ({ message }) => problem(faultsOf({ text: "x", ...(isJsonObject(message) ? message : {}) })),
};

function api({ path, headers, body }: SinkRequest, space: Workspace): SinkAnswer {
  const method = path.replace("/api/", "");
  if (method === "apps.connections.open") {
    const right = headers.authorization === `Bearer ${appToken}`;
    return said(right ? { ok: true, url: space.doors.socketUrl } : { ok: false, error: "invalid_auth" });
  }
  const other = space.others[String(headers.authorization).replace("Bearer ", "")];
  if (headers.authorization !== `Bearer ${token}` && other === undefined) return said({ ok: false, error: "invalid_auth" });
  const scopes = { "x-oauth-scopes": ["chat:write", "commands", ...space.scopes].join() };
  const answered = methods[method]?.(decode(body), space) ?? { ok: false, error: "unknown_method" };
  return said(other !== undefined && method === "auth.test" ? { ...answered, team_id: other, team: `team ${other}` } : answered, scopes);
}

function problem(faults: readonly string[]): JsonObject {
  return faults.length === 0 ? { ok: true } : { ok: false, error: "invalid_blocks", response_metadata: { messages: [...faults] } };
}

function post(payload: JsonObject, space: Workspace): JsonObject {
  const { thread_ts: thread, client_msg_id: id } = payload;
  const channel = channelOf(payload.channel);
  if (channel === undefined) return { ok: false, error: "channel_not_found" };
  const known = space.messages.find((each) => id !== undefined && each.payload.client_msg_id === id);
  if (known !== undefined && space.knowsIds) return { ok: true, channel: known.channel, ts: known.ts };
  if (thread !== undefined && !standing(space, String(thread))) return { ok: false, error: "thread_not_found" };
  if (noteFaults(payload, space)) return { ok: false, error: "invalid_blocks" };
  const ts = `1705312200.${String(space.messages.length + 1).padStart(6, "0")}`;
  const inThread = thread === undefined ? undefined : String(thread);
  space.messages.push({ channel, ts, thread: inThread, text: String(payload.text), payload, updates: 0, deleted: false });
  return { ok: true, channel, ts, message: { ...payload, ts } };
}

function update(payload: JsonObject, space: Workspace): JsonObject {
  const index = space.messages.findIndex(({ ts, channel, deleted }) => !deleted && ts === payload.ts && channel === payload.channel);
  const before = space.messages[index];
  if (before === undefined) return { ok: false, error: "message_not_found" };
  if (noteFaults(payload, space)) return { ok: false, error: "invalid_blocks" };
  const kept = payload.metadata === undefined && before.payload.metadata !== undefined ? { metadata: before.payload.metadata } : {};
  space.messages[index] = { ...before, text: String(payload.text), payload: { ...kept, ...payload }, updates: before.updates + 1 };
  return { ok: true, channel: before.channel, ts: before.ts, text: String(payload.text) };
}

/** As in Slack's sample: https://ghostbusters.slack.com/archives/C1H9RESGA/p135854651500008 (docs.slack.dev/reference/methods/chat.getPermalink). */
function permalink({ channel, message_ts: ts }: JsonObject, { messages }: Workspace): JsonObject {
  const found = messages.find((each) => !each.deleted && each.ts === ts && each.channel === channel);
  if (found === undefined) return { ok: false, error: "message_not_found" };
  return {
    ok: true,
    channel: found.channel,
    permalink: `https://ghostbusters.slack.com/archives/${found.channel}/p${found.ts.replace(".", "")}`,
  };
}

function remove({ ts, channel }: JsonObject, space: Workspace): JsonObject {
  const index = space.messages.findIndex((each) => !each.deleted && each.ts === ts && each.channel === channel);
  const before = space.messages[index];
  if (before === undefined) return { ok: false, error: "message_not_found" };
  space.messages[index] = { ...before, deleted: true };
  return { ok: true, channel: before.channel, ts: before.ts };
}

function whisper(payload: JsonObject, space: Workspace): JsonObject {
  const channel = channelOf(payload.channel);
  if (channel === undefined) return { ok: false, error: "channel_not_found" };
  if (noteFaults(payload, space)) return { ok: false, error: "invalid_blocks" };
  space.ephemerals.push({ user: String(payload.user), channel, text: String(payload.text), payload });
  return { ok: true, message_ts: "1705312200.900000" };
}

/** The newest first. */
function history(payload: JsonObject, space: Workspace): JsonObject {
  return { ok: true, messages: readable(payload, space, () => true).reverse() };
}

/** The message that the thread hangs on, and what answers to it, the oldest first. */
function replies(payload: JsonObject, space: Workspace): JsonObject {
  const found = readable(payload, space, ({ ts, thread }) => ts === payload.ts || thread === payload.ts);
  return found.length === 0
    ? { ok: false, error: "thread_not_found" }
    : { ok: true, messages: found.slice(0, Number(payload.limit ?? 1_000)) };
}

function readable({ channel: name }: JsonObject, { messages }: Workspace, isMeant: (message: SlackMessage) => boolean): JsonObject[] {
  const channel = channelOf(name);
  const found = messages.filter((each) => !each.deleted && each.channel === channel && isMeant(each));
  return found.map(({ ts, text, payload: { metadata, blocks, attachments } }) => ({
    ...{ type: "message", ts, text, bot_id: "BBOT" },
    ...(metadata && { metadata }),
    ...(blocks && { blocks }),
    ...(attachments && { attachments }),
  }));
}

/** Both ask for these scopes: docs.slack.dev/reference/methods/users.conversations and conversations.info. */
const reading: Readonly<Record<string, string>> = { public_channel: "channels:read", private_channel: "groups:read" };

/** Only by an id. */
function information({ channel: id }: JsonObject, { channels, scopes }: Workspace): JsonObject {
  if (!scopes.includes("channels:read")) return { ok: false, error: "missing_scope", needed: "channels:read" };
  const found = Object.entries(channels).find(([name]) => channelOf(`#${name}`) === id);
  return found === undefined ? { ok: false, error: "channel_not_found" } : { ok: true, channel: conversation(found) };
}

/** Those that the bot is in; one a page, so that nobody forgets to turn it. */
function conversations({ types, cursor }: JsonObject, { channels, scopes }: Workspace): JsonObject {
  const needed = reading[String(types)] ?? "channels:read";
  if (!scopes.includes(needed)) return { ok: false, error: "missing_scope", needed };
  const isPrivate = types === "private_channel";
  const all = Object.entries(channels).filter(([, each]) => (each.is_private === true) === isPrivate && each.is_member !== false);
  const at = Number(cursor ?? 0);
  const next = at + 1 < all.length ? String(at + 1) : "";
  return { ok: true, channels: all.slice(at, at + 1).map(conversation), response_metadata: { next_cursor: next } };
}

function conversation([name, more]: readonly [string, JsonObject]): JsonObject {
  const usual = { is_channel: true, is_private: false, is_shared: false, is_ext_shared: false, is_org_shared: false };
  return { id: channelOf(`#${name}`) ?? "", name, ...usual, is_pending_ext_shared: false, ...more };
}

function membersOf({ usergroup }: JsonObject, { groups, scopes }: Workspace): JsonObject {
  if (!scopes.includes("usergroups:read")) return { ok: false, error: "missing_scope", needed: "usergroups:read" };
  const users = groups[String(usergroup)];
  return users === undefined ? { ok: false, error: "no_such_subteam" } : { ok: true, users: [...users] };
}

function openView({ trigger_id: trigger, view = null }: JsonObject, space: Workspace): JsonObject {
  if (!space.doors.redeem(String(trigger))) return { ok: false, error: "expired_trigger_id" };
  if (noteViewFaults(view, space) || !isJsonObject(view)) return { ok: false, error: "invalid_arguments" };
  const opened = { ...view, id: `V${space.views.length + 1}` };
  space.views.push(opened);
  return { ok: true, view: opened };
}

function publish({ user_id: user, view = null }: JsonObject, space: Workspace): JsonObject {
  if (noteViewFaults(view, space) || !isJsonObject(view)) return { ok: false, error: "invalid_arguments" };
  space.homes.set(String(user), view);
  return { ok: true, view };
}

function incoming({ body }: SinkRequest, space: Workspace): SinkAnswer {
  const payload = JSON.parse(body) as JsonObject; // a body that is no JSON fails the test, as it should
  // docs.slack.dev, "Incoming webhooks": a message needs a text, blocks or attachments.
  if (["text", "blocks", "attachments"].every((key) => payload[key] === undefined)) return { status: 400, body: "no_text" };
  if (noteFaults(payload, space)) return { status: 400, body: "invalid_blocks" };
  space.messages.push({ channel: "", ts: "", thread: undefined, text: String(payload.text), payload, updates: 0, deleted: false });
  return { status: 200, body: "ok" };
}

/** An answer to a click: for the one who clicked, or in the place of the message. */
function response({ path, body }: SinkRequest, space: Workspace): SinkAnswer {
  const origin = space.doors.origins.get(path.replace("/response/", ""));
  if (origin === undefined) return { status: 404, body: "used_url" };
  const payload = JSON.parse(body) as JsonObject; // as above
  if (noteFaults(payload, space)) return { status: 200, body: "invalid_blocks" };
  space.ephemerals.push({ ...origin, text: String(payload.text), payload });
  return { status: 200, body: "ok" };
}

function standing({ messages }: Workspace, ts: string): boolean {
  return messages.some((each) => each.ts === ts && !each.deleted);
}

function noteFaults(payload: JsonObject, { faults }: Workspace): boolean {
  const found = faultsOf(payload);
  faults.push(...found);
  return found.length > 0;
}

function noteViewFaults(view: Json, { faults }: Workspace): boolean {
  const found = viewFaultsOf(view);
  faults.push(...found);
  return found.length > 0;
}

/** Slack's client sends a form, in which whatever is no text is JSON. */
function decode(body: string): JsonObject {
  if (body.startsWith("{")) return JSON.parse(body) as JsonObject; // an object begins so
  const parts = [...new URLSearchParams(body)];
  return Object.fromEntries(
    parts.map(([key, value]) => [key, /^[[{]|^(true|false)$/.test(value) && key !== "text" ? JSON.parse(value) : value]),
  );
}

function channelOf(name: Json | undefined): string | undefined {
  if (typeof name !== "string" || !/^(#[\p{Ll}\p{Lo}\p{N}_-]{1,80}|[CDG][A-Z0-9]+)$/u.test(name)) return undefined;
  return name.startsWith("#") ? `C${name.slice(1).replaceAll("-", "").toUpperCase()}` : name;
}

function said(answer: JsonObject, more: Readonly<Record<string, string>> = {}): SinkAnswer {
  return { status: 200, headers: { ...json, ...more }, body: JSON.stringify(answer) };
}
