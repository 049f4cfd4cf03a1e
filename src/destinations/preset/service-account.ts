/** Google's service accounts: the key file, and the claim that its private key signs (RFC 7523). */

import { createPrivateKey, sign } from "node:crypto";
import { isJsonObject, parsedJson } from "../../core/json.ts";
import { type Instant, second } from "../../core/time.ts";

export interface ServiceAccount {
  readonly email: string;
  /** PEM. */
  readonly privateKey: string;
}

/** The account in a key file; undefined where the text is none, or its key cannot sign. */
export function readServiceAccount(text: string): ServiceAccount | undefined {
  const key = parsedJson(text);
  if (!isJsonObject(key)) return undefined;
  const { client_email: email, private_key: privateKey } = key;
  if (typeof email !== "string" || email === "" || typeof privateKey !== "string") return undefined;
  return isKey(privateKey) ? { email, privateKey } : undefined;
}

function isKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}

/** Google accepts no claim with a longer life. */
const claimLife = 3_600;

/** A JWT with RS256, as on Google's page: https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests. */
export function signedClaim(
  { email, privateKey }: ServiceAccount,
  { audience, scope, now }: { readonly audience: string; readonly scope: string; readonly now: Instant },
): string {
  const at = Math.floor(now / second);
  const claims = { iss: email, scope, aud: audience, iat: at, exp: at + claimLife };
  const head = `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded(claims)}`;
  return `${head}.${sign("sha256", Buffer.from(head), privateKey).toString("base64url")}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
