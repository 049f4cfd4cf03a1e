/** What the end of an SMTP session means for a delivery. The server's code decides, not the name of the error. */

import type { Outcome } from "../../core/delivery.ts";
import { shortage } from "../../net/classify.ts";
import type { Redact } from "../../net/redact.ts";
import { cut } from "../../text/cut.ts";

/** The most characters that are kept of the server's text. */
const longestDetail = 500;

/** The parts of nodemailer's error that matter. */
interface SmtpTrouble {
  readonly code: string;
  readonly command: string;
  readonly responseCode: number | undefined;
  readonly response: string;
}

/** The outcome of nodemailer's error; undefined for one that no server and no network causes. */
export function outcomeOf(error: unknown, signal: AbortSignal, redact: Redact): Outcome | undefined {
  if (signal.aborted) return stopped(signal.reason);
  const short = shortage(error);
  if (short !== undefined) return short;
  const trouble = troubleOf(error);
  if (trouble === undefined) return undefined;
  const { responseCode } = trouble;
  // A server without STARTTLS answers "500 what?", which says nothing about the mail.
  return responseCode === undefined || trouble.code === "ETLS" ? withoutAnswer(trouble) : answered({ ...trouble, responseCode }, redact);
}

function troubleOf(error: unknown): SmtpTrouble | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const { code } = error;
  const { command, responseCode, response }: Partial<Record<keyof SmtpTrouble, unknown>> = error;
  return {
    code,
    command: typeof command === "string" ? command : "",
    responseCode: typeof responseCode === "number" && responseCode >= 400 && responseCode < 600 ? responseCode : undefined,
    response: typeof response === "string" ? response : "",
  };
}

/** `AbortSignal.timeout` aborts with a TimeoutError; with any other reason the caller wants to stop. */
function stopped(reason: unknown): Outcome {
  const isTimeout = reason instanceof Error && reason.name === "TimeoutError";
  return isTimeout
    ? { kind: "later", reason: "timeout", detail: "the mail server did not finish in time", ambiguous: true }
    : { kind: "later", reason: "interrupted", detail: "stopped while sending", ambiguous: true };
}

/** Codes about authentication: required, failed, too weak, needs encryption. */
const credentials = new Set([530, 534, 535, 538]);

/** Some say it with another code: 503 5.5.1, 550 5.7.1, 550 5.7.57. */
const unauthenticated = /\bauthentication (is )?required\b|\bauthenticate first\b|\bnot authenticated\b/i;

function answered(trouble: SmtpTrouble & { readonly responseCode: number }, redact: Redact): Outcome {
  const { code, command, responseCode, response } = trouble;
  const detail = cut(redact(response) || `SMTP ${responseCode}`, longestDetail);
  // A greylisting server answers 4xx to a stranger's first try, and a broken one does when it cannot check a password.
  if (responseCode < 500) return { kind: "later", reason: "unavailable", detail };
  if (credentials.has(responseCode) || code === "EAUTH" || unauthenticated.test(response))
    return { kind: "pause", reason: "credentials", detail };
  if (enhancedCode(response) === spent) return { kind: "later", reason: "throttled", detail, countsAsAttempt: false };
  const cure = cureOfAll(trouble);
  if (cure !== undefined) return { kind: "pause", reason: "account", detail: `${detail}: ${cure}` };
  const isRelaying = /(?<![\w.-])relay(ing)?(?![\w.@-])[^\n]{0,40}\b(denied|permitted|allowed|prohibited)|\bunable to relay\b/i.test(
    response,
  );
  if (isRelaying) return { kind: "refused", reason: "recipient_invalid", detail: `${detail}: ${relaying}` };
  return { kind: "refused", reason: command === "RCPT TO" ? "recipient_invalid" : "permanent", detail };
}

/** Texts about recipients in other domains; those in the server's own domains still get their mail. */
const relaying =
  "the server passes nothing on for the relay: give SMTP_URL a user and a password, or let the server permit the relay's address";

/** RFC 3463 calls it congestion; Gmail means the sender's daily limit. */
const spent = "5.4.5";

/** RFC 2034: the class, the subject and the detail after the code. */
function enhancedCode(response: string): string | undefined {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
}

/** An answer that concerns all our mails, and not this one or its recipient, waits for a person. */
function cureOfAll({ command, response }: SmtpTrouble): string | undefined {
  if (never.test(command) || /^(EHLO|HELO|LHLO)/.test(command))
    return "the server takes nothing from this machine: let it permit the relay's address";
  const isOfSender =
    /^5\.1\.[78]$/.test(enhancedCode(response) ?? "") ||
    /\bnot verified\b|\bSendAsDenied\b|\b(account|sending)\b[^\n]{0,40}\b(suspended|disabled|paused)\b/i.test(response);
  const isTooLarge = enhancedCode(response) === "5.3.4";
  return (command === "MAIL FROM" && !isTooLarge) || (command === "DATA" && isOfSender)
    ? "the server takes nothing from this sender: correct SMTP_FROM or from:, or let the server permit it"
    : undefined;
}

const silent: Readonly<Record<string, Outcome>> = {
  ETIMEDOUT: { kind: "later", reason: "timeout", detail: "the mail server did not answer in time", ambiguous: true },
  EDNS: { kind: "later", reason: "unreachable", detail: "the mail server's name has no address" },
  ETLS: {
    kind: "later",
    reason: "unreachable",
    detail: "no secure connection with the mail server; tls: none sends in the clear to one of your own network",
  },
  EPROTOCOL: { kind: "later", reason: "bad_answer", detail: "the answer is not SMTP", ambiguous: true },
  ENOAUTH: { kind: "pause", reason: "credentials", detail: "the mail server wants a user and a password" },
  EAUTH: { kind: "pause", reason: "credentials", detail: "the mail server took no way to authenticate" },
  EENVELOPE: { kind: "refused", reason: "recipient_invalid", detail: "the mail server takes no such address" },
};

/** Connections that were never made. */
const never = /^(CONN|$)/;

/** Before the server was told anything about a mail. */
const early: Readonly<Record<string, Outcome>> = {
  ETIMEDOUT: { kind: "later", reason: "timeout", detail: "the mail server did not greet in time" },
  EPROTOCOL: { kind: "later", reason: "bad_answer", detail: "the greeting is not SMTP" },
};

function withoutAnswer({ code, command, response }: SmtpTrouble): Outcome | undefined {
  // Without an answer nodemailer itself has refused the address.
  if (code === "EENVELOPE" && response !== "") return { kind: "later", reason: "bad_answer", detail: "the answer is not SMTP" };
  const known = (never.test(command) ? early[code] : undefined) ?? silent[code];
  if (known !== undefined) return known;
  if (code === "ESOCKET" && never.test(command))
    return { kind: "later", reason: "unreachable", detail: "no connection with the mail server" };
  // Dropped during the session: after the last dot the server may have the mail.
  const dropped = ["ESOCKET", "ECONNECTION", "ESTREAM"].includes(code);
  return dropped ? { kind: "later", reason: "unreachable", detail: "the mail server hung up", ambiguous: true } : undefined;
}
