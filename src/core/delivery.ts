/** A message on its way to a destination: its states, and the pure decision of what follows an attempt. */

import type { EventId } from "./event.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { type Duration, day, formatDuration, hour, type Instant, minute, plus, second } from "./time.ts";

declare const deliveryId: unique symbol;

/** sha256(event, rule id, action, recipient), in hex: repeating an evaluation queues nothing twice. */
export type DeliveryId = string & { readonly [deliveryId]: true };

/**
 * `new` begins something at the other side. `append` adds to the thread. `update` changes the thread's first message to how things are now.
 * Only destinations that show incidents get the last two (core/destination.ts, `Board`).
 */
export type Mode = "new" | "append" | "update";

/** A message of a rule. It is rendered before it is queued, so an edit of rules.yaml never changes it. */
export interface Message {
  readonly id: DeliveryId;
  readonly event: EventId;
  /** The rule's name. */
  readonly rule: string;
  /** The destination's name. */
  readonly to: string;
  readonly body: Json;
  /** Messages with the same destination and thread are sent in order, one at a time. */
  readonly thread: string | undefined;
  /** `new` where it is left out. */
  readonly mode?: Mode;
  /** Quiet hours do not hold it. */
  readonly urgent: boolean;
  readonly dueAt: Instant;
  /** Set where rendering failed: the message is stored with the dead letters, and no other message waits for it. */
  readonly renderFailure?: { readonly reason: DeadReason; readonly detail: string };
}

/** The prefix of threads whose messages a destination takes in the order of a conversation. */
export const orderedThread = "in order";

function isOrdered({ thread }: Message): boolean {
  return thread === orderedThread || thread?.startsWith(`${orderedThread} `) === true;
}

/** Something appended to a thread: several items, and the number of items that were left out. */
export type Appended = JsonObject & { readonly kind: string; readonly items: readonly Json[]; readonly more: number };

/** The most items in one appended message. Older ones are only counted. */
const mostItems = 50;

/**
 * Combines a waiting body with a later one of the same thread and mode. An update replaces the one before; appended items are joined.
 * Undefined where both are sent.
 */
export function together(mode: Mode, waiting: Json, next: Json): Json | undefined {
  if (mode === "update") return next;
  if (mode === "new" || !isAppended(waiting) || !isAppended(next) || waiting.kind !== next.kind) return undefined;
  const items = [...waiting.items, ...next.items];
  const over = Math.max(0, items.length - mostItems);
  return { ...next, items: items.slice(over), more: waiting.more + next.more + over };
}

function isAppended(body: Json): body is Appended {
  return isJsonObject(body) && typeof body.kind === "string" && Array.isArray(body.items) && typeof body.more === "number";
}

/** Why an attempt is repeated. */
export type LaterReason =
  | "throttled" // the other side asked us to wait
  | "unavailable" // the other side cannot answer now (5xx, 408, 425, another 4xx with Retry-After, SMTP 4xx)
  | "unreachable" // no connection: refused, reset, DNS, TLS
  | "timeout"
  | "interrupted" // this process stopped or failed during the attempt
  | "plugin_failed" // a plug-in threw an error, or returned no outcome
  | "bad_answer"; // an answer that cannot be read, e.g. HTML where JSON was promised

/** Why a destination waits for a person. */
export type PauseReason =
  | "credentials"
  | "account" // the account is limited: its plan, its balance, a suspension
  | "missing" // the target, or something it needs, does not exist
  | "proxy" // the proxy of the environment lets no request through
  | "address" // its name resolves to an address that is not public, or something else answers there
  | "gone" // it answered that it is gone for good (410)
  | "failing"; // too many failures in a row

/** Why a delivery ended undelivered. */
export type DeadReason =
  | "exhausted"
  | "expired" // it waited too long for its destination
  | "permanent"
  | "redirect_not_followed"
  | "ssrf_blocked"
  | "recipient_invalid"
  | "render_failed"
  | "sink_removed"
  | "stopped";

/** The address of the sent message for people, where its reference ends with one. */
export function linkIn(reference: string | undefined): string | undefined {
  const last = reference?.split(/\s/).at(-1) ?? "";
  const begins = last.indexOf("https://");
  return begins < 0 ? undefined : last.slice(begins);
}

