/** Calls bitHuman's API, and reads its answers in any envelope. */

import { type Json, parsedJson } from "../../core/json.ts";
import { type Clock, type Duration, second } from "../../core/time.ts";
import { anyAddress } from "../address-guard.ts";
import { briefly } from "../briefly.ts";
import { classifyError } from "../classify.ts";
import { httpClient } from "../http-client.ts";
import type { ProxyFor } from "../proxy.ts";
import { redactor } from "../redact.ts";
import { fieldIn } from "./envelope.ts";
import { type BithumanTrouble, ownTrouble, troubleOf } from "./trouble.ts";

/** The address of bitHuman's API, and the credentials. */
export interface BithumanAccess {
  readonly base: URL;
  readonly secret: string;
  readonly proxyFor: ProxyFor;
  readonly userAgent: string;
  readonly now: Clock;
}

export type BithumanAsked<Value> =
  | { readonly kind: "answered"; readonly value: Value }
  | { readonly kind: "failed"; readonly trouble: BithumanTrouble };

export interface BithumanClient {
  /** One GET, which ends with `until`. `read` returns undefined where the answer differs from the reference. */
  ask<Value>(path: string, read: (body: Json) => Value | undefined, until?: AbortSignal): Promise<BithumanAsked<Value>>;
  /** The same below the path of the account's own user. */
  askOwn<Value>(path: string, read: (body: Json) => Value | undefined): Promise<BithumanAsked<Value>>;
  /** Ends running requests. */
  close(): Promise<void>;
}

/** The address of bitHuman's API, unless BITHUMAN_API_URL says otherwise. */
const bithumanApi = "https://api.bithuman.ai";
/** The most bytes of an answer: a transcript of many thousand lines. */
const longest = 8 * 1_024 * 1_024;
const timeout: Duration = 30 * second;

/** The base address in the environment; undefined where it is no address. */
export function bithumanBase(variable: (name: string) => string | undefined): URL | undefined {
  const named = (variable("BITHUMAN_API_URL") || bithumanApi).replace(/(?<!\/)\/+$/, "");
  return URL.canParse(named) ? new URL(named) : undefined;
}

/** A path of bitHuman's reference, below the base. */
export function pathBelow({ pathname }: URL, path: string): string {
  return pathname.replace(/\/$/, "") + path;
}

export function bithumanClient({ base, secret, proxyFor, userAgent, now }: BithumanAccess): BithumanClient {
  const redact = redactor([secret]);
  const http = httpClient({ origin: base.origin, guard: anyAddress, connections: 1, proxyFor, redact, now });
  const headers = { accept: "application/json", "api-secret": secret, "user-agent": userAgent };
  const closing = new AbortController();
  let user: string | undefined;

  async function ask<Value>(path: string, read: (body: Json) => Value | undefined, until = AbortSignal.timeout(timeout)) {
    const signal = AbortSignal.any([until, closing.signal]);
    const request = { method: "GET", path: pathBelow(base, path), headers, body: undefined, longest, signal };
    try {
      const answer = await briefly(() => http.roundTrip(request), signal);
      const trouble = troubleOf(answer, now(), redact);
      if (trouble !== undefined) return failed(trouble);
      const body = parsedJson(answer.body);
      const value = body === undefined ? undefined : read(body);
      return value === undefined ? failed(unexpected) : ({ kind: "answered", value } as const);
    } catch (error) {
      const outcome = classifyError(error, signal);
      return failed(ownTrouble("UNREACHABLE", outcome !== undefined && "detail" in outcome ? outcome.detail : "it cannot be reached"));
    }
  }

  async function whoAmI(): Promise<BithumanAsked<string>> {
    if (user !== undefined) return { kind: "answered", value: user };
    const asked = await ask("/v1/me", (body) => nameOf(fieldIn(body, ["user_id", "userId", "id"])));
    if (asked.kind === "answered") user = asked.value;
    return asked;
  }

  return {
    ask,
    async askOwn(path, read) {
      const me = await whoAmI();
      if (me.kind === "failed") return me;
      const asked = await ask(`/v2/${encodeURIComponent(me.value)}${path}`, read);
      if (asked.kind === "failed" && asked.trouble.consequence === "credentials") user = undefined; // the secret may belong to another user by now
      return asked;
    },
    close() {
      closing.abort();
      return http.close();
    },
  };
}

const unexpected = ownTrouble("UNEXPECTED_ANSWER", "its answer is not what its reference says");

function failed(trouble: BithumanTrouble): { readonly kind: "failed"; readonly trouble: BithumanTrouble } {
  return { kind: "failed", trouble };
}

function nameOf(value: Json | undefined): string | undefined {
  return typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : undefined;
}
