/** Reads an error answer of bitHuman: its code, its message, its link, and what to do. Pure. */

import { isJsonObject, type Json, type JsonObject, parsedJson } from "../../core/json.ts";
import type { Duration, Instant } from "../../core/time.ts";
import { cut } from "../../text/cut.ts";
import type { HttpAnswer } from "../classify.ts";
import { type Redact, redactor } from "../redact.ts";
import { retryAfter } from "../retry-after.ts";
import { fieldIn } from "./envelope.ts";

/** The consequence. `credentials` and `account` wait for a person; `later` passes by itself; `refused` concerns this request alone. */
export type Consequence = "credentials" | "account" | "later" | "refused";

export interface BithumanTrouble {
  /** bitHuman's own code, or one of ours where it sent none. */
  readonly code: string;
  /** bitHuman's own words, or ours where it sent none. */
  readonly message: string;
  /** The page on which bitHuman offers a remedy. */
  readonly link: string | undefined;
  readonly cure: string;
  readonly consequence: Consequence;
  /** How long bitHuman asked us to wait. */
  readonly after: Duration | undefined;
}

export interface TroubleRow {
  readonly code: string;
  /** Distinguishes rows with the same code, by bitHuman's message. */
  readonly says?: RegExp;
  readonly consequence: Consequence;
  readonly cure: string;
}

/** bitHuman's reference, "Errors" and "Rate limits". docs/bithuman.md has the same table for people, and a test compares the two. */
export const troubleRows: readonly TroubleRow[] = [
  {
    code: "UNAUTHORIZED",
    consequence: "credentials",
    cure: "copy the API secret again from www.bithuman.ai → Developer → API into BITHUMAN_API_SECRET",
  },
  {
    code: "MISSING_AUTH",
    consequence: "credentials",
    cure: "set BITHUMAN_API_SECRET, and see that no proxy removes the header api-secret",
  },
  {
    code: "FORBIDDEN",
    consequence: "credentials",
    cure: "BITHUMAN_API_SECRET belongs to another account than the agent: use the secret of the account that owns it",
  },
  { code: "INSUFFICIENT_BALANCE", consequence: "account", cure: "buy credits for the bitHuman account, or switch on its automatic top-up" },
  { code: "PLAN_REQUIRED", consequence: "account", cure: "move the bitHuman account to a plan with API access (Creator or higher)" },
  {
    code: "ACCOUNT_SUSPENDED",
    consequence: "account",
    cure: "the bitHuman account is suspended: settle open invoices on its dashboard, or write to bitHuman's support",
  },
  {
    code: "RUNTIME_SUSPENDED",
    consequence: "account",
    cure: "bitHuman has stopped the avatars of the account: look at its dashboard for the reason, or write to bitHuman's support",
  },
  {
    code: "CONCURRENCY_LIMIT_REACHED",
    consequence: "later",
    cure: "as many avatars run as the plan allows: end one on the dashboard, or move to a larger plan",
  },
  {
    code: "RATE_LIMITED",
    consequence: "later",
    cure: "nothing to do: it is tried again when bitHuman allows it; a larger plan allows more",
  },
  {
    code: "NO_AVAILABLE_WORKERS",
    consequence: "later",
    cure: "nothing to do: bitHuman has no avatar free just now, and it is tried again",
  },
  {
    code: "NOT_FOUND",
    says: /no active rooms/i,
    consequence: "refused",
    cure: "the visitor has left: nobody is in a room of this agent any more",
  },
  {
    code: "NOT_FOUND",
    says: /agent not found/i,
    consequence: "refused",
    cure: "bitHuman knows no such agent: it was deleted, or BITHUMAN_API_SECRET belongs to another account",
  },
  { code: "NOT_FOUND", consequence: "refused", cure: "what was asked for is not there any more; if it should be, check BITHUMAN_API_URL" },
  {
    code: "EDGE_BLOCKED",
    consequence: "refused",
    cure: "the edge before bitHuman blocked the request, whatever the secret: see that no proxy changes the header user-agent",
  },
  { code: "UNAVAILABLE", consequence: "later", cure: "nothing to do: bitHuman has trouble of its own, and it is tried again" },
  {
    code: "UNREACHABLE",
    consequence: "later",
    cure: "see that this machine may connect to https://api.bithuman.ai, or check BITHUMAN_API_URL",
  },
  {
    code: "UNEXPECTED_ANSWER",
    consequence: "later",
    cure: "check BITHUMAN_API_URL; if it is right, bitHuman has changed its interface: look for a newer version of the relay",
  },
  { code: "ACCOUNT_REFUSED", consequence: "account", cure: "do what bitHuman's message and link say, or write to bitHuman's support" },
  { code: "REQUEST_REFUSED", consequence: "refused", cure: "bitHuman does not take this request: its message says why" },
];

