/** Makes the proof of a request like the sender of a source: for samples, and for replays. */

import { createHmac, hash } from "node:crypto";
import type { HmacSignature, JwtSignature, SignatureRule, Source } from "../../core/source.ts";
import { type Instant, minute, second } from "../../core/time.ts";
import { signatureHeader } from "../signature.ts";

type Headers = Readonly<Record<string, string>>;

interface Signing {
  readonly body: string;
  readonly secret: string;
  readonly issuer: string | undefined;
  readonly now: Instant;
}

/** The headers that prove a body to a source: its first kind of signature, or the secret in a header with `shown`. */
export function proofHeaders({ proof, headers }: Pick<Source, "proof" | "headers">, body: string, now: Instant, shown = false): Headers {
  if (proof.kind !== "secret") return headers;
  const [secret = ""] = proof.secrets;
  const [rule] = proof.signatures;
  const [name] = proof.shownIn;
  if (name !== undefined && (shown || rule === undefined))
    return { ...headers, [name]: name === "authorization" ? `Bearer ${secret}` : secret };
  return rule === undefined ? headers : { ...headers, ...signed(rule, { body, secret, issuer: proof.issuer, now }) };
}

function signed(rule: SignatureRule, signing: Signing): Headers {
  switch (rule.kind) {
    case "bithuman":
      return { [signatureHeader]: `sha256=${createHmac("sha256", signing.secret).update(signing.body).digest("hex")}` };
    case "hmac":
      return hmacHeaders(rule, signing);
    case "jwt":
      return { [rule.header]: tokenOf(rule, signing) };
    default:
      return rule satisfies never;
  }
}

function hmacHeaders({ header, item, timestamp, signs, algorithm, encoding }: HmacSignature, { body, secret, now }: Signing): Headers {
  const ts = timestamp?.unit === "ms" ? String(now) : String(Math.floor(now / second));
  const text = signs.split("{ts}").join(ts).split("{raw}").join(body);
  const signature = createHmac(algorithm, secret).update(text).digest(encoding);
  const value = item === undefined ? signature : `${item}=${signature}`;
  if (timestamp === undefined) return { [header]: value };
  if (timestamp.header !== undefined) return { [header]: value, [timestamp.header]: ts };
  return { [header]: `${timestamp.item === undefined ? ts : `${timestamp.item}=${ts}`},${value}` };
}

/** Valid for five minutes, like LiveKit's. */
function tokenOf({ digestClaim }: JwtSignature, { body, secret, issuer = "", now }: Signing): string {
  const from = Math.floor(now / second);
  const claims = { iss: issuer, nbf: from, exp: from + (5 * minute) / second, [digestClaim]: hash("sha256", body, "base64") };
  const text = [{ alg: "HS256", typ: "JWT" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}
