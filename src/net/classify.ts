/** Turns an answer, or a failed request, into an outcome. Pure, except that it checks whether a file descriptor is left. */

import type { LaterReason, Outcome } from "../core/delivery.ts";
import { type Duration, type Instant, second } from "../core/time.ts";
import { cut } from "../text/cut.ts";
import { addressBlocked, nameBlocked } from "./address-guard.ts";
import { hasDescriptorLeft } from "./descriptors.ts";
import { ProxyError } from "./proxy-error.ts";
import { answeredAt, limitWait, retryAfter } from "./retry-after.ts";

/** An answer, as far as it was read. */
export interface HttpAnswer {
  readonly status: number;
  /** The header `Retry-After`, unchanged. */
  readonly retryAfter: string | undefined;
  /** Another header, unchanged; its name in lower case. */
  readonly header?: (name: string) => string | undefined;
  /** At most the first 64 KiB; empty where it was not requested. */
  readonly body: string;
}

/** The most characters that are kept of an answer. */
const longestDetail = 2_000;

/** The outcome of an answer. `redact` makes the other side's text safe to store. */
export function classifyAnswer(answer: HttpAnswer, now: Instant, redact: (text: string) => string): Outcome {
  const { status } = answer;
  const shown = shownStatus(answer);
  const detail = cut(answer.body.trim() === "" ? shown : `${shown}: ${redact(answer.body)}`, longestDetail);
  if (status >= 200 && status < 300) return { kind: "delivered", detail: isWebPage(answer) ? `${shown}, with a web page` : shown };
  if (status >= 300 && status < 400)
    return { kind: "refused", reason: "redirect_not_followed", detail: `${shown}${target(answer, redact)}` };
  const again = isClientError(status) && status !== 429 ? askedBack(answer, now) : undefined;
  if (again !== undefined) return { kind: "later", reason: "unavailable", detail, after: again };
  if (status === 407) return { kind: "pause", reason: "proxy", detail: interceptedBy };
  if (status === 410) return { kind: "pause", reason: "gone", detail };
  if (status === 429) return { kind: "later", reason: "throttled", detail, ...wait(limitWaitOf(answer, now)), countsAsAttempt: false };
  if (status === 408 || status === 425 || status === 503)
    return { kind: "later", reason: "unavailable", detail, ...wait(askedBack(answer, now)) };
  if (isClientError(status)) return { kind: "refused", reason: "permanent", detail };
  // After any other failure the work may have been done.
  const reason: LaterReason = status >= 500 && status < 600 ? "unavailable" : "bad_answer";
  return { kind: "later", reason, detail, ...wait(askedBack(answer, now)), ambiguous: true };
}

/** `: to https://login.example.com/…, a login page`: where a redirect points; nothing where it does not say. */
export function target({ header }: Pick<HttpAnswer, "header">, redact: (text: string) => string): string {
  const location = header?.("location")?.trim();
  if (location === undefined || location === "") return "";
  const absolute = location.startsWith("//") ? `https:${location}` : location;
  const shown = /^https?:\/\//i.test(absolute) ? redact(absolute) : "another path of the same host";
  return `: to ${cut(shown, longestTarget)}${loginWords.test(location) ? aLoginPage : ""}`;
}

const longestTarget = 200;
const loginWords = /\b(log[-_]?in|log[-_]?on|sign[-_]?in|sso|saml2?|oauth2?|authori[sz]e)\b/i;

/** The end of the detail of a redirect to one. */
export const aLoginPage = ", a login page";

/** Headers with the id under which the other side's support finds a request. */
const requestIds = [
  "x-request-id",
  "request-id",
  "x-correlation-id",
  "x-hubspot-correlation-id",
  "x-zendesk-request-id",
  "twilio-request-id",
  "x-sfdc-request-id",
  "x-fb-trace-id",
];

/** `HTTP 201 (request 5f3a)`: the status, and the id of the request where the answer names one. `inBody` is an id that its body names. */
export function shownStatus({ status, header }: Pick<HttpAnswer, "status" | "header">, inBody?: string): string {
  const named = [...requestIds.map((name) => header?.(name)), inBody].find((id) => id !== undefined && /^[\w.:/+=-]{1,100}$/.test(id));
  return named === undefined ? `HTTP ${status}` : `HTTP ${status} (request ${named})`;
}

/** A login, a start page or a proxy answers with one more often than a program does. */
export function isWebPage({ header }: Pick<HttpAnswer, "header">): boolean {
  return header?.("content-type")?.startsWith("text/html") === true;
}

/** RFC 9110, 15.5.8: no receiver answers so. */
const interceptedBy = "HTTP 407: a proxy on the way wants a user and a password: name it, with them, in HTTPS_PROXY or HTTP_PROXY";

/** The wait of a Retry-After header, which may come with any status. */
export function askedBack({ retryAfter: header, header: headerOf }: HttpAnswer, now: Instant): Duration | undefined {
  return retryAfter(header, answeredAt(headerOf, now));
}

