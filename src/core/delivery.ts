/** A message on its way to a destination: its states, and the pure decision of what follows an attempt. */

import type { EventId } from "./event.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { type Duration, day, formatDuration, hour, type Instant, minute, plus, second } from "./time.ts";

declare const deliveryId: unique symbol;

/** sha256(event, rule id, action, recipient), in hex: repeating an evaluation queues nothing twice. */
export type DeliveryId = string & { readonly [deliveryId]: true };

/**
 * `new` begins something at the other side. `append` adds to the thread, and `update` shows the thread's first message as it is
 * now: both are told only to destinations that show incidents (core/destination.ts, `Board`).
 */
export type Mode = "new" | "append" | "update";

/** What a rule wants said: rendered before it is queued, so that an edit of rules.yaml never changes it. */
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
  /** Quiet hours let it pass. */
  readonly urgent: boolean;
  readonly dueAt: Instant;
  /** Set where it could not be rendered: it is kept with the dead, and nobody waits for it. */
  readonly renderFailure?: { readonly reason: DeadReason; readonly detail: string };
}

/** How the threads of a destination begin that takes the messages of a conversation in order. */
export const orderedThread = "in order";

function isOrdered({ thread }: Message): boolean {
  return thread === orderedThread || thread?.startsWith(`${orderedThread} `) === true;
}

/** What is appended to a thread: several things at once, and how many more there were. */
export type Appended = JsonObject & { readonly kind: string; readonly items: readonly Json[]; readonly more: number };

/** Things that one appended message holds; of more the oldest are only counted. */
const mostItems = 50;

/**
 * The body of a message that waits, when a later one of its thread and mode is queued: an update takes the place of the one
 * before, what is appended is told together. Undefined where the two stay two.
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

/** Why an attempt is to be repeated. */
export type LaterReason =
  | "throttled" // the other side said wait
  | "unavailable" // it answered that it cannot just now (5xx, 408, 425, another 4xx with Retry-After, SMTP 4xx)
  | "unreachable" // no connection: refused, reset, DNS, TLS
  | "timeout"
  | "interrupted" // we stopped, or broke, in the middle
  | "plugin_failed" // a plug-in threw, or answered with something else than an outcome
  | "bad_answer"; // an answer that makes no sense, e.g. HTML where JSON was promised

/** Why a destination waits for a person. */
export type PauseReason =
  | "credentials"
  | "account" // what the account may do: its plan, its balance, a suspension
  | "missing" // what it writes to, or what it needs, is not there
  | "proxy" // the proxy of the environment lets nothing through to it
  | "address" // its name leads to an address that is not public, or something else answers there
  | "gone" // it said that it will never be there again (410)
  | "failing"; // too many failures in a row; decided by us

/** Why a delivery ended undelivered. */
export type DeadReason =
  | "exhausted"
  | "expired" // it waited for its destination for too long
  | "permanent"
  | "redirect_not_followed"
  | "ssrf_blocked"
  | "recipient_invalid"
  | "render_failed"
  | "sink_removed"
  | "stopped";

/** How one attempt ended. `detail` is for people: never a secret, a full URL or a message's text. */
export type Outcome =
  /** `free`: nothing had to be sent for it, so it does not count against a limit. */
  | { readonly kind: "delivered"; readonly reference?: string; readonly free?: true }
  /** One of its requests is done and another follows: `progress` is what is known so far, and the next attempt is given it. */
  | { readonly kind: "onward"; readonly progress: Json }
  | {
      readonly kind: "later";
      readonly reason: LaterReason;
      readonly detail: string;
      /** How long the other side asked us to wait. */
      readonly after?: Duration;
      /** False where the other side did not look at the message, so the attempt does not count. */
      readonly countsAsAttempt?: false;
      /** It may have arrived. */
      readonly ambiguous?: true;
      /** From where the next attempt goes on, where that is not where this one was. */
      readonly progress?: Json;
    }
  | { readonly kind: "pause"; readonly reason: PauseReason; readonly detail: string; readonly progress?: Json }
  | { readonly kind: "refused"; readonly reason: DeadReason; readonly detail: string };

/** One attempt, as people see it in a dead letter. */
export interface Attempt {
  readonly at: Instant;
  readonly took: Duration;
  readonly kind: Outcome["kind"];
  readonly reason: string;
  readonly detail: string;
}

