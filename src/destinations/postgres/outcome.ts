/** What an error of PostgreSQL means for a delivery (PostgreSQL documentation, appendix A, "Error codes"). */

import type { Outcome } from "../../core/delivery.ts";
import { classifyError } from "../../net/classify.ts";

/** Whether one row is to blame, so that the others of its statement can be inserted without it: data and constraints. */
export function isAboutRow(error: unknown): boolean {
  return /^2[23]/.test(stateOf(error));
}

/** The outcome of the client's error; undefined for one that no server and no network causes. */
export function outcomeOf(error: unknown, signal: AbortSignal): Outcome | undefined {
  if (signal.aborted) return classifyError(error, signal);
  const state = stateOf(error);
  return state === "" ? withoutState(error, signal) : byState(state, error as Error);
}

function byState(state: string, { message }: Error): Outcome {
  // The server's text about a wrong value contains the value, so only the code is kept.
  if (/^2[23]/.test(state)) return { kind: "refused", reason: "permanent", detail: `PostgreSQL refused the row (${state})` };
  if (/^28|^42501/.test(state))
    return { kind: "pause", reason: "credentials", detail: `PostgreSQL let us not in, or not write (${state})` };
  if (/^(42|3D|3F)/.test(state)) return { kind: "pause", reason: "missing", detail: `${message} (${state})` };
  // Too many connections, a full disk, a server that starts or stops, a replica, a deadlock: it may work later.
  return { kind: "later", reason: "unavailable", detail: `PostgreSQL cannot just now (${state})` };
}

/** Errors of the client itself, which have no code. */
const knownErrors: readonly (readonly [RegExp, Outcome])[] = [
  [/timeout exceeded when trying to connect|timeout expired/i, { kind: "later", reason: "timeout", detail: "no connection in time" }],
  [/query read timeout/i, { kind: "later", reason: "timeout", detail: "no answer in time", ambiguous: true }],
  [/does not support SSL/i, { kind: "later", reason: "unreachable", detail: "the server has no TLS, which the URL or ca asks for" }],
  [/password must be a|client password/i, { kind: "pause", reason: "credentials", detail: "the server wants a password" }],
  [/terminated|closed/i, { kind: "later", reason: "unreachable", detail: "the connection was closed", ambiguous: true }],
];

function withoutState(error: unknown, signal: AbortSignal): Outcome | undefined {
  const known = error instanceof Error ? knownErrors.find(([message]) => message.test(error.message)) : undefined;
  return known?.[1] ?? classifyError(error, signal);
}

/** Five letters and digits, where the server itself has answered. */
function stateOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return error instanceof Error && typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && "severity" in error ? code : "";
}
