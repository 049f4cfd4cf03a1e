/** The meaning of an answer from a receiver without a table of its own: for `http:` without a preset, and for `webhook:`. Pure. */

import type { Outcome, PauseReason } from "../../core/delivery.ts";
import { triesWords } from "../../core/delivery-standing.ts";
import { aLoginPage } from "../../net/classify.ts";
import type { HttpRequest } from "../../net/http-client.ts";

export type Judge = NonNullable<HttpRequest["judge"]>;

export interface AskedReceiver {
  /** Whether every request goes to the same address. Otherwise an answer is about one record. */
  readonly hasOnePath: boolean;
  /** An earlier attempt may have arrived. */
  readonly unsure: boolean;
}

/** Answers that concern every message, so all of them wait for a person; 403 and 410 only where there is one address. */
const pausing: ReadonlyMap<number, { readonly reason: PauseReason; readonly isOfAddress?: true }> = new Map([
  [401, { reason: "credentials" }],
  [402, { reason: "account" }],
  [403, { reason: "credentials", isOfAddress: true }],
]);

/** What a person can do about an answer (RFC 9110, 15; RFC 6585). */
const cures: Readonly<Record<number, string>> = {
  400: "the receiver does not understand this body: compare it with what it takes",
  401: "set the key or token in headers: (or the secret) anew",
  402: "the receiver wants to be paid first",
  403: "set the key or token in headers: (or the secret) anew, or give it the right to do this",
  404: "there is nothing at this address: correct the url",
  405: "the address takes another method: correct method: or the url",
  406: "the receiver cannot answer in JSON: is this its address?",
  408: "the receiver got the request too slowly: is the way there slow, or the body large?",
  409: "the receiver has this already, or changes it just now: look there before you redrive it",
  410: "the address is gone for good: correct the url",
  413: "the receiver takes no body of this size: shorten its texts, e.g. | truncate: 1000, or raise the limit there",
  414: "the url is too long for the receiver: send the values in json:",
  415: "the receiver takes no JSON: is this its address?",
  418: "something before the receiver refuses programs, e.g. a firewall: permit the relay there",
  422: "the receiver does not take these values: compare them with what it takes",
  429: "the receiver asks for fewer requests: write limit: with what it allows",
  500: "the receiver has a fault of its own: its log says more",
  501: "the receiver does not know this method: correct method: or the url",
  502: "the proxy before the receiver does not reach it: is it running?",
  503: "the receiver takes nothing just now: is it running?",
  504: "the receiver did not answer its proxy in time: let it answer first and work afterwards",
  507: "the receiver has no room left: make room there",
};

const asksForTime = "the receiver takes nothing just now, and says when to try again: if it goes on, its log says more";

const redirected = "the receiver sends requests elsewhere: write that address as url (https, and no slash too many)";

const login = "the receiver asks people to log in: write the address of its API as url, and the key or token in headers:";

/** Misdirected (RFC 9110, 15.5.20), and locked by somebody else now (RFC 4918, 11.3). */
const passing: readonly number[] = [421, 423];

/** What the answer means, with what to do about it. */
export function ownReceiver(status: number, outcome: Outcome, asked: AskedReceiver): Outcome {
  const meant = meaningFor(status, outcome, asked);
  const known = cureFor(status, meant);
  const cure = known !== undefined && meant.kind === "pause" ? `${known}: ${triesWords(meant.reason)}` : known;
  if (cure === undefined || !("detail" in meant) || meant.kind === "delivered") return meant;
  return { ...meant, detail: meant.detail?.replace(/^HTTP \d+/, (code) => `${code} (${cure})`) ?? cure };
}

function cureFor(status: number, meant: Outcome): string | undefined {
  if (status >= 300 && status < 400) return "detail" in meant && meant.detail?.endsWith(aLoginPage) ? login : redirected;
  return status !== 429 && meant.kind === "later" && meant.after !== undefined ? asksForTime : cures[status];
}

/** RFC 9110 decides about all other answers (net/classify.ts). A Retry-After asks us to come back. */
function meaningFor(status: number, outcome: Outcome, { hasOnePath, unsure }: AskedReceiver): Outcome {
  if (outcome.kind === "pause" && outcome.reason === "gone" && !hasOnePath)
    return { kind: "refused", reason: "permanent", detail: outcome.detail };
  if (outcome.kind !== "refused" || outcome.reason !== "permanent") return outcome;
  const { detail } = outcome;
  const pause = pausing.get(status);
  if (pause !== undefined && (hasOnePath || pause.isOfAddress !== true)) return { kind: "pause", reason: pause.reason, detail };
  // The same key again, while the first request still runs (draft-ietf-httpapi-idempotency-key-header, 2.6).
  const isAtWork = status === 409 && unsure;
  return passing.includes(status) || isAtWork ? { kind: "later", reason: "unavailable", detail } : outcome;
}