/** Other headers also state limits, and some vendors send them with every answer. They count only where the limit was reached. */
function limitWaitOf(answer: HttpAnswer, now: Instant): Duration | undefined {
  const { header: headerOf } = answer;
  return askedBack(answer, now) ?? (headerOf && limitWait(headerOf, answeredAt(headerOf, now)));
}

function wait(after: Duration | undefined): { readonly after?: Duration } {
  return after === undefined ? {} : { after };
}

export function isClientError(status: number): boolean {
  return status >= 400 && status < 500;
}

/** What to do about a failed connection to the receiver. */
const connectionCures: Readonly<Record<string, string>> = {
  ECONNREFUSED: "does it run, and are host and port right?",
  ENOTFOUND: "correct the host, or its entry in the DNS",
  EAI_AGAIN: "does this machine have a name server, and does it answer?",
  UND_ERR_SOCKET: "its log, or that of the proxy before it, says more",
  ECONNRESET: "its log, or that of the proxy before it, says more",
  EPIPE: "its log, or that of the proxy before it, says more",
};

/** Errors before a connection was made, so that nothing can have arrived. */
const neverConnected: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "the host name has no address",
  EAI_AGAIN: "the name server did not answer",
  EHOSTUNREACH: "there is no way to the host",
  ENETUNREACH: "there is no way to the network",
  EADDRNOTAVAIL: "there is no local address left",
};

/** A good answer whose connection broke before the end of its body. It differs from `isBrokenConnection`: the request has arrived. */
export class AnswerCut extends Error {
  readonly status: number;
  constructor(status: number, cause: unknown) {
    super("the answer was cut short", { cause });
    this.status = status;
  }
}

/** Errors of a broken connection. The request may have arrived before. */
const broken: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: "the connection was closed before the answer",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed while sending",
};

const outOfTime = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT", "ESOCKETTIMEDOUT"]);

/** Certificates and handshakes. */
const tlsTrouble = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO|UND_ERR_PRX_TLS)/;

/** What is wrong with a secure connection, and the remedy (OpenSSL's names of verification errors, as Node gives them). */
const tlsCures: readonly (readonly [RegExp, string])[] = [
  [/^(CERT_HAS_EXPIRED)/, "its certificate has expired: the receiver has to renew it"],
  [/^CERT_NOT_YET_VALID/, "its certificate is not valid yet: is the clock of this machine right?"],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|UND_ERR_PRX_TLS)/,
    "its certificate is for another host: correct the host, or the certificate",
  ],
  [
    /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_)/,
    "its certificate is signed by nobody who is believed here: name the authority with ca: or NODE_EXTRA_CA_CERTS",
  ],
  [/^(EPROTO|ERR_SSL_)/, "it does not speak TLS as we do: is the port right, and is it https?"],
];

/** An answer that is not HTTP. undici does not always give the parser's errors a code. */
const notHttp = /^(HTTPParserError|HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES)/;

/**
 * The outcome of an attempt without an answer; undefined for an error that no network causes, which is a bug of ours.
 * `signal` may have ended it. Only codes are shown, because messages of errors name hosts and paths.
 */
export function classifyError(error: unknown, signal: AbortSignal): Outcome | undefined {
  if (signal.aborted) return stopped(signal.reason);
  const short = shortage(error);
  if (short !== undefined) return short;
  if (error instanceof ProxyError && error.status !== undefined) return refusedByProxy(error.variable, error.status);
  if (error instanceof AnswerCut) return later("bad_answer", cutShort(error.status), true);
  const code = codeOf(error);
  if (error instanceof ProxyError && isUnmade(code)) return proxyUnreachable(error.variable, code);
  if (error instanceof ProxyError && code === "ETUNNEL")
    return later("unreachable", `the proxy of ${error.variable} hung up before there was a way to the host`, false);
  if (code === addressBlocked) return { kind: "refused", reason: "ssrf_blocked", detail: rootOf(error as Error).message }; // it has a code, and its message is ours
  if (code === nameBlocked) return { kind: "pause", reason: "address", detail: leadsInside };
  if (code === "UND_ERR_CONNECT_TIMEOUT") return later("timeout", "no connection in time", false);
  if (outOfTime.has(code)) return later("timeout", `${tooLate}${named(code)}`, true);
  if (tlsTrouble.test(code)) return later("unreachable", insecure(code), false);
  // undici's word for an answer with status 100, which only a request with `Expect` may get (RFC 9110, 15.2.1).
  if (code === "UND_ERR_SOCKET" && /bad response/.test(String(error))) return later("bad_answer", continued, true);
  if (notHttp.test(code))
    return later("bad_answer", `the answer is not HTTP: are port and scheme (http, https) right?${named(code)}`, true);
  return connectionTrouble(code);
}

function cutShort(status: number): string {
  return `the answer began (HTTP ${status}) and broke off: let the receiver, or the proxy before it, send as much as its content-length says`;
}

/** No answer within the `timeout:` of the destination. */
export const tooLate = "no answer in time: let the receiver answer first and work afterwards, or raise timeout:";