/** How one attempt ended. `detail` is for people. It contains no secret, no full URL and no text of a message. */
export type Outcome =
  /** `free`: no request was needed, so the delivery does not count against a limit. `detail`: the answer in short, e.g. its HTTP status. */
  | { readonly kind: "delivered"; readonly reference?: string; readonly free?: true; readonly detail?: string }
  /** One of several requests is done, and another follows. `progress` is the state so far; the next attempt gets it. */
  | { readonly kind: "onward"; readonly progress: Json; readonly detail?: string }
  | {
      readonly kind: "later";
      readonly reason: LaterReason;
      readonly detail: string;
      /** How long the other side asked us to wait. */
      readonly after?: Duration;
      /** False where the other side did not look at the message. The attempt then does not count. */
      readonly countsAsAttempt?: false;
      /** The message may have arrived. */
      readonly ambiguous?: true;
      /** Where the next attempt continues, if that differs from where this one began. */
      readonly progress?: Json;
    }
  | { readonly kind: "pause"; readonly reason: PauseReason; readonly detail: string; readonly progress?: Json }
  | { readonly kind: "refused"; readonly reason: DeadReason; readonly detail: string };

/** One attempt, as a dead letter shows it. */
export interface Attempt {
  readonly at: Instant;
  readonly took: Duration;
  readonly kind: Outcome["kind"];
  readonly reason: string;
  readonly detail: string;
}

/** A claimed delivery. Nobody else may send it before its lease ends. */
export interface Sending {
  readonly message: Message;
  /** The same for all retries, restarts, replicas and redrives: the message's id, unless `redrive --new-key` changed it. */
  readonly key: string;
  /** Earlier attempts that counted. */
  readonly attempts: number;
  readonly fence: number;
  /** What the first message of the thread returned, e.g. Slack's `ts`. */
  readonly reference: string | undefined;
  /** What earlier attempts have done already, for a delivery that takes several requests. */
  readonly progress?: Json;
  /** The message may have arrived before: an attempt, or the process, ended without an answer. */
  readonly unsure?: boolean;
  /** When it was first due, where `dueAt` of its message is the time of a retry. */
  readonly since?: Instant;
}

/** The wait before each retry. After the last one the delivery is dead. */
export interface RetryPolicy {
  readonly waits: readonly Duration[];
  /** A message that waits longer than this for its destination is dead, even with attempts left. The default is `defaultGiveUpAfter`. */
  readonly giveUpAfter?: Duration;
}

/** A week. That is longer than a long weekend, for messages that wait for a person or a quota. */
export const defaultGiveUpAfter: Duration = 7 * day;

export function giveUpAfter({ giveUpAfter: own = defaultGiveUpAfter }: RetryPolicy): Duration {
  return own;
}

/** Why a message that waited too long is dead. `detail` says what it waited for. */
export function expiredDetail(policy: RetryPolicy, detail: string): string {
  return `waited for more than ${formatDuration(giveUpAfter(policy))}: ${detail}`;
}

/** 5 s, 30 s, 2 m, 10 m, 30 m, 2 h, 5 h, 10 h: eight retries within about 18 hours. */
export const defaultRetry: RetryPolicy = {
  waits: [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour],
};

/** Waits that grow evenly from `first` to `longest`, for a destination with waits of its own. */
export function retryPolicy({
  attempts,
  first,
  longest,
}: {
  readonly attempts: number;
  readonly first: Duration;
  readonly longest: Duration;
}): RetryPolicy {
  const growth = attempts > 1 ? (longest / first) ** (1 / (attempts - 1)) : 1;
  return { waits: Array.from({ length: attempts }, (_, index) => Math.round(first * growth ** index)) };
}

/** The state of a delivery after an attempt. */
export type NextState =
  | { readonly state: "waiting"; readonly dueAt: Instant; readonly progress?: Json; readonly unsure?: boolean }
  | { readonly state: "delivered"; readonly at: Instant; readonly reference: string | undefined }
  | { readonly state: "dead"; readonly at: Instant; readonly reason: DeadReason; readonly detail: string };

export interface Settled {
  readonly id: DeliveryId;
  readonly fence: number;
  readonly attempts: number;
  readonly attempt: Attempt;
  readonly next: NextState;
}

/** 0 <= chance < 1. */
export type Chance = () => number;

export interface Ended {
  readonly outcome: Outcome;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
}

