/** What an AWS error means for a delivery. Only its name and status are shown, because messages contain keys and addresses. */

import type { Outcome } from "../../core/delivery.ts";
import { classifyError } from "../../net/classify.ts";

/** Names of throttling errors (AWS SDK, "service-error-classification"). */
const throttled =
  /^(SlowDown|Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|BandwidthLimitExceeded|ProvisionedThroughputExceeded|KMSThrottling)/;

/** Names of errors that a person has to repair, beside all with status 401 or 403. */
const credentials =
  /^(AccessDenied|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|ExpiredToken|InvalidAccessKeyId|IncompleteSignature|MissingAuthenticationToken|CredentialsProviderError|TokenProviderError|AuthorizationHeaderMalformed|InvalidClientTokenId)/;

/** What the client calls an answer without a code of AWS. */
const nameless = /^(Unknown|UnknownError|Error|SyntaxError|NotFound)$/;
const otherService = "this is no answer of AWS: is AWS_ENDPOINT_URL right, and does no proxy stand between?";

const missing = /^(NoSuchBucket|ResourceNotFound|PermanentRedirect|KMSNotFound|KMSDisabled)/;

/** The outcome of a client's error; undefined for one that no service and no network causes. */
export function outcomeOf(error: unknown, signal: AbortSignal): Outcome | undefined {
  if (!(error instanceof Error) || signal.aborted) return classifyError(error, signal);
  const status = statusOf(error);
  const detail = status === undefined ? error.name : `${error.name} (HTTP ${status})`;
  const named = byName(error.name, detail);
  if (named !== undefined) return named;
  if (status === undefined) return withoutAnswer(error, signal);
  const outcome = byStatus(status, detail);
  return outcome.kind === "refused" && nameless.test(error.name)
    ? { kind: "pause", reason: "address", detail: `${detail}: ${otherService}` }
    : outcome;
}

/** The outcome of an error code, where its name says enough. */
export function byName(name: string, detail: string): Outcome | undefined {
  if (throttled.test(name)) return { kind: "later", reason: "throttled", detail, countsAsAttempt: false };
  if (credentials.test(name)) return { kind: "pause", reason: "credentials", detail };
  return missing.test(name) ? { kind: "pause", reason: "missing", detail } : undefined;
}

function byStatus(status: number, detail: string): Outcome {
  if (status === 429) return { kind: "later", reason: "throttled", detail, countsAsAttempt: false };
  if (status === 401 || status === 403) return { kind: "pause", reason: "credentials", detail };
  if (status >= 400 && status < 500 && status !== 408) return { kind: "refused", reason: "permanent", detail };
  // After any other failure the work may have been done.
  return { kind: "later", reason: status >= 500 || status === 408 ? "unavailable" : "bad_answer", detail, ambiguous: true };
}

function withoutAnswer(error: Error, signal: AbortSignal): Outcome | undefined {
  if (error.name === "TimeoutError") return { kind: "later", reason: "timeout", detail: "no answer in time", ambiguous: true };
  return classifyError(error, signal);
}

function statusOf(error: Error): number | undefined {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: unknown } };
  return typeof $metadata?.httpStatusCode === "number" ? $metadata.httpStatusCode : undefined;
}
