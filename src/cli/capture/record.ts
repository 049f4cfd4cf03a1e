/** One captured request as a line of JSON with masked secrets, and how the relay would read it. */

import { createSecretKey } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "../../core/json.ts";
import { isReadProblem } from "../../core/source.ts";
import type { Instant } from "../../core/time.ts";
import { bithuman, readBithuman } from "../../receive/bithuman.ts";
import { parseObject } from "../../receive/body/json-text.ts";
import { diagnose } from "../../receive/diagnosis/diagnose.ts";
import { usualHeaders } from "../../receive/diagnosis/shown.ts";
import type { TakenProof } from "../../receive/diagnosis/suspect.ts";
import { shownAs } from "../../receive/diagnosis/taken-proof.ts";
import { defaultLimits } from "../../receive/receiver.ts";
import { bithumanRefusal, signatureHeader, timestampHeader } from "../../receive/signature.ts";

interface Captured {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values alternately, unchanged. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

interface Fit extends JsonObject {
  /** The dialect with these keys; null where none has them. */
  readonly dialect: string | null;
  readonly event: string | null;
  /** Why the body is no event. */
  readonly problem: string | null;
}

interface Signed extends JsonObject {
  readonly scheme: "none" | "header" | "body" | "timestamped";
  /** Null where there is no secret to check. */
  readonly verified: boolean | null;
  readonly why: string;
  /** The mistakes, with remedies: `{code, what, cure}`. */
  readonly mistakes: readonly JsonObject[];
}

export interface CaptureRecord {
  readonly line: JsonObject;
  readonly fit: Fit;
  readonly signed: Signed;
}

export function recordOf(captured: Captured, secrets: readonly string[], now: Instant): CaptureRecord {
  const { method, url, rawHeaders, body } = captured;
  const [fit, signed] = [fitOf(body), signedOf(captured, secrets, now)];
  const line = {
    received_at: new Date(now).toISOString(),
    method,
    url: maskedUrl(url),
    headers: maskedHeaders(rawHeaders),
    body_base64: body.toString("base64"),
    body_text: body.toString(),
    fit,
    signature: signed,
  };
  return { line, fit, signed };
}

function fitOf(raw: Buffer): Fit {
  const body = parseObject(raw, defaultLimits.depth);
  if (typeof body === "string") return { dialect: null, event: null, problem: body };
  const format = bithuman.formatOf(body) ?? null;
  const read = readBithuman(body);
  if (!isReadProblem(read)) return { dialect: format, event: read.account.type, problem: null };
  const problem = format === null ? `expected ${read.expected}` : `${read.pointer}: expected ${read.expected}`;
  return { dialect: format, event: null, problem };
}

function signedOf(captured: Captured, secrets: readonly string[], now: Instant): Signed {
  const { headers, body } = captured;
  const scheme = schemeOf(headers);
  if (secrets.length === 0) return { scheme, verified: null, why: "set BITHUMAN_WEBHOOK_SECRET to have it tried", mistakes: [] };
  const keys = secrets.map((secret) => createSecretKey(Buffer.from(secret)));
  if (bithumanRefusal(body, headers, { scheme: "auto", keys }, now) === undefined)
    return { scheme, verified: true, why: "by the secret", mistakes: [] };
  const mistakes = mistakesIn(captured, secrets, now);
  if (scheme === "none" && mistakes[0]?.code === "none_now")
    return { scheme: "header", verified: true, why: "by the secret in a header", mistakes: [] };
  const why = mistakes.map(({ what, cure }) => `${what} ${cure}`).join(" ");
  return { scheme, verified: false, why: scheme === "none" ? `${why}${othersOf(headers)}` : why, mistakes };
}

function schemeOf(headers: IncomingHttpHeaders): "none" | "body" | "timestamped" {
  if (headers[signatureHeader] === undefined) return "none";
  return headers[timestampHeader] === undefined ? "body" : "timestamped";
}

/** It is checked like a request to the default source, whatever its path. */
function mistakesIn({ method, url, headers, body }: Captured, secrets: readonly string[], now: Instant): Signed["mistakes"] {
  const shown = secrets.flatMap((secret) => usualHeaders.map((name) => shownAs(name, secret)));
  const proof: TakenProof = { source: "bithuman", path: "/webhook", scheme: "auto", otherSignatures: [], secrets, shown };
  return diagnose({ method, path: maskedUrl(url), source: "bithuman", headers, body, at: now }, [proof]).map((mistake) => ({ ...mistake }));
}

/** Other headers that may contain a signature. */
function othersOf(headers: IncomingHttpHeaders): string {
  const names = Object.keys(headers).filter((name) => /signature|hmac|digest/i.test(name));
  return names.length === 0 ? "" : ` What else could be a signature: ${names.join(", ")}.`;
}

const secretHeader = /auth|cookie|key|token|secret|password|credential/i;

function maskedHeaders(raw: readonly string[]): string[][] {
  const pairs: string[][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = "", value = ""] = raw.slice(index, index + 2);
    pairs.push([name, maskedValue(name, value)]);
  }
  return pairs;
}

/** The form and the beginning of a signature stay, because they show its kind; of a credential only the length. */
function maskedValue(name: string, value: string): string {
  if (/signature|hmac|digest/i.test(name)) return value.length > 20 ? `${value.slice(0, 15)}… (${value.length} characters)` : value;
  return secretHeader.test(name) ? `*** (${value.length} characters)` : value;
}

/** Values in a query may be tokens. */
function maskedUrl(url: string): string {
  return url.replace(/([?&][^=&?]*=)[^&]+/g, "$1***");
}
