/** The meaning of an answer from a receiver without a table of its own: for `http:` without a preset, and for `webhook:`. Pure. */

import type { Outcome, PauseReason } from "../../core/delivery.ts";
import type { HttpRequest } from "../../net/http-client.ts";

export type Judge = NonNullable<HttpRequest["judge"]>;

export interface AskedReceiver {
  /** Whether every request goes to the same address. Otherwise an answer is about one record. */
  readonly hasOnePath: boolean;
  /** An earlier attempt may have arrived. */
  readonly unsure: boolean;
}

/** Answers that concern every message, so all of them wait for a person; 403 and 410 only where there is one address. */
const pausing: ReadonlyMap<number, { readonly reason: PauseReason; readonly cure: string; readonly isOfAddress?: true }> = new Map([
  [401, { reason: "credentials", cure: "correct the key or token in headers: (or the secret)" }],
  [402, { reason: "account", cure: "the receiver wants to be paid first" }],
  [403, { reason: "credentials", cure: "give the key or token the right to do this", isOfAddress: true }],
]);

/** Misdirected (RFC 9110, 15.5.20), and locked by somebody else now (RFC 4918, 11.3). */
const passing: readonly number[] = [421, 423];

/** RFC 9110 decides about all other answers (net/classify.ts). A Retry-After asks us to come back. */
export function ownReceiver(status: number, outcome: Outcome, { hasOnePath, unsure }: AskedReceiver): Outcome {
  if (outcome.kind === "pause" && outcome.reason === "gone" && !hasOnePath)
    return { kind: "refused", reason: "permanent", detail: outcome.detail };
  if (outcome.kind !== "refused" || outcome.reason !== "permanent") return outcome;
  const { detail } = outcome;
  const pause = pausing.get(status);
  if (pause !== undefined && (hasOnePath || pause.isOfAddress !== true))
    return { kind: "pause", reason: pause.reason, detail: `${detail}: ${pause.cure}` };
  // The same key again, while the first request still runs (draft-ietf-httpapi-idempotency-key-header, 2.6).
  const isAtWork = status === 409 && unsure;
  return passing.includes(status) || isAtWork ? { kind: "later", reason: "unavailable", detail } : outcome;
}
