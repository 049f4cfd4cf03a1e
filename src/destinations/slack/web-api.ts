/** Calls Slack's Web API through Slack's own client, with our connections, limits and retries. */

import type { FetchFunction, WebAPICallResult, WebClient } from "@slack/web-api";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { Clock } from "../../core/time.ts";
import { classifyAnswer, classifyError, type HttpAnswer } from "../../net/classify.ts";
import type { HttpClient } from "../../net/http-client.ts";
import { retryAfter } from "../../net/retry-after.ts";
import { isCode, type SlackPosted, strangersAnswer, type Unposted, unanswered } from "./outcome.ts";

/** The address of Slack's Web API, unless SLACK_API_URL says otherwise. */
export const slackApi = "https://slack.com/api/";

export interface Api {
  readonly http: HttpClient;
  /** Ends with a slash. */
  readonly base: string;
  readonly token: string;
  readonly now: Clock;
}

/** How one call ended, with Slack's answer where it succeeded. */
export type Called = { readonly kind: "answered"; readonly result: WebAPICallResult & JsonObject } | Unposted;

/** Calls a method once, e.g. `chat.update`. Throws only for bugs of ours. */
export async function call(api: Api, method: string, payload: JsonObject, signal: AbortSignal): Promise<Called> {
  const listener = listening(api.http, signal);
  try {
    const client = await webClient(api, listener.fetch);
    const result = await client.apiCall(method, { ...payload });
    return { kind: "answered", result: result as WebAPICallResult & JsonObject }; // Slack's client has parsed JSON
  } catch (error) {
    return failed(error, listener.heard(), api, signal);
  }
}

/** Calls a method whose answer names the message's address. */
export async function callForReference(api: Api, method: string, payload: JsonObject, signal: AbortSignal): Promise<SlackPosted> {
  const called = await call(api, method, payload, signal);
  if (called.kind !== "answered") return called;
  const { channel, ts } = called.result;
  if (typeof channel === "string" && typeof ts === "string") return { kind: "posted", reference: `${channel}:${ts}` };
  return unanswered("Slack's answer names no message");
}

/** The actual answer, whatever Slack's client makes of it. */
interface Heard {
  readonly answer?: HttpAnswer;
  readonly error?: unknown;
}

function failed(error: unknown, { answer, error: trouble }: Heard, { now }: Api, signal: AbortSignal): Unposted {
  const code = platformCode(error);
  if (code !== undefined) return { kind: "error", code, after: retryAfter(answer?.retryAfter, now()) };
  if (answer === undefined) return untransmitted(error, trouble, signal);
  if (answer.status === 200) return unanswered("Slack's answer is not one of Slack's");
  // A text that is not Slack's own may repeat the message.
  const outcome = classifyAnswer({ ...answer, body: "" }, now(), String);
  return strangersAnswer(outcome, answer.status, "this is no answer of Slack's: is SLACK_API_URL right, and does no proxy stand between?");
}

function untransmitted(error: unknown, trouble: unknown, signal: AbortSignal): Unposted {
  const outcome = classifyError(trouble, signal);
  if (outcome === undefined) throw error;
  return { kind: "unanswered", outcome };
}

/** The code of an answer like `{ ok: false, error: "channel_not_found" }`. Slack's client also makes one of a page that is no JSON. */
function platformCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("data" in error) || !isJsonObject(error.data)) return undefined;
  const { error: code } = error.data;
  return typeof code === "string" && isCode(code) ? code : undefined;
}

/** Slack's client. */
export async function loadWebApi(): Promise<void> {
  await import("@slack/web-api");
}

/**
 * A client for one message, because an attempt's end belongs to the message. Slack accepts one a second; a client takes half a millisecond.
 */
async function webClient({ base, token }: Api, fetch: FetchFunction): Promise<WebClient> {
  const { WebClient, LogLevel } = await import("@slack/web-api");
  const silent = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, setName() {}, getLevel: () => LogLevel.ERROR };
  return new WebClient(token, {
    slackApiUrl: base,
    fetch,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true, // otherwise the client delays every later call by itself
    logger: silent, // it would print parts of messages
  });
}

function listening(http: HttpClient, signal: AbortSignal): { readonly fetch: FetchFunction; heard(): Heard } {
  let heard: Heard = {};
  return {
    heard: () => heard,
    async fetch(url, { method = "POST", headers = {}, body } = {}) {
      const { href, pathname, search } = new URL(url);
      try {
        const answer = await http.roundTrip({ method, path: pathname + search, headers, body: String(body), signal });
        heard = { answer };
        return responseOf(href, answer);
      } catch (error) {
        heard = { error };
        throw error;
      }
    },
  };
}

type FetchResponse = Awaited<ReturnType<FetchFunction>>;

/** The parts of a response that Slack's client reads. */
function responseOf(url: string, { status, body, retryAfter: wait }: HttpAnswer): FetchResponse {
  const headers = new Headers(wait === undefined ? {} : { "retry-after": wait });
  return {
    url,
    status,
    ok: status >= 200 && status < 300,
    statusText: "",
    headers,
    text: async () => body,
    json: async () => JSON.parse(body) as unknown,
    arrayBuffer: async () => new TextEncoder().encode(body).buffer,
  };
}