/** The system's code, which people search for. A library's own name is left out. */
function named(code: string): string {
  return /^(UND_ERR_|HTTPParserError)/.test(code) ? "" : ` (${code})`;
}

function insecure(code: string): string {
  const cure = tlsCures.find(([codes]) => codes.test(code))?.[1];
  return `no secure connection${cure === undefined ? "" : `: ${cure}`}${named(code)}`;
}

const continued = "the receiver said 100 Continue, which no request asks for: switch that off there, or in the proxy before it";

/** The operator has to repair the proxy, so messages wait; except for a host that the proxy cannot reach just now. */
function refusedByProxy(variable: string, status: number): Outcome {
  const proxy = `the proxy of ${variable}`;
  if (status === 407)
    return { kind: "pause", reason: "proxy", detail: `${proxy} wants another user and password (HTTP 407): write them in ${variable}` };
  if (status >= 500) return later("unreachable", `${proxy} cannot reach the host just now (HTTP ${status})`, false);
  return {
    kind: "pause",
    reason: "proxy",
    detail: `${proxy} lets nothing through to the host (HTTP ${status}): permit the host there, or name it in NO_PROXY`,
  };
}

function isUnmade(code: string): boolean {
  return code === "UND_ERR_CONNECT_TIMEOUT" || neverConnected[code] !== undefined;
}

/** With a proxy, only the proxy itself is looked up and connected to. */
function proxyUnreachable(variable: string, code: string): Outcome {
  const why = neverConnected[code] ?? "no connection in time";
  return later("unreachable", `the proxy of ${variable} cannot be reached: ${why}${named(code)}`, false);
}

const leadsInside =
  "the host name leads to an address that is not public: mend its entry in the DNS, or permit the address with allow_private";

/** The process, or the whole machine, has no descriptor left for a file or a connection. The other side is not to blame. */
const noDescriptors = /\b(EMFILE|ENFILE)\b/;

/** A lookup without a descriptor fails with one of these errors, like a lookup of a wrong name or without an answer. */
const lookupFailed = /\b(EAI_AGAIN|ENOTFOUND)\b/;

/** The outcome of an attempt for which no descriptor was left; undefined for every other error. */
export function shortage(error: unknown, hasDescriptor: () => boolean = hasDescriptorLeft): Outcome | undefined {
  const code = codeOf(error);
  const system = error instanceof Error && "errno" in error && "syscall" in error ? error.message : ""; // some clients put their own code over it
  const causes = `${code} ${system}`;
  const [found] = noDescriptors.exec(causes) ?? (lookupFailed.test(causes) && !hasDescriptor() ? ["EMFILE"] : []);
  if (found === undefined) return undefined;
  const detail = `no descriptor was left for a connection (${found}): raise the limit of open files`;
  return { kind: "later", reason: "interrupted", detail, after: second, countsAsAttempt: false };
}

/** `AbortSignal.timeout` aborts with a TimeoutError; with any other reason the caller wants to stop. */
function stopped(reason: unknown): Outcome {
  const isTimeout = reason instanceof Error && reason.name === "TimeoutError";
  return isTimeout ? later("timeout", tooLate, true) : later("interrupted", "stopped while sending", true);
}

function connectionTrouble(code: string): Outcome | undefined {
  const before = neverConnected[code];
  const what = before ?? broken[code];
  if (what === undefined) return undefined;
  const cure = connectionCures[code];
  return later("unreachable", `${what}${named(code)}${cure === undefined ? "" : `: ${cure}`}`, before === undefined);
}

function later(reason: LaterReason, detail: string, ambiguous: boolean): Outcome {
  return ambiguous ? { kind: "later", reason, detail, ambiguous } : { kind: "later", reason, detail };
}

/** Whether no connection was made, so that nothing can have arrived. */
export function isUnconnected(error: unknown): boolean {
  return isUnmade(codeOf(error));
}

/** The step at which an attempt without an answer failed. */
export type Hop = "DNS" | "TCP" | "proxy" | "TLS" | "HTTP";

export function hopOf(error: unknown): Hop {
  const code = codeOf(error);
  if (error instanceof ProxyError && (error.status !== undefined || isUnmade(code))) return "proxy";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === nameBlocked) return "DNS";
  if (code === addressBlocked || isUnmade(code)) return "TCP";
  return tlsTrouble.test(code) ? "TLS" : "HTTP";
}

/** Whether a connection broke like one that was kept open for too long. */
export function isBrokenConnection(error: unknown): boolean {
  return !(error instanceof AnswerCut) && Object.hasOwn(broken, codeOf(error));
}

/** The error's code, or its name where it has none. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const root = rootOf(error);
  return "code" in root && typeof root.code === "string" ? root.code : root.name;
}

/** The first error with a code; that of the first address, where several were tried. */
function rootOf(error: Error): Error {
  const [first]: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  if (first instanceof Error) return rootOf(first);
  const hasCode = "code" in error && typeof error.code === "string";
  return hasCode || !(error.cause instanceof Error) ? error : rootOf(error.cause);
}
