/** Posts through an incoming webhook. It needs no token, but has no threads, because Slack does not return the message's address. */

import { buttonId, linkText } from "../../core/button.ts";
import type { Message } from "../../core/delivery.ts";
import type { DestinationContext, SendContext, Sender, SenderEnvironment } from "../../core/destination.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Clock } from "../../core/time.ts";
import { classifyAnswer, classifyError, type HttpAnswer } from "../../net/classify.ts";
import { retryAfter } from "../../net/retry-after.ts";
import { clientFor } from "../kit/client.ts";
import { addedBody, slackBody } from "./body.ts";
import type { Face } from "./face.ts";
import { layout } from "./layout.ts";
import { isCode, mendOf, outcomeOf, type SlackPosted, strangersAnswer, unanswered } from "./outcome.ts";
import { type Layout, plainText } from "./text.ts";
import { threadLayout } from "./thread.ts";

export interface IncomingSettings {
  /** A secret as a whole: whoever has it can post. */
  readonly url: URL;
  readonly allow_private: readonly string[] | undefined;
  readonly ca: string | undefined;
  readonly connections: number;
}

export function openIncoming(settings: IncomingSettings, context: DestinationContext, environment: SenderEnvironment): Sender {
  const { url, allow_private, ca, connections } = settings;
  const path = url.pathname + url.search;
  const http = clientFor({ origin: url.origin, allow_private, ca, connections, secrets: [path] }, context, environment);
  const post: Post = (payload, { key, signal }) => {
    const headers = { "content-type": "application/json", "idempotency-key": key, "user-agent": environment.userAgent };
    return posted(() => http.roundTrip({ method: "POST", path, headers, body: JSON.stringify(payload), signal }), signal, environment.now);
  };
  return {
    send: async (message, sending) => outcomeOf(await postMessage(post, message, sending, environment)),
    load: () => http.load(),
    close: () => http.close(),
  };
}

type Post = (payload: JsonObject, context: SendContext) => Promise<SlackPosted>;

/** Updates and replies are not sent here. The page behind a link shows the present state. */
function postMessage(post: Post, message: Message, context: SendContext, environment: SenderEnvironment): Promise<SlackPosted> {
  const added = addedBody(message.body);
  if (message.mode === "update" || added?.kind === "turns" || added?.kind === "aside") return Promise.resolve({ kind: "needless" });
  if (added !== undefined) return postLayout(post, threadLayout(added), context);
  const { notice, incident } = slackBody(message.body);
  const { text, blocks } = layout(notice);
  return postLayout(post, { text, blocks: [...blocks, ...linksTo(incident, environment)] }, context);
}

/**
 * Links that look like buttons; none where the relay has no public address. They are the same in each attempt, because a link works once.
 */
function linksTo(incident: Face | undefined, { variable, seal }: SenderEnvironment): readonly JsonObject[] {
  const base = variable("PUBLIC_URL")?.replace(/(?<!\/)\/+$/, "") ?? "";
  if (incident === undefined || !/^https?:\/\//.test(base)) return [];
  const elements = (["claim", "resolve"] as const).map((action) => {
    const ticket = Buffer.from(seal(linkText({ action, about: incident.id, at: incident.at }))).toString("base64url");
    const label = plainText(action === "claim" ? "Claim" : "Resolve");
    return { type: "button", action_id: buttonId(action), text: label, url: `${base}/l/${ticket}` };
  });
  return [{ type: "actions", elements }];
}

async function postLayout(post: Post, { text, blocks }: Layout, context: SendContext): Promise<SlackPosted> {
  const quiet = { unfurl_links: false, unfurl_media: false };
  const first = await post({ text, blocks, ...quiet }, context);
  return mendOf(first) === undefined ? first : await post({ text, ...quiet }, context);
}

async function posted(exchange: () => Promise<HttpAnswer>, signal: AbortSignal, now: Clock): Promise<SlackPosted> {
  try {
    return read(await exchange(), now);
  } catch (error) {
    const outcome = classifyError(error, signal);
    if (outcome === undefined) throw error;
    return { kind: "unanswered", outcome };
  }
}

/** Incoming webhooks answer with a word: `ok`, or an error code. Where Slack is busy or broken, only the status counts. */
function read(answer: HttpAnswer, now: Clock): SlackPosted {
  const { status } = answer;
  const word = answer.body.trim();
  if (status === 200) return word === "ok" ? { kind: "posted" } : unanswered("Slack did not answer ok");
  if (status >= 400 && status < 500 && status !== 429 && isCode(word))
    return { kind: "error", code: word, after: retryAfter(answer.retryAfter, now()) };
  // Any other text is not Slack's own, and may contain anything.
  const outcome = classifyAnswer({ ...answer, body: "" }, now(), String);
  return strangersAnswer(outcome, status, "this is no answer of Slack's: is webhook_url right, and does no proxy stand between?");
}
