/** bitHuman's two signing schemes, with several secrets while one is being replaced. */

import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { BithumanScheme } from "../core/source.ts";
import { type Instant, minute } from "../core/time.ts";

declare const verified: unique symbol;

/** Bytes of a known sender. Only proof/check.ts makes them, so unproven bytes cannot be parsed. */
export type Verified = Buffer & { readonly [verified]: true };

export type SignatureRefusal = "signature_missing" | "signature_invalid" | "timestamp_out_of_tolerance" | "scheme_mismatch";

export interface SignatureCheck {
  readonly scheme: BithumanScheme;
  readonly keys: readonly KeyObject[];
}

export const signatureHeader = "x-bithuman-signature";
export const timestampHeader = "x-bithuman-timestamp";

/** Headers that only the timestamped generation sends beside the timestamp. */
const companions = ["x-bithuman-event", "x-bithuman-delivery"] as const;

/** How far the time of a timestamped signature may be from ours, in both directions. */
const tolerance = 5 * minute;

/** Undefined where one of the secrets signed these bytes. Every wrong digest takes the same time. */
export function bithumanRefusal(
  raw: Buffer,
  headers: IncomingHttpHeaders,
  check: SignatureCheck,
  now: Instant,
): SignatureRefusal | undefined {
  const sent = headers[signatureHeader];
  if (sent === undefined) return "signature_missing";
  const digest = digestOf(String(sent));
  if (digest === undefined) return "signature_invalid";
  const timestamp = headers[timestampHeader];
  if (timestamp === undefined || check.scheme === "body") return bodyRefusal(raw, digest, headers, check);
  return timestampedRefusal(raw, digest, String(timestamp), check, now);
}

function timestampedRefusal(
  raw: Buffer,
  digest: Buffer,
  timestamp: string,
  { keys }: SignatureCheck,
  now: Instant,
): SignatureRefusal | undefined {
  if (!isRecent(timestamp, now)) return "timestamp_out_of_tolerance";
  return isSigned(keys, digest, raw, `${timestamp}.`) ? undefined : "signature_invalid";
}

function bodyRefusal(
  raw: Buffer,
  digest: Buffer,
  headers: IncomingHttpHeaders,
  { scheme, keys }: SignatureCheck,
): SignatureRefusal | undefined {
  const signed = isSigned(keys, digest, raw, "");
  if (signed && scheme !== "timestamped" && !beginsWithTimestamp(raw)) return undefined;
  const isOther = signed || headers[timestampHeader] !== undefined || companions.some((name) => headers[name] !== undefined);
  return isOther ? "scheme_mismatch" : "signature_invalid";
}

/** `sha256=` and 64 hex digits, as bytes. The length is checked here, because timingSafeEqual throws on unequal ones. */
function digestOf(header: string): Buffer | undefined {
  return /^sha256=[0-9a-f]{64}$/i.test(header) ? Buffer.from(header.slice(7), "hex") : undefined;
}

function isRecent(timestamp: string, now: Instant): boolean {
  return /^\d{1,15}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1_000) <= tolerance;
}

/** Tries every secret, so that the right one takes the same time at any position. */
function isSigned(keys: readonly KeyObject[], digest: Buffer, raw: Buffer, prefix: string): boolean {
  let signed = false;
  for (const key of keys) {
    const hmac = createHmac("sha256", key);
    if (prefix !== "") hmac.update(prefix, "latin1"); // headers arrive as latin1
    if (timingSafeEqual(hmac.update(raw).digest(), digest)) signed = true;
  }
  return signed;
}

/**
 * The timestamped scheme signs `<ts>.<json>`. Sent as a body its digest would verify, and the same event could come in again
 * outside the window. A JSON number such as `1.5` does not begin like that.
 */
function beginsWithTimestamp(raw: Buffer): boolean {
  return isDigit(raw[0]) && /^\d+\.(?!\d)/.test(raw.toString("latin1", 0, 32));
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
