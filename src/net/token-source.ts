/** OAuth 2.0 tokens (RFC 6749). They are fetched when they are needed, kept while they are valid, and fetched by one request at a time. */

import type { Outcome } from "../core/delivery.ts";
import { type Json, objectOf, parsedJson } from "../core/json.ts";
import { type Clock, type Duration, minute, plus, second } from "../core/time.ts";
import { briefly } from "./briefly.ts";
import { classifyAnswer, classifyError, type HttpAnswer } from "./classify.ts";
import { type Grant, ShelfTrouble, type TokenShelf, type TokenTurn } from "./token-shelf.ts";

/** A token expires this much earlier for us, so that none expires on its way. */
const margin: Duration = 60 * second;

/** The time limit for a token. The caller may have given up before. */
const timeout: Duration = 10 * second;

/** How often it checks whether another process has fetched one. */
const lookEach: Duration = 200;

/** Why there is no token. */
export type Tokenless = Exclude<Outcome, { readonly kind: "delivered" | "onward" }>;

export type Fetched = { readonly kind: "token"; readonly token: string } | Tokenless;

export interface TokenSource {
  /** A token that is valid now. Callers during a fetch wait for the same token. */
  token(signal: AbortSignal): Promise<Fetched>;
  /** The other side no longer accepts this token. Of several callers that report it, one fetches the next. */
  forget(token: string): void;
}

export interface TokenSettings {
  readonly now: Clock;
  /** Sends the token request once. `refresh` is the newest refresh token of the other side, where it gives a new one each time. */
  readonly ask: (signal: AbortSignal, refresh: string | undefined) => Promise<HttpAnswer>;
  /** Makes the other side's text safe to store. */
  readonly redact: (text: string) => string;
  /** Shared with other processes. */
  readonly shelf: TokenShelf;
}

export function tokenSource(settings: TokenSettings): TokenSource {
  const { now } = settings;
  let held: Grant | undefined;
  let refused: string | undefined;
  let fetching: Promise<Fetched> | undefined;

  function isGood({ token, until }: Grant): boolean {
    return token !== refused && (until === undefined || now() < until);
  }

  async function fetchOnce(): Promise<Fetched> {
    try {
      const granted = await obtain(settings, isGood, AbortSignal.timeout(timeout));
      if (granted.kind !== "granted") return granted;
      held = granted.grant;
      return { kind: "token", token: held.token };
    } catch (error) {
      if (error instanceof ShelfTrouble) return unkept;
      throw error;
    } finally {
      fetching = undefined;
    }
  }

  return {
    async token(signal) {
      if (held !== undefined && isGood(held)) return { kind: "token", token: held.token };
      fetching ??= fetchOnce();
      return await Promise.race([fetching, ended(signal)]);
    },
    forget(token) {
      if (held?.token === token) refused = token;
    },
  };
}

type Granted = { readonly kind: "granted"; readonly grant: Grant } | Tokenless;

type IsGood = (grant: Grant) => boolean;

/** Asks when this process has the right. A token that another process got meanwhile is as good. */
async function obtain(settings: TokenSettings, isGood: IsGood, signal: AbortSignal): Promise<Granted> {
  const { shelf } = settings;
  for (;;) {
    const kept = await shelf.look();
    if (kept !== undefined && isGood(kept)) return { kind: "granted", grant: kept };
    const turn = await shelf.take();
    if (turn !== undefined) return await askInTurn(settings, isGood, turn, signal);
    if (!(await rested(lookEach, signal))) return elsewhere;
  }
}

/** The grant is stored before anybody uses it, because losing a refresh token ends the grant. */
async function askInTurn(settings: TokenSettings, isGood: IsGood, turn: TokenTurn, signal: AbortSignal): Promise<Granted> {
  let granted: Granted | undefined;
  try {
    const { grant } = turn;
    granted = grant !== undefined && isGood(grant) ? { kind: "granted", grant } : await askFor(settings, grant?.refresh, signal);
    return granted;
  } finally {
    await turn.end(granted?.kind === "granted" ? granted.grant : undefined);
  }
}

