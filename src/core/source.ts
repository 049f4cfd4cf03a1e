/** Where webhooks come from, as rules.yaml describes it. */

import type { Duration } from "./time.ts";

export type SignatureScheme = "auto" | "body" | "timestamped" | "none";

export interface Source {
  readonly name: string;
  /** The path on the public port, e.g. `/webhook`. */
  readonly path: string;
  readonly verify: { readonly scheme: SignatureScheme; readonly secrets: readonly string[] } | undefined;
  /** Headers that must be there with exactly this value, lower-case names. Where there is `verify` too, both must hold. */
  readonly headers: Readonly<Record<string, string>>;
  /** CIDR ranges or single addresses; everyone where it is empty. */
  readonly allowIps: readonly string[];
  /** How many proxies in front may speak for the client (X-Forwarded-For). */
  readonly trustedHops: number;
  /** Proxies that may speak for the client, as CIDR ranges or single addresses. */
  readonly trustedProxies: readonly string[];
  /** For how long after an event its sender may still repeat it; 0: it tries once. */
  readonly repeatsFor: Duration;
  /** After so long without an event people are told. */
  readonly silentAfter: Duration | undefined;
}
