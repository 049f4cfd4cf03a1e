/** What bitHuman itself has kept of conversations (bitHuman's reference: runtime sessions, and their messages). */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { type Clock, type Instant, second } from "../../core/time.ts";
import { anyAddress } from "../../net/address-guard.ts";
import { httpClient } from "../../net/http-client.ts";
import { instantOf } from "../event-time.ts";

/** A conversation as bitHuman lists it. */
export interface Conversation {
  readonly id: string;
  readonly agent: string;
  readonly room: string | undefined;
  readonly started: Instant;
  readonly lastSeen: Instant;
  /** Whether what was said can be asked for; of an avatar that somebody hosts themselves it cannot. */
  readonly hasTranscript: boolean;
}

export interface Line {
  /** `user`, or bitHuman's `assistant`. */
  readonly role: string;
  readonly message: string;
  readonly at: Instant;
}

export type Asked<Value> = { readonly kind: "told"; readonly value: Value } | { readonly kind: "untold"; readonly detail: string };

export interface Transcripts {
  /** The newest conversations, at most 200. */
  recent(): Promise<Asked<readonly Conversation[]>>;
  /** All that was said in one. */
  lines(conversation: string): Promise<Asked<readonly Line[]>>;
  close(): Promise<void>;
}

export interface TranscriptsOptions {
  readonly base: URL;
  readonly secret: string;
  readonly userAgent: string;
  readonly now: Clock;
}

/** Bytes of an answer: a transcript of many thousand lines. */
const longest = 8 * 1_024 * 1_024;

export function openTranscripts({ base, secret, userAgent, now }: TranscriptsOptions): Transcripts {
  const http = httpClient({ origin: base.origin, guard: anyAddress, connections: 1, redact: () => "", now });
  const headers = { accept: "application/json", "api-secret": secret, "user-agent": userAgent };
  let user: string | undefined;

  async function ask<Value>(path: string, read: (body: JsonObject) => Value | undefined): Promise<Asked<Value>> {
    const request = { method: "GET", path: base.pathname.replace(/\/$/, "") + path, headers, body: undefined, longest };
    try {
      const { status, body } = await http.roundTrip({ ...request, signal: AbortSignal.timeout(30 * second) });
      if (status !== 200) return { kind: "untold", detail: troubleOf(status, body) };
      const parsed = parsedOf(body);
      const value = parsed && read(parsed);
      return value === undefined ? { kind: "untold", detail: "bitHuman's answer is not what its reference says" } : { kind: "told", value };
    } catch {
      return { kind: "untold", detail: "bitHuman cannot be reached" }; // the client throws for what the network does
    }
  }

  async function whoAmI(): Promise<Asked<string>> {
    if (user !== undefined) return { kind: "told", value: user };
    const asked = await ask("/v1/me", ({ data }) => (isJsonObject(data) ? textOf(data.user_id) : undefined));
    if (asked.kind === "told") user = asked.value;
    return asked;
  }

  async function asked<Value>(path: string, read: (body: JsonObject) => Value | undefined): Promise<Asked<Value>> {
    const me = await whoAmI();
    return me.kind === "told" ? ask(`/v2/${encodeURIComponent(me.value)}/runtime-sessions${path}`, read) : me;
  }

  return {
    recent: () =>
      asked("?window=recent&kind=conversations&limit=200", (body) => listIn(body, ["sessions", "data", "items"])?.flatMap(conversation)),
    lines: (id) => asked(`/${encodeURIComponent(id)}/messages`, (body) => listIn(body, ["messages"])?.flatMap(line)),
    close: () => http.close(),
  };
}

/** Cloudflare answers programs that it does not like with 1010, whatever their secret. */
function troubleOf(status: number, body: string): string {
  if (status === 403 && body.includes("1010")) return "bitHuman's edge has blocked the request (403, 1010)";
  if (status === 401 || status === 403) return `bitHuman does not take BITHUMAN_API_SECRET (${status})`;
  return `bitHuman answered ${status}`;
}

function parsedOf(body: string): JsonObject | undefined {
  try {
    const value = JSON.parse(body) as Json;
    return Array.isArray(value) ? { data: value } : isJsonObject(value) ? value : undefined;
  } catch {
    return undefined; // the caller says what was expected
  }
}

/** The reference names the rows of a list, not the key it stands under. */
function listIn(body: JsonObject, names: readonly string[]): readonly Json[] | undefined {
  for (const name of names) {
    const value = body[name];
    if (Array.isArray(value)) return value;
    const inner = isJsonObject(value) ? listIn(value, names) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** A row that says less than it should is left out. */
function conversation(row: Json): readonly Conversation[] {
  if (!isJsonObject(row)) return [];
  const [id, agent, started] = [textOf(row.id), textOf(row.agent_code), instantOf(row.started)];
  if (id === undefined || agent === undefined || started === undefined) return [];
  const lastSeen = instantOf(row.last_seen) ?? started;
  return [{ id, agent, room: textOf(row.room_name), started, lastSeen, hasTranscript: row.has_transcript === true }];
}

function line(row: Json): readonly Line[] {
  if (!isJsonObject(row)) return [];
  const [role, at] = [textOf(row.role), instantOf(row.timestamp)];
  return role !== undefined && at !== undefined && typeof row.message === "string" ? [{ role, message: row.message, at }] : [];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