const unavailable = { kind: "later", reason: "unavailable", countsAsAttempt: false } as const;
const elsewhere: Tokenless = { ...unavailable, detail: "another process fetches the access token, and has not got it yet" };
const unkept: Tokenless = { ...unavailable, detail: "the store cannot keep an access token just now" };

/** False where there is no time left to wait. */
function rested(span: Duration, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => setTimeout(() => resolve(!signal.aborted), span));
}

async function askFor({ ask, now, redact }: TokenSettings, refresh: string | undefined, signal: AbortSignal): Promise<Granted> {
  try {
    const answer = await briefly(() => ask(signal, refresh), signal);
    return grantOf(answer, refresh, { now, redact });
  } catch (error) {
    return failed(error, signal);
  }
}

/** Reads the answer of a token endpoint (RFC 6749, 5.1 and 5.2; some refuse with status 200). */
function grantOf(answer: HttpAnswer, before: string | undefined, { now, redact }: Pick<TokenSettings, "now" | "redact">): Granted {
  const {
    access_token: token,
    expires_in: seconds,
    refresh_token: refresh = before,
    error,
    error_description: why,
  } = objectOf(parsedJson(answer.body.replace(/^\ufeff/, "")));
  if (typeof token === "string" && token !== "") {
    const life = Number(seconds) * second;
    const until = life > 0 ? plus(now(), Math.max(life - margin, life / 2)) : undefined;
    return { kind: "granted", grant: { token, until, refresh: typeof refresh === "string" ? refresh : undefined } };
  }
  if (typeof error === "string" && isAskedTooOften(error, why)) return { ...tooOften, detail: `no access token for now: ${redact(error)}` };
  const outcome = classifyAnswer(answer, now(), redact);
  if (outcome.kind === "later") return outcome;
  if (typeof error === "string" && passing.has(error)) return { ...unavailable, detail: `no access token for now: ${error}` };
  if (typeof error === "string") return noToken(redact(error));
  return outcome.kind === "delivered" && /^\s*</.test(answer.body) ? tokenlessAnswer : noToken(`HTTP ${answer.status}`);
}

/** Errors that pass by themselves (RFC 6749, 4.1.2.1; RFC 8628, 3.5), also by Salesforce's name: "unknown_error: retry your request". */
const passing: ReadonlySet<string> = new Set(["server_error", "temporarily_unavailable", "slow_down", "unknown_error"]);

/** E.g. a page of a proxy or a gateway. */
const tokenlessAnswer: Tokenless = { kind: "later", reason: "bad_answer", detail: "the answer of the token endpoint holds no token" };

/**
 * Zoho grants ten tokens in ten minutes and then refuses, in words (zoho.com/accounts/protocol/oauth/web-apps/access-token-expiry.html).
 */
const tooOften = { kind: "later", reason: "throttled", after: 10 * minute, countsAsAttempt: false } as const;

function isAskedTooOften(error: string, why: Json | undefined): boolean {
  return /too many requests/i.test(`${error} ${typeof why === "string" ? why : ""}`);
}

/** The grant is bad for every message, so they wait for a person. */
function noToken(why: string): Tokenless {
  return { kind: "pause", reason: "credentials", detail: `no access token: ${why}` };
}

function failed(error: unknown, signal: AbortSignal): Tokenless {
  const outcome = classifyError(error, signal);
  if (outcome === undefined) throw error;
  return isTokenless(outcome) ? outcome : noToken("no answer");
}

function isTokenless(outcome: Outcome): outcome is Tokenless {
  return outcome.kind !== "delivered" && outcome.kind !== "onward";
}

/** Nothing of the message was sent, so nothing can have arrived. */
function ended(signal: AbortSignal): Promise<Fetched> {
  const stopped: Fetched = { kind: "later", reason: "interrupted", detail: "stopped before there was an access token" };
  if (signal.aborted) return Promise.resolve(stopped);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(stopped), { once: true }));
}