/** A delivery that a dispatcher holds: nobody else may send it before its lease is over. */
export interface Sending {
  readonly message: Message;
  /** Constant over retries, restarts, replicas and redrive; the message's id unless `redrive --new-key` said otherwise. */
  readonly key: string;
  /** Attempts that counted, before this one. */
  readonly attempts: number;
  readonly fence: number;
  /** What the first message of the thread left behind, e.g. Slack's `ts`. */
  readonly reference: string | undefined;
  /** What its earlier attempts have done already, where it takes several requests. */
  readonly progress?: Json;
  /** It may have arrived before: an attempt ended without an answer, or with the process. */
  readonly unsure?: boolean;
  /** When it was first due, where its message's `dueAt` is that of a repetition. */
  readonly since?: Instant;
}

/** The waits before each repetition; after the last the delivery is dead. */
export interface RetryPolicy {
  readonly waits: readonly Duration[];
  /** A message that waits for its destination for longer is dead, though it has attempts left; `defaultGiveUpAfter` where nothing is said. */
  readonly giveUpAfter?: Duration;
}

/** Longer than a long weekend: what waits for a person, or for a quota, is kept for a week. */
export const defaultGiveUpAfter: Duration = 7 * day;

export function giveUpAfter({ giveUpAfter: own = defaultGiveUpAfter }: RetryPolicy): Duration {
  return own;
}

/** Why a message that has waited for too long is dead. `detail` says what it waited for. */
export function expiredDetail(policy: RetryPolicy, detail: string): string {
  return `waited for more than ${formatDuration(giveUpAfter(policy))}: ${detail}`;
}

/** 5 s, 30 s, 2 m, 10 m, 30 m, 2 h, 5 h, 10 h: eight repetitions within about 18 hours. */
export const defaultRetry: RetryPolicy = {
  waits: [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour],
};

/** Waits that grow evenly from `first` to `longest`, for a destination that names its own. */
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

/** What a delivery becomes after an attempt. */
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
 * What does not use up attempts ends by its age. What does has its schedule beside it, since attempts are given back after an outage. The first
 * attempt is no end: the relay itself may have been away.
 */
function withEnd(next: NextState, { since }: Sending, { outcome, endedAt }: Ended, policy: RetryPolicy): NextState {
  if (next.state !== "waiting" || since === undefined || !("detail" in outcome) || outcome.reason === "interrupted") return next;
  const isCounted = outcome.kind === "later" && outcome.countsAsAttempt !== false;
  const schedule = isCounted ? policy.waits.reduce((sum, wait) => sum + wait, 0) : 0;
  if (endedAt - since <= giveUpAfter(policy) + schedule) return next;
  return { state: "dead", at: endedAt, reason: "expired", detail: expiredDetail(policy, `${outcome.reason}: ${outcome.detail}`) };
}

/** The dead do not hold back those behind them. */
function withGap(next: NextState, { message }: Sending): NextState {
  return next.state === "dead" && isOrdered(message)
    ? { ...next, detail: `${next.detail}; what comes after it in order goes on without it` }
    : next;
}

/** Doubt stays until something is known to be done. */
function withDoubt(next: NextState, { unsure = false }: Sending, outcome: Outcome): NextState {
  if (next.state !== "waiting" || outcome.kind === "onward") return next;
  return unsure || (outcome.kind === "later" && outcome.ambiguous === true) ? { ...next, unsure: true } : next;
}

function described(outcome: Outcome): Pick<Attempt, "kind" | "reason" | "detail"> {
  if (outcome.kind === "delivered" || outcome.kind === "onward") return { kind: outcome.kind, reason: "", detail: "" };
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

/** So many attempts keep to a wait that was asked for. Later ones wait for at least as long as the schedule says, so that a short one does not use all up. */
const kept = 3;

function repeated(outcome: Outcome & { kind: "later" }, attempts: number, policy: RetryPolicy, now: Instant, chance: Chance): NextState {
  const { after } = outcome;
  const counted = outcome.countsAsAttempt !== false;
  const wait = policy.waits[counted ? attempts - 1 : Math.max(0, attempts - 1)];
  if (wait === undefined && counted) return { state: "dead", at: now, reason: "exhausted", detail: `${outcome.reason}: ${outcome.detail}` };
  const drawn = chance();
  // A wait that was asked for is kept, and spread by a tenth; else full jitter: replicas must not repeat together.
  const asked = after === undefined ? 0 : after * (1 + 0.1 * drawn);
  const own = after === undefined || (counted && attempts > kept) ? (wait ?? second) * drawn : 0;
  return { state: "waiting", dueAt: plus(now, Math.round(Math.max(asked, own))), ...progressOf(outcome) };
}

function progressOf({ progress }: { readonly progress?: Json }): { readonly progress?: Json } {
  return progress === undefined ? {} : { progress };
}
