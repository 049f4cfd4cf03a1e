/** The input of a diagnosis: one refused request, and what the relay would have accepted as proof. */

import type { IncomingHttpHeaders } from "node:http";
import type { BithumanScheme } from "../../core/source.ts";
import type { Instant } from "../../core/time.ts";

/** A request as it came. */
export interface Suspect {
  readonly method: string;
  /** For people: without its query, and without a secret. */
  readonly path: string;
  /** The source of its path; undefined where the path belongs to none. */
  readonly source: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Undefined where it was not stored. */
  readonly body: Buffer | undefined;
  /** When it came. */
  readonly at: Instant;
}

/** What one source accepts as proof. */
export interface TakenProof {
  readonly source: string;
  /** For people. */
  readonly path: string;
  /** bitHuman's scheme for it. */
  readonly scheme: BithumanScheme;
  /** Headers of other vendors' signatures. */
  readonly otherSignatures: readonly string[];
  /** Secrets that sign. */
  readonly secrets: readonly string[];
  /** Headers with a secret: lower-case names, and each accepted value. */
  readonly shown: readonly { readonly name: string; readonly value: string }[];
}

/** One mistake, for the person who can repair it. It contains no secret. */
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
