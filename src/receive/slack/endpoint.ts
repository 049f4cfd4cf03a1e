/** POST /slack/events: Slack's signed requests. The bytes are checked before anything reads them, and passed to bolt in its form. */

import type { KeyObject } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Guard, guardWith } from "../../core/guard.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Emit } from "../../core/signal.ts";
import { type Clock, type Instant, second } from "../../core/time.ts";
import { answer, answerAndHangUp, errorAnswer, type WebhookErrorCode } from "../answer.ts";
import { type BodyLimits, readBody, type Unread } from "../body/body.ts";
import { isDeeperThan } from "../body/json-depth.ts";
import { answerBug } from "../bug.ts";
import { type Claimed, claimOf, signersOf } from "./signature.ts";

/** bolt calls it a `ReceiverEvent`. */
export interface Envelope {
  readonly body: JsonObject;
  readonly retryNum?: number;
  readonly ack: (response?: unknown) => Promise<void>;
}

export interface SlackRequestOptions extends BodyLimits {
  readonly keys: readonly KeyObject[];
  readonly now: Clock;
  readonly emit: Emit;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
  /** Resolves when all work is done; the acknowledgement comes before. `signers` are the keys that signed the request. */
  readonly process: (envelope: Envelope, signers: readonly KeyObject[]) => Promise<void>;
}

/** How deeply Slack's JSON may be nested; a modal's state, the deepest, has about ten levels. */
const deepest = 64;

/** Slack waits three seconds. */
const answerWithin = 2.9 * second;

/** One request to this endpoint. */
interface Visit {
  readonly options: SlackRequestOptions;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt: Instant;
  readonly guard: Guard;
}

export function createSlackEndpoint(options: SlackRequestOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const guard = guardWith(answerBug({ ...options, response }));
    const visit: Visit = { options, request, response, startedAt: options.now(), guard };
    const claimed = claimIn(visit);
    if (typeof claimed === "string") refuse(visit, claimed);
    else readBody(visit, options, (body) => admit(visit, claimed, body));
  };
}

/** What the headers claim. */
function claimIn({ request, startedAt }: Visit): Claimed | WebhookErrorCode {
  if (request.method !== "POST") return "method_not_allowed";
  return request.headers["content-encoding"] === undefined ? claimOf(request.headers, startedAt) : "encoding_unsupported";
}

function admit(visit: Visit, claimed: Claimed, body: Buffer | Unread): void {
  const signers = typeof body === "string" ? [] : signersOf(body, claimed, visit.options.keys);
  if (typeof body === "string") refuse(visit, body);
  else if (signers.length === 0) refuse(visit, "slack_signature_invalid");
  else enter(visit, body, signers);
}

function refuse({ options, request, response, startedAt }: Visit, code: WebhookErrorCode): void {
  const refusal = errorAnswer(code, options.randomId());
  if (request.complete) answer(response, refusal);
  else answerAndHangUp(request, response, refusal); // the rest of its body is not worth reading
  options.emit({ name: "request.answered", source: "slack", status: refusal.status, code, took: options.now() - startedAt });
}

function enter(visit: Visit, bytes: Buffer, signers: readonly KeyObject[]): void {
  const { request, response } = visit;
  const body = bodyOf(bytes.toString("utf8"), String(request.headers["content-type"] ?? ""));
  if (body === undefined) refuse(visit, "bad_request");
  else if (body.ssl_check !== undefined) say(response, "");
  else if (body.type === "url_verification") say(response, { challenge: body.challenge ?? null });
  else handOn(visit, body, signers);
}

function handOn(visit: Visit, body: JsonObject, signers: readonly KeyObject[]): void {
  const { options, request, response, guard } = visit;
  const giveUp = () => {
    if (!response.headersSent) refuse(visit, "storage_slow");
  };
  const late = setTimeout(guard(giveUp), answerWithin);
  const ack = async (answer?: unknown) => {
    clearTimeout(late);
    if (!response.headersSent) say(response, answer ?? "");
  };
  const again = Number(request.headers["x-slack-retry-num"]);
  const ended = guard((error?: unknown) => {
    clearTimeout(late);
    if (error !== undefined) options.emit({ name: "bug", where: "slack", error: String(error) });
    if (!response.headersSent) refuse(visit, error === undefined ? "storage_down" : "internal"); // nobody acknowledged it
  });
  options.process({ body, ack, ...(again > 0 && { retryNum: again }) }, signers).then(() => ended(), ended);
}

/** Events come as JSON, commands as a form, and presses as a form with JSON in it. */
function bodyOf(text: string, type: string): JsonObject | undefined {
  if (type.startsWith("application/json")) return parsed(text);
  const form = new URLSearchParams(text);
  const payload = form.get("payload");
  return payload === null ? Object.fromEntries(form) : parsed(payload);
}

function parsed(text: string): JsonObject | undefined {
  try {
    if (isDeeperThan(deepest, Buffer.from(text))) return undefined;
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined; // signed, but no JSON: the answer is bad_request
  }
}

function say(response: ServerResponse, given: unknown): void {
  const isText = typeof given === "string";
  const body = isText ? given : JSON.stringify(given);
  answer(response, { status: 200, headers: { "content-type": isText ? "text/plain; charset=utf-8" : "application/json" }, body });
}
