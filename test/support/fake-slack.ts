/** A Slack on loopback: chat.postMessage and an incoming webhook, with Slack's own checks and any error it can give. */

import type { JsonObject } from "../../src/core/json.ts";
import { openHttpSink, type SinkAnswer, type SinkRequest, type SinkStep } from "./http-sink.ts";
import { faultsOf } from "./slack-blocks.ts";

/** A message as it stands in a channel. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  /** The message that it answers to. */
  readonly thread: string | undefined;
  readonly text: string;
  /** All that was posted. */
  readonly payload: JsonObject;
}

export interface FakeSlack {
  /** For SLACK_API_URL. */
  readonly url: string;
  /** An incoming webhook. */
  readonly webhookUrl: string;
  /** The token that is taken. */
  readonly token: string;
  readonly messages: readonly SlackMessage[];
  /** Everything that came over the wire, taken or not. */
  readonly requests: readonly SinkRequest[];
  /** What was wrong with messages that were refused for their form. */
  readonly faults: readonly string[];
  /** What to do with the next requests; afterwards it works again. */
  script(...steps: readonly SinkStep[]): void;
  /** Waits until that many requests came. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

/** The step by which Slack's Web API names an error. */
export function slackError(error: string, retryAfter?: number): SinkStep {
  const headers = { ...json, ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }) };
  return { kind: "answer", status: 200, headers, body: JSON.stringify({ ok: false, error }) };
}

const json = { "content-type": "application/json" };

/** A secret to look for: no outcome, body or error may hold it. */
const token = "xoxb-canary-0123456789";
const webhookPath = "/services/T0000/B0000/canary0webhook";

/** Opens a Slack on a free port. */
export async function openFakeSlack(): Promise<FakeSlack> {
  const sink = await openHttpSink();
  const messages: SlackMessage[] = [];
  const faults: string[] = [];
  const respond = (request: SinkRequest): SinkAnswer =>
    request.path === webhookPath ? incoming(request, messages, faults) : api(request, messages, faults);
  sink.always({ kind: "respond", respond });
  const { requests, script, until, close } = sink;
  return { url: `${sink.url}/api/`, webhookUrl: sink.url + webhookPath, token, messages, faults, requests, script, until, close };
}

function api({ path, headers, body }: SinkRequest, messages: SlackMessage[], faults: string[]): SinkAnswer {
  if (path !== "/api/chat.postMessage") return said({ ok: false, error: "unknown_method" });
  if (headers.authorization !== `Bearer ${token}`) return said({ ok: false, error: "invalid_auth" });
  return said(post(decode(body), messages, faults));
}

function post(payload: JsonObject, messages: SlackMessage[], faults: string[]): JsonObject {
  const { channel: name, thread_ts: thread, client_msg_id: id } = payload;
  if (typeof name !== "string" || !/^(#[a-z0-9-]+|C[A-Z0-9]+)$/.test(name)) return { ok: false, error: "channel_not_found" };
  const channel = name.startsWith("#") ? idOf(name) : name;
  const known = messages.find((each) => id !== undefined && each.payload.client_msg_id === id);
  if (known !== undefined) return { ok: true, channel: known.channel, ts: known.ts };
  if (thread !== undefined && !messages.some(({ ts }) => ts === thread)) return { ok: false, error: "thread_not_found" };
  if (noteFaults(payload, faults)) return { ok: false, error: "invalid_blocks" };
  const ts = `1705312200.${String(messages.length + 1).padStart(6, "0")}`;
  messages.push({ channel, ts, thread: thread === undefined ? undefined : String(thread), text: String(payload.text), payload });
  return { ok: true, channel, ts };
}

function incoming({ body }: SinkRequest, messages: SlackMessage[], faults: string[]): SinkAnswer {
  const payload = JSON.parse(body) as JsonObject; // a body that is no JSON fails the test, as it should
  if (noteFaults(payload, faults)) return { status: 400, body: "invalid_blocks" };
  messages.push({ channel: "", ts: "", thread: undefined, text: String(payload.text), payload });
  return { status: 200, body: "ok" };
}

function noteFaults(payload: JsonObject, faults: string[]): boolean {
  const found = faultsOf(payload);
  faults.push(...found);
  return found.length > 0;
}

/** Slack's client sends a form, in which whatever is no text is JSON. */
function decode(body: string): JsonObject {
  const parts = [...new URLSearchParams(body)];
  return Object.fromEntries(
    parts.map(([key, value]) => [key, /^[[{]|^(true|false)$/.test(value) && key !== "text" ? JSON.parse(value) : value]),
  );
}

function idOf(name: string): string {
  return `C${name.slice(1).replaceAll("-", "").toUpperCase()}`;
}

function said(answer: JsonObject): SinkAnswer {
  return { status: 200, headers: json, body: JSON.stringify(answer) };
}
