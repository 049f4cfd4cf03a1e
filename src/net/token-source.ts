/** Tokens of OAuth 2.0 (RFC 6749), fetched when they are needed, kept while they are good, and by one request at a time. */

import type { Outcome } from "../core/delivery.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { type Clock, type Duration, type Instant, plus, second } from "../core/time.ts";
import { type Answer, classifyAnswer, classifyError } from "./classify.ts";

/** A token ends this much earlier for us, so that none expires on its way. */
const margin: Duration = 60 * second;

/** Nobody waits longer for a token; whoever asked for it may have given up before. */
const patience: Duration = 10 * second;

/** Why there is no token. */
export type Tokenless = Exclude<Outcome, { readonly kind: "delivered" | "onward" }>;

export type Fetched = { readonly kind: "token"; readonly token: string } | Tokenless;

export interface TokenSource {
  /** A token that is good for now. Whoever asks while one is being fetched waits for the same. */
  token(signal: AbortSignal): Promise<Fetched>;
  /** The other side no longer takes this one. Of many that say so together, one fetches the next. */
  forget(token: string): void;
}

export interface TokenSettings {
  readonly now: Clock;
  /** Sends the request for a token once; `refresh` is the newest refresh token that the other side has given, where it gives a new one each time. */
  readonly ask: (signal: AbortSignal, refresh: string | undefined) => Promise<Answer>;
  /** Makes what the other side said fit to be kept. */
  readonly redact: (text: string) => string;
}

interface Held {
  readonly token: string;
  /** Undefined where the other side did not say: then it is good until it is refused. */
  readonly until: Instant | undefined;
}

export function tokenSource({ now, ask, redact }: TokenSettings): TokenSource {
  let held: Held | undefined;
  let refresh: string | undefined;
  let fetching: Promise<Fetched> | undefined;

  async function fetchOne(): Promise<Fetched> {
    const signal = AbortSignal.timeout(patience);
    try {
      const granted = grantOf(await ask(signal, refresh), now(), redact);
      if (granted.kind !== "granted") return granted;
      ({ held } = granted);
      refresh = granted.refresh ?? refresh;
      return { kind: "token", token: held.token };
    } catch (error) {
      return untold(error, signal);
    }
  }

  return {
    async token(signal) {
      if (held !== undefined && (held.until === undefined || now() < held.until)) return { kind: "token", token: held.token };
      fetching ??= fetchOne().finally(() => {
        fetching = undefined;
      });
      return await Promise.race([fetching, ended(signal)]);
    },
    forget(token) {
      if (held?.token === token) held = undefined;
    },
  };
}

type Granted = { readonly kind: "granted"; readonly held: Held; readonly refresh: string | undefined } | Tokenless;

/** Reads the answer of a token endpoint (RFC 6749, 5.1 and 5.2; some say `200` to what they refuse). */
function grantOf(answer: Answer, now: Instant, redact: (text: string) => string): Granted {
  const { access_token: token, expires_in: seconds, refresh_token: refresh, error } = objectIn(answer.body);
  if (typeof token === "string" && token !== "") {
    const life = Number(seconds) * second;
    const until = life > 0 ? plus(now, Math.max(life - margin, life / 2)) : undefined;
    return { kind: "granted", held: { token, until }, refresh: typeof refresh === "string" ? refresh : undefined };
  }
  if (typeof error === "string") return noToken(redact(error));
  const outcome = classifyAnswer(answer, now, redact);
  if (outcome.kind === "later") return outcome;
  return noToken(`HTTP ${answer.status}`);
}

/** The grant is bad: every message would meet the same, so they wait for a person. */
function noToken(why: string): Tokenless {
  return { kind: "pause", reason: "credentials", detail: `no access token: ${why}` };
}

function objectIn(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function untold(error: unknown, signal: AbortSignal): Fetched {
  const outcome = classifyError(error, signal);
  if (outcome === undefined) throw error;
  return isTokenless(outcome) ? outcome : noToken("no answer");
}

function isTokenless(outcome: Outcome): outcome is Tokenless {
  return outcome.kind !== "delivered" && outcome.kind !== "onward";
}

/** Nothing was sent of the message, so nothing can have arrived. */
function ended(signal: AbortSignal): Promise<Fetched> {
  const stopped: Fetched = { kind: "later", reason: "interrupted", detail: "stopped before there was an access token" };
  if (signal.aborted) return Promise.resolve(stopped);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(stopped), { once: true }));
}