/** Decides what follows an attempt. */
export function settle(sending: Sending, ended: Ended, policy: RetryPolicy, chance: Chance): Settled {
  const { outcome, startedAt, endedAt } = ended;
  const counted = outcome.kind !== "pause" && outcome.kind !== "onward" && !(outcome.kind === "later" && outcome.countsAsAttempt === false);
  const attempts = sending.attempts + (counted ? 1 : 0);
  const next = withEnd(following(outcome, attempts, policy, endedAt, chance), sending, ended, policy);
  return {
    id: sending.message.id,
    fence: sending.fence,
    attempts,
    attempt: { at: startedAt, took: endedAt - startedAt, ...described(outcome) },
    next: withGap(withDoubt(next, sending, outcome), sending),
  };
}

/**
 * A delivery whose failures do not use up attempts ends by its age. One whose failures do has its schedule as well, since attempts are
 * given back after
 * an outage. The first attempt never ends a delivery by age: the relay itself may have been down.
 */
function withEnd(next: NextState, { since }: Sending, { outcome, endedAt }: Ended, policy: RetryPolicy): NextState {
  if (next.state !== "waiting" || since === undefined || !("reason" in outcome) || outcome.reason === "interrupted") return next;
  const isCounted = outcome.kind === "later" && outcome.countsAsAttempt !== false;
  const schedule = isCounted ? policy.waits.reduce((sum, wait) => sum + wait, 0) : 0;
  if (endedAt - since <= giveUpAfter(policy) + schedule) return next;
  return { state: "dead", at: endedAt, reason: "expired", detail: expiredDetail(policy, `${outcome.reason}: ${outcome.detail}`) };
}

/** A dead letter does not hold up the messages behind it in its thread. */
function withGap(next: NextState, { message }: Sending): NextState {
  return next.state === "dead" && isOrdered(message)
    ? { ...next, detail: `${next.detail}; what comes after it in order goes on without it` }
    : next;
}

/** A message may have arrived until an attempt succeeds. */
function withDoubt(next: NextState, { unsure = false }: Sending, outcome: Outcome): NextState {
  if (next.state !== "waiting" || outcome.kind === "onward") return next;
  return unsure || (outcome.kind === "later" && outcome.ambiguous === true) ? { ...next, unsure: true } : next;
}

function described(outcome: Outcome): Pick<Attempt, "kind" | "reason" | "detail"> {
  if (outcome.kind === "onward" || outcome.kind === "delivered") return { kind: outcome.kind, reason: "", detail: outcome.detail ?? "" };
  return { kind: outcome.kind, reason: outcome.reason, detail: outcome.detail };
}

function following(outcome: Outcome, attempts: number, policy: RetryPolicy, now: Instant, chance: Chance): NextState {
  switch (outcome.kind) {
    case "delivered":
      return { state: "delivered", at: now, reference: outcome.reference };
    case "onward":
      return { state: "waiting", dueAt: now, progress: outcome.progress };
    case "refused":
      return { state: "dead", at: now, reason: outcome.reason, detail: outcome.detail };
    case "pause":
      return { state: "waiting", dueAt: now, ...progressOf(outcome) };
    case "later":
      return repeated(outcome, attempts, policy, now, chance);
    default:
      return outcome satisfies never;
  }
}

/**
 * The wait that the other side asks for is used for this many attempts. Later ones wait at least as long as the schedule says, so short
 * waits do not
 * use up all attempts.
 */
const kept = 3;

function repeated(outcome: Outcome & { kind: "later" }, attempts: number, policy: RetryPolicy, now: Instant, chance: Chance): NextState {
  const { after } = outcome;
  const counted = outcome.countsAsAttempt !== false;
  const wait = policy.waits[counted ? attempts - 1 : Math.max(0, attempts - 1)];
  if (wait === undefined && counted) return { state: "dead", at: now, reason: "exhausted", detail: `${outcome.reason}: ${outcome.detail}` };
  const drawn = chance();
  // The wait that was asked for grows by up to a tenth. Without one: full jitter, because replicas must not retry together.
  const asked = after === undefined ? 0 : after * (1 + 0.1 * drawn);
  const own = after === undefined || (counted && attempts > kept) ? (wait ?? second) * drawn : 0;
  return { state: "waiting", dueAt: plus(now, Math.round(Math.max(asked, own))), ...progressOf(outcome) };
}

function progressOf({ progress }: { readonly progress?: Json }): { readonly progress?: Json } {
  return progress === undefined ? {} : { progress };
}
