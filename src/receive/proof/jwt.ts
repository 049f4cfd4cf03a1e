/** A JWT with a digest of the body, as LiveKit sends it (livekit/protocol: auth/verifier.go, webhook/verifier.go). */

import { createHmac, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { JwtSignature } from "../../core/source.ts";
import type { Instant } from "../../core/time.ts";
import { isDeeperThan } from "../body/json-depth.ts";
import type { SignatureRefusal } from "../signature.ts";

/** LiveKit's tokens have a third of this length. */
const longestToken = 4_096;

export interface JwtCheck {
  readonly rule: JwtSignature;
  readonly keys: readonly KeyObject[];
  readonly issuer: string | undefined;
}

/** Undefined where one of the secrets and the issuer made the token, it is valid now, and it is about this body. */
export function jwtRefusal(
  raw: Buffer,
  headers: IncomingHttpHeaders,
  { rule, keys, issuer }: JwtCheck,
  now: Instant,
): SignatureRefusal | undefined {
  const token = String(headers[rule.header] ?? "")
    .replace(/^Bearer /i, "")
    .trim();
  const [head = "", claims = "", signature = "", ...rest] = token.length > longestToken ? [] : token.split(".");
  if (rest.length > 0 || objectIn(head)?.alg !== "HS256") return "signature_invalid";
  if (!isSigned(`${head}.${claims}`, Buffer.from(signature, "base64url"), keys)) return "signature_invalid";
  const claimed = objectIn(claims) ?? {};
  if (issuer === undefined || claimed.iss !== issuer) return "signature_invalid";
  if (!isTimely(claimed, rule.leeway, now)) return "timestamp_out_of_tolerance";
  const digest = Buffer.from(typeof claimed[rule.digestClaim] === "string" ? String(claimed[rule.digestClaim]) : "", "base64");
  const own = hash("sha256", raw, "buffer");
  return digest.length === own.length && timingSafeEqual(digest, own) ? undefined : "signature_invalid";
}

function isSigned(text: string, signature: Buffer, keys: readonly KeyObject[]): boolean {
  let signed = false;
  for (const key of keys) {
    const made = createHmac("sha256", key).update(text, "latin1").digest();
    if (made.length === signature.length && timingSafeEqual(made, signature)) signed = true;
  }
  return signed;
}

/** `exp` is required; `nbf` is checked where it is there (RFC 7519, 4.1.4 and 4.1.5). Seconds. */
function isTimely({ exp, nbf }: JsonObject, leeway: number, now: Instant): boolean {
  if (typeof exp !== "number" || now - leeway > exp * 1_000) return false;
  return nbf === undefined || (typeof nbf === "number" && now + leeway >= nbf * 1_000);
}

function objectIn(part: string): JsonObject | undefined {
  const bytes = Buffer.from(part, "base64url");
  if (isDeeperThan(4, bytes)) return undefined;
  try {
    const value = JSON.parse(bytes.toString()) as Json; // JSON.parse makes nothing else
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined; // no token
  }
}
