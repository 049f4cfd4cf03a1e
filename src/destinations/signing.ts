/** Signatures of Standard Webhooks (standard-webhooks/spec, "Signature scheme"). */

import { createHmac } from "node:crypto";
import { z } from "zod";
import { isPlaceholder } from "./placeholder.ts";

const prefix = "whsec_";

/** The bytes that the specification asks of a secret. */
const bytes = { least: 24, most: 64 };

/** `whsec_` and 24 to 64 bytes in base64. */
export function signingSecret(): z.ZodType<string> {
  return z.string().superRefine((secret, context) => {
    if (isSecret(secret) || isPlaceholder(secret)) return;
    const hint = `make one with: echo "${prefix}$(openssl rand -base64 32)"`;
    const message = `expected ${prefix} and ${bytes.least} to ${bytes.most} bytes in base64`;
    context.addIssue({ code: "custom", message, params: { code: "E_VALUE", hint } });
  });
}

function isSecret(text: string): boolean {
  if (!text.startsWith(prefix) || !/^[A-Za-z0-9+/]+={0,2}$/.test(text.slice(prefix.length))) return false;
  const { length } = keyOf(text);
  return length >= bytes.least && length <= bytes.most;
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), "base64");
}

/** What is signed: the id is the same for every attempt, the timestamp (seconds) is not. */
export interface Signed {
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
}

/** The header `webhook-signature`: one signature for each secret. */
export function signatureOf({ id, timestamp, body }: Signed, secrets: readonly string[]): string {
  const text = `${id}.${timestamp}.${body}`;
  return secrets.map((secret) => `v1,${createHmac("sha256", keyOf(secret)).update(text).digest("base64")}`).join(" ");
}
