/** What a diagnosis looks at: one refused request, and what the relay would have taken for proof. */

import type { IncomingHttpHeaders } from "node:http";
import type { BithumanScheme } from "../../core/source.ts";
import type { Instant } from "../../core/time.ts";

/** A request as it came. */
export interface Suspect {
  readonly method: string;
  /** As people may read it: without its query, and without a secret. */
  readonly path: string;
  /** The source that it came to; undefined where the path is no source's. */
  readonly source: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Undefined where it was not kept. */
  readonly body: Buffer | undefined;
  /** When it came. */
  readonly at: Instant;
}

/** What one source takes for proof of the sender. */
export interface TakenProof {
  readonly source: string;
  /** As people may read it. */
  readonly path: string;
  /** How bitHuman signs for it. */
  readonly scheme: BithumanScheme;
  /** Headers in which other vendors sign in ways of their own. */
  readonly otherSignatures: readonly string[];
  /** Secrets that sign. */
  readonly secrets: readonly string[];
  /** Headers that show a secret: lower-case names, and each value that is taken. */
  readonly shown: readonly { readonly name: string; readonly value: string }[];
}

/** One mistake, in words for the person who can mend it. Nothing secret is in it. */
export interface Mistake {
  /** Stable, for programs. */
  readonly code: MistakeCode;
  /** What was found. */
  readonly what: string;
  readonly cure: string;
}

export type MistakeCode =
  | "address_not_allowed"
  | "algorithm"
  | "body_compressed"
  | "body_form"
  | "body_not_kept"
  | "body_reencoded"
  | "body_too_large"
  | "clock"
  | "encoding_base64"
  | "header_name"
  | "header_not_taken"
  | "header_value"
  | "method"
  | "no_proof"
  | "none_now"
  | "path"
  | "prefix_missing"
  | "relay_trouble"
  | "secret_base64"
  | "secret_list"
  | "secret_of_another_source"
  | "secret_prefix"
  | "secret_quotes"
  | "secret_shown"
  | "secret_whitespace"
  | "secret_wrong"
  | "signature_beside_header"
  | "signature_header"
  | "signature_list"
  | "signature_unreadable"
  | "signature_without_secret"
  | "signed_text"
  | "timestamp_format"
  | "timestamp_milliseconds"
  | "timestamp_missing"
  | "timestamp_unsigned";
