/** Posts as a bot: its messages can be changed, and later ones can reply to them. */

import { createHash } from "node:crypto";
import type { Message, Outcome } from "../../core/delivery.ts";
import type { OutboundMessage, SendContext, Sender, SenderEnvironment } from "../../core/destination.ts";
import { internalEvent } from "../../core/internal-event.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { anyAddress } from "../../net/address-guard.ts";
import { httpClient } from "../../net/http-client.ts";
import { proxyFor } from "../../net/proxy.ts";
import { redactor } from "../../net/redact.ts";
import { visible } from "../../text/visible.ts";
import { stuck } from "../kit/stuck.ts";
import { type Audiences, createAudiences } from "./audience.ts";
import { type AsideBody, addedBody, slackBody, type ThreadBody } from "./body.ts";
import { lettersOf } from "./digest.ts";
import { faceAttachment, type Press } from "./face.ts";
import { look } from "./lost.ts";
import { escaped } from "./mrkdwn.ts";
import { nameUuid } from "./name-uuid.ts";
import { isBadChannel, type Mend, mendOf, outcomeOf, type SlackPosted } from "./outcome.ts";
import { permalinked } from "./permalink.ts";
import { type Reference, referenceOf, type SlackMessageAddress, summed } from "./reference.ts";
import { summaryLayout } from "./summary.ts";
import { plainText } from "./text.ts";
import { type Api, call, callForReference, loadWebApi, slackApi } from "./web-api.ts";
import { anyWording, digestWording, type Looks, noted, noticeWording, type SlackWording, threadWording, wordsFor } from "./wording.ts";
import { type WorkspaceSettings, workspaceOf } from "./workspace.ts";

export interface BotOptions {
  /** The destination's. */
  readonly name: string;
  readonly connections: number;
  readonly workspace: WorkspaceSettings;
  /** Gets the messages that the channel refuses. */
  readonly fallback: string | undefined;
  readonly plain: boolean;
  /** Each event decides the channel, so a channel that refuses messages must not hold up the others. */
  readonly varies: boolean;
  /** Messages are collected for a digest. */
  readonly collects: boolean;
}

/** How our messages get into Slack. */
interface Bot extends Press {
  /** The destination's name. */
  readonly name: string;
  readonly api: Api;
  readonly audiences: Audiences;
  readonly fallback: string | undefined;
}

