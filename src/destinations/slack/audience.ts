/** Finds out who reads a channel: only the operator's own organisation, or another one as well (Slack Connect). */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { type Clock, type Duration, day, type Instant, minute, plus, second } from "../../core/time.ts";

/**
 * `own`: nobody else reads it. `shared`: another organisation does, or is invited. `untold`: the bot may not ask. `unknown`: Slack has not
 * answered, or shows the bot no such channel.
 */
export type Audience = "own" | "shared" | "untold" | "unknown";

/** Slack's answer to a question. */
export type AudienceAnswer =
  | { readonly kind: "answered"; readonly result: JsonObject }
  | { readonly kind: "error"; readonly code: string; readonly after?: Duration | undefined }
  | { readonly kind: "unanswered" };

export type Ask = (method: string, payload: JsonObject, signal: AbortSignal) => Promise<AudienceAnswer>;

export interface Audiences {
  /** Takes two seconds at most; never throws. */
  of(channel: string, signal: AbortSignal): Promise<Audience>;
  /** The id of a channel, which Slack returns when it accepts a message. */
  learn(channel: string, id: string): void;
}

/** How long an answer counts, because a channel can be shared at any moment. */
const fresh: Duration = 10 * minute;
/** How long it counts while Slack cannot be asked again. */
const stale: Duration = day;
/** When an unanswered question is asked again. */
const pause: Duration = 30 * second;
/** How long a message waits for it. */
const timeout: Duration = 2 * second;

const mostChannels = 1_000;
const mostPages = 5;

/**
 * A conversation object (docs.slack.dev/reference/objects/conversation-object): `is_org_shared` is a channel of several workspaces of one
 * organisation, so nobody else reads it; an invited organisation (`is_pending_ext_shared`) will read what is in it.
 */
export function isSharedOutside(channel: JsonObject): boolean {
  const { is_ext_shared, is_pending_ext_shared, is_shared, is_org_shared } = channel;
  return is_ext_shared === true || is_pending_ext_shared === true || (is_shared === true && is_org_shared !== true);
}

/** Names have small letters. */
const isId = (channel: string) => /^[CDG][A-Z0-9]+$/.test(channel);

export function createAudiences({ ask, now }: { readonly ask: Ask; readonly now: Clock }): Audiences {
  const known = createKnown(now);
  const ids = new Map<string, string>();
  let listing: { readonly until: Instant; readonly rest: Audience } | undefined;

  /** Slack finds a channel only by its id, so the channels of the bot are listed, all at once. */
  async function list(signal: AbortSignal): Promise<void> {
    const listed = [await listOf(ask, "public_channel", signal), await listOf(ask, "private_channel", signal)];
    for (const { id, name, audience } of listed.flatMap(({ channels }) => channels)) {
      bounded(ids).set(name, id);
      known.note(id, { audience });
    }
    const waits = listed.map((each) => (each.kind === "unknown" ? (each.after ?? pause) : fresh));
    const rest = listed.some(({ kind }) => kind === "untold") ? "untold" : "unknown";
    listing = { until: plus(now(), Math.min(...waits)), rest };
  }

  async function look(id: string, signal: AbortSignal): Promise<Audience> {
    const answered = await ask("conversations.info", { channel: id }, signal);
    if (answered.kind !== "answered") return known.note(id, whyNot(answered));
    const { channel } = answered.result;
    return known.note(id, { audience: isJsonObject(channel) ? audienceIn(channel) : "untold" });
  }

  async function find(channel: string, signal: AbortSignal): Promise<Audience> {
    const id = isId(channel) ? channel : ids.get(nameOf(channel));
    if (id !== undefined) return known.now(id) ?? (await look(id, signal));
    if (listing === undefined || listing.until <= now()) await list(signal);
    const listed = ids.get(nameOf(channel));
    return (listed === undefined ? listing?.rest : known.now(listed)) ?? "unknown";
  }

  return {
    of: (channel, signal) => find(channel, AbortSignal.any([signal, AbortSignal.timeout(timeout)])),
    learn(channel, id) {
      if (!isId(channel) && isId(id)) bounded(ids).set(nameOf(channel), id);
    },
  };
}

