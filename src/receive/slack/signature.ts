/** Slack's signature of a request (docs.slack.dev, "Verifying requests from Slack"), with a limit in both directions of time. */

import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type Instant, minute } from "../../core/time.ts";

export type SlackRefusal = "slack_signature_missing" | "slack_signature_invalid" | "slack_timestamp_out_of_tolerance";

/** How far Slack's time may be from ours. Slack's own library accepts any time in the future. */
const tolerance = 5 * minute;

/** What a request claims before its body is there. */
export interface Claimed {
  readonly timestamp: string;
  readonly digest: Buffer;
}

/** Several secrets, separated by commas, while one is being replaced. */
export function slackKeys(secrets: string): readonly KeyObject[] {
  return secrets
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "")
    .map((secret) => createSecretKey(secret, "utf8"));
}

/** Reads the headers. A missing, malformed or expired signature needs no body. */
export function claimOf(headers: IncomingHttpHeaders, now: Instant): Claimed | SlackRefusal {
  const [timestamp, signature] = [headers["x-slack-request-timestamp"], headers["x-slack-signature"]];
  if (timestamp === undefined || signature === undefined) return "slack_signature_missing";
  const at = String(timestamp);
  if (!/^\d{1,15}$/.test(at) || Math.abs(now - Number(at) * 1_000) > tolerance) return "slack_timestamp_out_of_tolerance";
  const [, digest] = /^v0=([0-9a-f]{64})$/.exec(String(signature)) ?? [];
  return digest === undefined ? "slack_signature_invalid" : { timestamp: at, digest: Buffer.from(digest, "hex") };
}

/** The secrets that signed these bytes at that time; all of them are tried. */
export function signersOf(body: Buffer, { timestamp, digest }: Claimed, keys: readonly KeyObject[]): readonly KeyObject[] {
  const signers: KeyObject[] = [];
  for (const key of keys) {
    const right = createHmac("sha256", key).update(`v0:${timestamp}:`).update(body).digest();
    if (timingSafeEqual(right, digest)) signers.push(key);
  }
  return signers;
}
