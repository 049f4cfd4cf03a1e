/** One captured request as a line of JSON, secrets masked, and what the relay would make of it. */

import { createSecretKey } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "../../core/json.ts";
import type { Instant } from "../../core/time.ts";
import { isProblem } from "../../receive/dialects/dialect.ts";
import { dialects } from "../../receive/dialects/index.ts";
import { parseObject } from "../../receive/json-text.ts";
import { defaultLimits } from "../../receive/receiver.ts";
import { type SignatureRefusal, signatureHeader, timestampHeader, verify } from "../../receive/signature.ts";

interface Captured {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values by turns, as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

interface Fit extends JsonObject {
  /** The dialect whose keys match; null where none does. */
  readonly dialect: string | null;
  readonly event: string | null;
  /** Why the body is no event. */
  readonly problem: string | null;
}

interface Signed extends JsonObject {
  readonly scheme: "none" | "body" | "timestamped";
  /** Null where there is no secret to try. */
  readonly verified: boolean | null;
  readonly why: string;
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
  const dialect = dialects.find((each) => each.matches(body));
  if (dialect === undefined) return { dialect: null, event: null, problem: "expected an object with event_type, or with event" };
  const read = dialect.read(body);
  if (isProblem(read)) return { dialect: dialect.name, event: null, problem: `${read.pointer}: expected ${read.expected}` };
  return { dialect: dialect.name, event: read.account.type, problem: null };
}

const reasons: Readonly<Record<SignatureRefusal, string>> = {
  signature_missing: `there is no ${signatureHeader}`,
  signature_invalid: `no secret in BITHUMAN_WEBHOOK_SECRET makes this signature: is it another secret, or did something on the way change the body?`,
  timestamp_out_of_tolerance: `${timestampHeader} is more than 5 minutes from this machine's clock, or no number of seconds`,
  scheme_mismatch: `the headers are those of timestamped signatures, but ${timestampHeader} is missing or the body alone is signed`,
};

function signedOf({ headers, body }: Captured, secrets: readonly string[], now: Instant): Signed {
  const scheme = headers[signatureHeader] === undefined ? "none" : headers[timestampHeader] === undefined ? "body" : "timestamped";
  if (scheme === "none")
    return { scheme, verified: secrets.length === 0 ? null : false, why: `${reasons.signature_missing}${othersOf(headers)}` };
  if (secrets.length === 0) return { scheme, verified: null, why: "set BITHUMAN_WEBHOOK_SECRET to have it tried" };
  const keys = secrets.map((secret) => createSecretKey(Buffer.from(secret)));
  const checked = verify(body, headers, { scheme: "auto", keys }, now);
  return typeof checked === "string"
    ? { scheme, verified: false, why: reasons[checked] }
    : { scheme, verified: true, why: "by the secret" };
}

/** Where a signature could be hiding. */
function othersOf(headers: IncomingHttpHeaders): string {
  const names = Object.keys(headers).filter((name) => /signature|hmac|digest/i.test(name));
  return names.length === 0 ? "" : `; what else could be one: ${names.join(", ")}`;
}

const telling = /auth|cookie|key|token|secret|password|credential/i;

function maskedHeaders(raw: readonly string[]): string[][] {
  const pairs: string[][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = "", value = ""] = raw.slice(index, index + 2);
    pairs.push([name, maskedValue(name, value)]);
  }
  return pairs;
}

/** Of a signature its form and beginning stay, which says what kind it is; of a credential its length. */
function maskedValue(name: string, value: string): string {
  if (/signature|hmac|digest/i.test(name)) return value.length > 20 ? `${value.slice(0, 15)}… (${value.length} characters)` : value;
  return telling.test(name) ? `*** (${value.length} characters)` : value;
}

/** Values of a query may be tokens. */
function maskedUrl(url: string): string {
  return url.replace(/([?&][^=&]*=)[^&]+/g, "$1***");
}
