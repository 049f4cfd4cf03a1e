/** Decides whether a request is proven: by a signature over its body, by a secret in a header, or by its path. */

import { createSecretKey, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Proof, ProvenBy, SignatureRule, Source } from "../../core/source.ts";
import type { Instant } from "../../core/time.ts";
import { bithumanRefusal, type SignatureRefusal, signatureHeader, type Verified } from "../signature.ts";
import { hmacRefusal } from "./hmac.ts";
import { jwtRefusal } from "./jwt.ts";

/** What the headers alone show. */
export type Sighting =
  /** It has no proof, or a wrong secret. */
  | { readonly kind: "refused"; readonly code: "signature_missing" | "credentials_invalid" }
  /** It has a signature, which is checked when the body is there. */
  | { readonly kind: "signed" }
  | { readonly kind: "proven"; readonly by: ProvenBy };

export interface ProofCheck {
  sight(headers: IncomingHttpHeaders): Sighting;
  /** Checks what the headers left open. Every wrong digest takes the same time. */
  verify(raw: Buffer, headers: IncomingHttpHeaders, now: Instant): Verified | SignatureRefusal;
}

/** `insecure` accepts unproven requests where a source asks for no proof: for loopback only. */
export function proofCheck({ proof, headers }: Pick<Source, "proof" | "headers">, insecure: boolean): ProofCheck {
  if (proof.kind === "secret") return secretCheck(proof);
  const by = byOf(proof, headers);
  const refused = { kind: "refused", code: "signature_missing" } as const;
  const open = by !== "nothing" || insecure;
  return {
    sight: () => (open ? { kind: "proven", by } : refused),
    verify: (raw) => (open ? (raw as Verified) : "signature_missing"), // the headers have proven it
  };
}

function byOf({ kind }: Proof, headers: Source["headers"]): ProvenBy {
  if (kind === "path") return "path";
  return Object.keys(headers).length > 0 ? "header" : "nothing";
}

function secretCheck({ secrets, signatures, shownIn, issuer }: Proof & { readonly kind: "secret" }): ProofCheck {
  const own = secrets.filter((secret) => secret !== ""); // an empty secret would let everyone in
  const keys = own.map((secret) => createSecretKey(Buffer.from(secret)));
  const rules = signatures.map((rule) => ({ header: rule.kind === "bithuman" ? signatureHeader : rule.header, rule }));
  const isShown = shownSecret(own, shownIn);
  const present = (headers: IncomingHttpHeaders) => rules.filter(({ header }) => headers[header] !== undefined);
  return {
    sight(headers) {
      if (present(headers).length > 0) return { kind: "signed" };
      return isShown(headers);
    },
    verify(raw, headers, now) {
      for (const { rule } of present(headers)) {
        const refusal = refusalOf(rule, { raw, headers, keys, issuer, now });
        if (refusal !== undefined) return refusal;
      }
      return raw as Verified; // a signature is right here; without one the headers have proven it
    },
  };
}

interface Signed {
  readonly raw: Buffer;
  readonly headers: IncomingHttpHeaders;
  readonly keys: readonly KeyObject[];
  readonly issuer: string | undefined;
  readonly now: Instant;
}

function refusalOf(rule: SignatureRule, { raw, headers, keys, issuer, now }: Signed): SignatureRefusal | undefined {
  switch (rule.kind) {
    case "bithuman":
      return bithumanRefusal(raw, headers, { scheme: rule.scheme, keys }, now);
    case "hmac":
      return hmacRefusal(raw, headers, { rule, keys }, now);
    case "jwt":
      return jwtRefusal(raw, headers, { rule, keys, issuer }, now);
    default:
      return rule satisfies never;
  }
}

/** Digests are compared, each with each, so that neither time nor length shows how near a guess was. */
function shownSecret(secrets: readonly string[], names: readonly string[]): (headers: IncomingHttpHeaders) => Sighting {
  const expected = secrets.map(digestOf);
  return (headers) => {
    const shown = names.flatMap((name) => shownIn(headers, name));
    if (shown.length === 0) return { kind: "refused", code: "signature_missing" };
    let right = false;
    for (const text of shown) {
      const digest = digestOf(text);
      for (const each of expected) if (timingSafeEqual(digest, each)) right = true;
    }
    return right ? { kind: "proven", by: "header" } : { kind: "refused", code: "credentials_invalid" };
  };
}

/** The secret in a header; in `authorization` only the part after `Bearer`. */
function shownIn(headers: IncomingHttpHeaders, name: string): readonly string[] {
  const value = headers[name];
  if (value === undefined) return [];
  const text = String(value);
  if (name !== "authorization") return [text.trim()];
  return /^bearer /i.test(text) ? [text.slice("bearer ".length).trim()] : [];
}

export function digestOf(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