function nameOf(channel: string): string {
  return channel.replace(/^#/, "");
}

interface Known {
  /** The answer that still counts. */
  now(id: string): Audience | undefined;
  /** Stores an answer. An unknown one leaves the earlier answer for a day. */
  note(id: string, found: { readonly audience: Audience; readonly after?: Duration | undefined }): Audience;
}

function createKnown(now: Clock): Known {
  const all = new Map<string, { readonly audience: Audience; readonly at: Instant; readonly until: Instant }>();
  return {
    now(id) {
      const found = all.get(id);
      return found !== undefined && found.until > now() ? found.audience : undefined;
    },
    note(id, { audience, after = audience === "unknown" ? pause : fresh }) {
      const before = all.get(id);
      const isKept = audience === "unknown" && before !== undefined && now() - before.at < stale;
      const { audience: audienceNow, at } = isKept ? before : { audience, at: now() };
      bounded(all).set(id, { audience: audienceNow, at, until: plus(now(), after) });
      return audienceNow;
    },
  };
}

interface ListedChannel {
  readonly id: string;
  readonly name: string;
  readonly audience: Audience;
}

type Listed = { readonly channels: readonly ListedChannel[] } & (Failed | { readonly kind: "listed" });
type Failed = { readonly kind: "untold" } | { readonly kind: "unknown"; readonly after: Duration | undefined };

async function listOf(ask: Ask, types: string, signal: AbortSignal): Promise<Listed> {
  const channels: ListedChannel[] = [];
  let cursor = "";
  for (let page = 0; page < mostPages; page += 1) {
    const payload = { types, exclude_archived: true, limit: 999, ...(cursor !== "" && { cursor }) };
    const answered = await ask("users.conversations", payload, signal);
    if (answered.kind !== "answered") {
      const { audience: kind, after } = whyNot(answered);
      return kind === "untold" ? { kind, channels } : { kind: "unknown", after, channels };
    }
    channels.push(...channelsIn(answered.result));
    cursor = nextCursor(answered.result);
    if (cursor === "") break;
  }
  return { kind: "listed", channels };
}

/** The bot lacks the scope, or this Slack has no such method; any other error may pass. */
const mayNot: readonly string[] = ["missing_scope", "no_permission", "not_allowed_token_type", "unknown_method", "method_not_supported"];

function whyNot(answered: Exclude<AudienceAnswer, { readonly kind: "answered" }>): {
  readonly audience: Audience;
  readonly after?: Duration | undefined;
} {
  if (answered.kind === "unanswered") return { audience: "unknown" };
  return mayNot.includes(answered.code) ? { audience: "untold" } : { audience: "unknown", after: answered.after };
}

function audienceIn(channel: JsonObject): Audience {
  return isSharedOutside(channel) ? "shared" : "own";
}

function channelsIn({ channels }: JsonObject): readonly ListedChannel[] {
  const all = Array.isArray(channels) ? (channels as readonly Json[]).filter(isJsonObject) : []; // isArray knows no readonly lists
  return all.flatMap((each) => {
    const { id, name } = each;
    return typeof id === "string" && typeof name === "string" ? [{ id, name, audience: audienceIn(each) }] : [];
  });
}

function nextCursor({ response_metadata: more }: JsonObject): string {
  return isJsonObject(more) && typeof more.next_cursor === "string" ? more.next_cursor : "";
}

/** Makes room for one more by removing the oldest. */
function bounded<Value>(map: Map<string, Value>): Map<string, Value> {
  const [oldest] = map.keys();
  if (map.size >= mostChannels && oldest !== undefined) map.delete(oldest);
  return map;
}