/** A sender with the token of one workspace. The operator has chosen the address, so it is not checked. */
export function openBot(
  environment: SenderEnvironment,
  { name, connections, workspace, fallback, plain, varies, collects }: BotOptions,
): Sender {
  const { token = "", hasButtons } = workspaceOf(workspace, environment.variable);
  const base = (environment.variable("SLACK_API_URL") ?? slackApi).replace(/(?<!\/)\/*$/, "/");
  if (token === "") return stuck("SLACK_BOT_TOKEN is not set");
  if (!URL.canParse(base)) return stuck("SLACK_API_URL is not a URL");
  const { now, seal } = environment;
  const way = { origin: new URL(base).origin, guard: anyAddress, connections, proxyFor: proxyFor(environment.variable) };
  const http = httpClient({ ...way, redact: redactor([token]), now, once: true });
  const api: Api = { http, base, token, now };
  const audiences = createAudiences({ ask: (...given) => call(api, ...given), now });
  const bot: Bot = { name, api, audiences, seal, plain, hasButtons, fallback };
  const ended = (message: Message, posted: SlackPosted) =>
    varies ? unpaused({ name, environment, message }, outcomeOf(posted)) : Promise.resolve(outcomeOf(posted));
  const letter = async (outbound: readonly OutboundMessage[], signal: AbortSignal): Promise<Outcome> => {
    const [first] = outbound;
    if (first === undefined) throw new Error("a digest of nothing");
    const { message, context } = first;
    return ended(
      message,
      outbound.length === 1 ? await sent(bot, message, context) : await together(bot, outbound, digestWording(outbound), signal),
    );
  };
  return {
    send: async (message, context) => ended(message, await sent(bot, message, context)),
    ...(collects && {
      sendMany: (outbound: readonly OutboundMessage[], signal: AbortSignal) => sendMany(outbound, (each) => letter(each, signal)),
    }),
    isNeedless: ({ body }, reference) => isNeedless(body, referenceOf(reference)),
    sumUp: async (outbound, signal) => outcomeOf(await summedUp(bot, outbound, signal)),
    load: async () => void (await Promise.all([http.load(), loadWebApi()])),
    close: () => http.close(),
  };
}

interface Sent {
  readonly name: string;
  readonly environment: SenderEnvironment;
  readonly message: Message;
}

/** One of many channels refuses messages: people get one report an hour, and its messages are tried again while the others continue. */
async function unpaused({ name, environment, message }: Sent, outcome: Outcome): Promise<Outcome> {
  if (outcome.kind !== "pause" || outcome.reason !== "missing") return outcome;
  const { channel } = message.body as { readonly channel?: string }; // every body of Slack's has one
  const detail = `${channel ?? "the channel"}: ${outcome.detail}`;
  const data = { to: name, reason: outcome.reason, detail };
  await environment.addEvent(
    internalEvent({ type: "relay.destination.paused", subject: `${name} ${channel ?? ""}`, data, at: environment.now() }, sha256),
  );
  return { kind: "later", reason: "unavailable", detail };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A message that was summed up with others has no thread, and gets a message of its own when somebody works on it. */
function isNeedless(body: Json, reference: Reference | undefined): boolean {
  if (!reference?.isSummed) return false;
  const added = addedBody(body);
  return added === undefined ? slackBody(body).incident?.state !== "claimed" : added.kind !== "aside";
}

async function sent(bot: Bot, message: Message, context: SendContext): Promise<SlackPosted> {
  const added = addedBody(message.body);
  const reference = referenceOf(context.reference);
  if (message.mode !== undefined && message.mode !== "new" && isNeedless(message.body, reference)) return { kind: "needless" };
  if (added?.kind === "aside") return whisper(bot, added, context);
  if (added !== undefined) return append(bot, added, reference, context);
  return message.mode === "update" ? update(bot, message, reference, context) : begin(bot, message, reference, context);
}

/** Only this person sees it, and only now; Slack promises no more. */
async function whisper({ api }: Bot, { channel, user, ...aside }: AsideBody, { signal }: SendContext): Promise<SlackPosted> {
  const text = visible(aside.text);
  const blocks = [{ type: "context", elements: [plainText(text)] }];
  const called = await call(api, "chat.postEphemeral", { channel, user, text: escaped(text), blocks, ...quiet }, signal);
  return called.kind === "answered" ? { kind: "posted" } : called;
}

function append(bot: Bot, body: ThreadBody, reference: Reference | undefined, context: SendContext): Promise<SlackPosted> {
  return post(bot, threadWording(body), reference ?? { channel: body.channel, ts: undefined }, context);
}

/** The message of an incident, with its link. Where it was deleted, a new one replaces it. */
async function update(bot: Bot, message: Message, reference: Reference | undefined, context: SendContext): Promise<SlackPosted> {
  return permalinked(bot.api, await updated(bot, message, reference, context), context);
}

async function updated(bot: Bot, message: Message, reference: Reference | undefined, context: SendContext): Promise<SlackPosted> {
  const { channel } = slackBody(message.body);
  if (reference?.ts === undefined || reference.isSummed) return post(bot, shown(bot, message), { channel, ts: undefined }, context);
  const { ts } = reference;
  const looks = await worded(bot, shown(bot, message), reference.channel, context.signal);
  const posted = await mending({ ...looks, ...quiet }, (payload) =>
    callForReference(bot.api, "chat.update", { channel: reference.channel, ts, ...payload }, context.signal),
  );
  return mendOf(posted) === "thread" ? post(bot, shown(bot, message), { channel: reference.channel, ts: undefined }, context) : posted;
}

/** A message of its own. That of an incident gets its link. Without an incident, later ones of its thread reply to it. */
async function begin(bot: Bot, message: Message, reference: Reference | undefined, context: SendContext): Promise<SlackPosted> {
  const { channel, incident } = slackBody(message.body);
  const isAnswer = incident === undefined && reference !== undefined && !reference.isSummed;
  const posted = await post(bot, shown(bot, message), isAnswer ? reference : { channel, ts: undefined }, context);
  return incident === undefined ? posted : permalinked(bot.api, posted, context);
}

function shown(press: Press, { body }: Message): SlackWording {
  const read = slackBody(body);
  return noticeWording(read, read.incident && [faceAttachment(read.incident, press)]);
}

/** Asks Slack who reads the channel only where that makes a difference. */
async function worded({ audiences, name }: Bot, wording: SlackWording, channel: string, signal: AbortSignal): Promise<Looks> {
  if (wording.discreet === undefined) return wording.whole;
  return wordsFor(await audiences.of(channel, signal), wording, name);
}

/** One message for many, and its address for each of them. */
async function summedUp(bot: Bot, outbound: readonly OutboundMessage[], signal: AbortSignal): Promise<SlackPosted> {
  const posted = await together(bot, outbound, anyWording(summaryLayout(outbound)), signal);
  return posted.kind === "posted" && posted.reference !== undefined ? { ...posted, reference: summed(posted.reference) } : posted;
}

/** One after the other: Slack accepts about one a second. */
async function sendMany(
  outbound: readonly OutboundMessage[],
  send: (letter: readonly OutboundMessage[]) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<OutboundMessage, Outcome>();
  for (const letter of lettersOf(outbound)) {
    const outcome = await send(letter);
    for (const one of letter) outcomes.set(one, outcome);
  }
  return outbound.flatMap((one) => outcomes.get(one) ?? []);
}

/** Posts one message for all of them, in the channel of the first. */
async function together(bot: Bot, outbound: readonly OutboundMessage[], wording: SlackWording, signal: AbortSignal): Promise<SlackPosted> {
  const [first] = outbound;
  if (first === undefined) return { kind: "needless" };
  const key = nameUuid(outbound.map(({ context }) => context.key).join());
  const unsure = outbound.some(({ context }) => context.unsure);
  const { channel } = slackBody(first.message.body);
  return await post(bot, wording, { channel, ts: undefined }, { key, unsure, signal });
}

type Sending = Pick<SendContext, "key" | "unsure" | "signal">;

/** Posts a message unless it is in Slack already; in the fallback channel where this one refuses it. */
async function post(bot: Bot, wording: SlackWording, address: SlackMessageAddress, sending: Sending): Promise<SlackPosted> {
  const { api, fallback, audiences } = bot;
  const found = sending.unsure ? await look(api, sending.key, address, sending.signal) : undefined;
  if (found?.kind === "found") return { kind: "posted", reference: found.reference };
  const notes = found === undefined ? [] : ["Perhaps sent twice: Slack's answer to an earlier attempt got lost."];
  const at = async (to: SlackMessageAddress, more: readonly string[]) => {
    const looks = more.reduce((all, each) => noted(all, each), await worded(bot, wording, to.channel, sending.signal));
    const ended = await mending(payloadOf(looks, to, sending.key), (payload) =>
      callForReference(api, "chat.postMessage", payload, sending.signal),
    );
    if (ended.kind === "posted") audiences.learn(to.channel, referenceOf(ended.reference)?.channel ?? "");
    return ended;
  };
  const posted = await at(address, notes);
  if (fallback === undefined || fallback === address.channel || posted.kind !== "error" || !isBadChannel(posted)) return posted;
  const why = `Meant for ${address.channel}, which does not take it: Slack said ${posted.code}.`;
  return await at({ channel: fallback, ts: undefined }, [...notes, why]);
}

/** Slack does not parse it. */
const quiet = { parse: "none", link_names: false };

function payloadOf(looks: Looks, { channel, ts }: SlackMessageAddress, key: string): JsonObject {
  return {
    channel,
    ...looks,
    ...(ts === undefined ? {} : { thread_ts: ts }),
    ...quiet,
    unfurl_links: false,
    unfurl_media: false,
    // Slack treats a message with a known id as the same message.
    client_msg_id: nameUuid(key),
    metadata: { event_type: "avatar_relay_delivery", event_payload: { key } },
  };
}

/** Repeats in a simpler form where Slack refuses the layout or no longer has the thread. */
async function mending(full: JsonObject, attempt: (payload: JsonObject) => Promise<SlackPosted>): Promise<SlackPosted> {
  const posted = await attempt(full);
  const mend = mendOf(posted);
  const simpler = mend && mended(full, mend);
  return simpler === undefined ? posted : await attempt(simpler);
}

function mended(full: JsonObject, mend: Mend): JsonObject | undefined {
  const { blocks, attachments, metadata, thread_ts, ...rest } = full;
  if (mend === "layout") return thread_ts === undefined ? rest : { ...rest, thread_ts };
  if (thread_ts === undefined) return undefined; // there is no thread to leave
  return { ...rest, ...(blocks && { blocks }), ...(attachments && { attachments }), ...(metadata && { metadata }) };
}