/** The trouble in an answer. Undefined for a good answer, by its status and its keys. */
export function troubleOf(answer: HttpAnswer, now: Instant, redact: Redact = redactor([])): BithumanTrouble | undefined {
  const body = parsedJson(answer.body);
  const error = errorIn(body);
  const status = statusOf(answer.status, error, body);
  if (status >= 200 && status < 300) return undefined;
  const message = redact(filledText(error?.message) ?? filledText(error?.detail) ?? "");
  const code = codeOf(status, error, answer.body, body === undefined);
  const row = rowOf(code, message) ?? rowOf(codeOfStatus(status, body === undefined), message) ?? refusedRow;
  return {
    code,
    message: cut(message || ownWords(status, body === undefined), longestMessage),
    link: linkIn(error, redact),
    cure: row.cure,
    consequence: row.consequence,
    after: retryAfter(answer.retryAfter, now),
  };
}

/** Trouble without an answer of bitHuman. */
export function ownTrouble(code: "UNREACHABLE" | "UNEXPECTED_ANSWER" | "UNAVAILABLE", message: string): BithumanTrouble {
  const { cure, consequence } = rowOf(code, "") ?? refusedRow;
  return { code, message, link: undefined, cure, consequence, after: undefined };
}

/** All of it in one line, for people. */
export function troubleText({ code, message, link, cure }: BithumanTrouble): string {
  return `bitHuman answers ${code}: ${message.replace(/(?<![.\s])[.\s]+$/, "")}; ${cure}${link === undefined ? "" : ` (${link})`}`;
}

const longestMessage = 300;
const longestLink = 300;
const longestCode = 60;

const refusedRow: TroubleRow = { code: "REQUEST_REFUSED", consequence: "refused", cure: "bitHuman's message says why" };

function rowOf(code: string, message: string): TroubleRow | undefined {
  return troubleRows.find((row) => row.code === code && (row.says?.test(message) ?? true));
}

/** The object that explains a failure. bitHuman's older answers have its keys at the top. */
function errorIn(body: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(body)) return undefined;
  const error = fieldIn(body, ["error"]);
  if (isJsonObject(error)) return error;
  return typeof error === "string" ? { message: error, ...body } : body;
}

/** An answer with 200 can contain an error as well. */
function statusOf(status: number, error: JsonObject | undefined, body: Json | undefined): number {
  if (status < 200 || status >= 300 || !isJsonObject(body)) return status;
  const isError = isJsonObject(body.error) || typeof body.error === "string" || body.status === "error";
  const reported = [error?.httpStatus, body.status_code].find((each) => typeof each === "number" && each >= 400);
  return isError ? (typeof reported === "number" ? reported : 400) : status;
}

function codeOf(status: number, error: JsonObject | undefined, raw: string, isPage: boolean): string {
  if (status === 403 && /\b1010\b/.test(raw) && filledText(error?.code) === undefined) return "EDGE_BLOCKED";
  const sent = filledText(error?.code)?.toUpperCase();
  return sent !== undefined && /^[A-Z][A-Z0-9_]*$/.test(sent) && sent.length <= longestCode ? sent : codeOfStatus(status, isPage, true);
}

/** The code for a status. `isBare`: no code came with it; otherwise the table does not know the code. */
function codeOfStatus(status: number, isPage: boolean, isBare = false): string {
  if (status === 401) return "UNAUTHORIZED";
  if (status === 402) return isBare ? "INSUFFICIENT_BALANCE" : "ACCOUNT_REFUSED";
  if (status === 403) return isPage ? "EDGE_BLOCKED" : isBare ? "FORBIDDEN" : "ACCOUNT_REFUSED";
  if (status === 404) return "NOT_FOUND";
  if (status === 429) return "RATE_LIMITED";
  return status >= 500 || status === 408 || status === 425 ? "UNAVAILABLE" : "REQUEST_REFUSED";
}

function ownWords(status: number, isPage: boolean): string {
  return isPage ? `HTTP ${status}, and no JSON` : `HTTP ${status}`;
}

/** `upgrade_url`, `topup_url`, and similar keys. */
function linkIn(error: JsonObject | undefined, redact: Redact): string | undefined {
  const links = Object.entries(error ?? {}).filter(([key]) => key.endsWith("_url"));
  for (const [, value] of links) {
    const url = typeof value === "string" && value.length <= longestLink && URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !["https:", "http:"].includes(url.protocol)) continue;
    const { origin, pathname, search, hash } = url;
    const rest = search + hash;
    return `${origin}${pathname}${redact(rest) === rest ? rest : ""}`;
  }
  return undefined;
}

function filledText(value: Json | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
