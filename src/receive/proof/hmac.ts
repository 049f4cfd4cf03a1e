/** HMAC signatures of other vendors, by their presets. */

import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { HmacSignature } from "../../core/source.ts";
import type { Instant } from "../../core/time.ts";
import type { SignatureRefusal } from "../signature.ts";

/** The most signatures in a header; senders use a few while they replace a secret. */
const mostSignatures = 8;

/** Undefined where one of the secrets has signed the body, at a time near ours. */
export function hmacRefusal(
  raw: Buffer,
  headers: IncomingHttpHeaders,
  { rule, keys }: { readonly rule: HmacSignature; readonly keys: readonly KeyObject[] },
  now: Instant,
): SignatureRefusal | undefined {
  const sent = String(headers[rule.header] ?? "");
  const { timestamp } = rule;
  const ts =
    timestamp === undefined
      ? ""
      : (itemsOf(timestamp.header === undefined ? sent : String(headers[timestamp.header] ?? ""), timestamp.item)[0] ?? "");
  if (timestamp !== undefined && !/^\d{1,15}$/.test(ts)) return "signature_invalid"; // no clock is wrong: the signed text is unknown
  if (timestamp !== undefined && !isRecent(ts, timestamp, now)) return "timestamp_out_of_tolerance";
  const size = rule.algorithm === "sha512" ? 64 : rule.algorithm === "sha1" ? 20 : 32;
  const digests = itemsOf(sent, rule.item)
    .slice(0, mostSignatures)
    .map((text) => bytesOf(text, rule, size))
    .filter((bytes) => bytes !== undefined);
  return digests.length > 0 && isSigned(raw, ts, digests, rule, keys) ? undefined : "signature_invalid";
}

/** The parts of a header: all `name=value` with the name, or all between commas. */
function itemsOf(header: string, name: string | undefined): readonly string[] {
  const parts = header.split(",").map((part) => part.trim());
  return name === undefined ? parts : parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
}

/** A digest as bytes, without a prefix that names the algorithm. */
function bytesOf(text: string, { algorithm, encoding }: HmacSignature, size: number): Buffer | undefined {
  const digest = text.startsWith(`${algorithm}=`) ? text.slice(algorithm.length + 1) : text;
  const form = encoding === "hex" ? /^[0-9a-f]+$/i : /^[A-Za-z0-9+/]+={0,2}$/;
  if (digest.length > 2 * size || !form.test(digest)) return undefined;
  const bytes = Buffer.from(digest, encoding);
  return bytes.length === size ? bytes : undefined; // timingSafeEqual throws on unequal lengths
}

function isRecent(ts: string, { unit, window }: NonNullable<HmacSignature["timestamp"]>, now: Instant): boolean {
  const count = Number(ts);
  const milliseconds = unit === "ms" || (unit === "auto" && count >= 1e11) ? count : count * 1_000;
  return Math.abs(now - milliseconds) <= window;
}

/** Tries every secret with every digest, so that the right one takes the same time at any position. */
function isSigned(raw: Buffer, ts: string, digests: readonly Buffer[], rule: HmacSignature, keys: readonly KeyObject[]): boolean {
  const [before = "", after = ""] = rule.signs.replaceAll("{ts}", ts).split("{raw}");
  let signed = false;
  for (const key of keys) {
    const made = createHmac(rule.algorithm, key).update(before).update(raw).update(after).digest();
    for (const digest of digests) if (timingSafeEqual(made, digest)) signed = true;
  }
  return signed;
}
