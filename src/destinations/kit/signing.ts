/** Signatures for receivers: Standard Webhooks, and bitHuman's own. */

import { createHmac } from "node:crypto";
import { isPlaceholder } from "./placeholder.ts";

/** Standard Webhooks (standard-webhooks/spec, "Signature scheme"), or the header of bitHuman's first generations. */
export const signatures = ["standard-webhooks", "bithuman-v1"] as const;

export type Signature = (typeof signatures)[number];

const prefix = "whsec_";

/** The size that Standard Webhooks requires of a secret. */
const bytes = { least: 24, most: 64 };

/** What is wrong with a secret, and what to do. */
export interface SecretFault {
  readonly text: string;
  readonly hint: string;
}

export function faultOfSecret(secret: string, signature: Signature): SecretFault | undefined {
  if (isPlaceholder(secret)) return undefined;
  if (signature === "bithuman-v1")
    return secret === "" ? { text: "expected a secret", hint: "the one that the receiver checks bitHuman's events with" } : undefined;
  if (isStandardSecret(secret)) return undefined;
  const hint = `make one with: echo "${prefix}$(openssl rand -base64 32)"`;
  return { text: `expected ${prefix} and ${bytes.least} to ${bytes.most} bytes in base64`, hint };
}

function isStandardSecret(text: string): boolean {
  if (!text.startsWith(prefix) || !/^[A-Za-z0-9+/]+={0,2}$/.test(text.slice(prefix.length))) return false;
  const { length } = keyOf(text);
  return length >= bytes.least && length <= bytes.most;
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), "base64");
}

/** The signed values: the id is the same for every attempt, the timestamp (seconds) is not. */
export interface Signed {
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
}

/** The headers that carry a signature. */
export function signatureHeaders(signed: Signed, signature: Signature, secrets: readonly string[]): Readonly<Record<string, string>> {
  const { id, timestamp, body } = signed;
  const common = { "webhook-id": id, "webhook-timestamp": String(timestamp) };
  const [first = ""] = secrets;
  return signature === "standard-webhooks"
    ? { ...common, "webhook-signature": standardSignature(signed, secrets) }
    : { ...common, "x-bithuman-signature": `sha256=${createHmac("sha256", first).update(body).digest("hex")}` };
}

/** The header `webhook-signature`: one signature for each secret, so that a receiver may know either one during a change. */
function standardSignature({ id, timestamp, body }: Signed, secrets: readonly string[]): string {
  const text = `${id}.${timestamp}.${body}`;
  return secrets.map((secret) => `v1,${createHmac("sha256", keyOf(secret)).update(text).digest("base64")}`).join(" ");
}
