/** What bitHuman's answer to a sentence means. At most once: whatever may have been heard is not repeated. */

import type { Outcome } from "../../core/delivery.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { Instant } from "../../core/time.ts";
import { type Answer, classifyError } from "../../net/classify.ts";
import { retryAfter } from "../../net/retry-after.ts";

export const unknownOutcome: Outcome = refused("it is unknown whether it was heard, so it is not repeated");

/** Rows of docs.bithuman.ai, "Agents: speak, add-context": the shape of 2026 and the one of 2025, where `data` holds it. */
export function outcomeOf({ status, body, retryAfter: wait }: Answer, now: Instant): Outcome {
  const said = parsed(body);
  if (status >= 200 && status < 300) return heard(said);
  if (status === 429 || status === 503) return later(status, retryAfter(wait, now));
  if (status === 401) return { kind: "pause", reason: "credentials", detail: "bitHuman does not take BITHUMAN_API_SECRET" };
  if (status === 402) return refused("the bitHuman account has no credits left");
  if (status === 403 && body.includes("1010")) return refused("bitHuman's edge blocked the request (1010), whatever the secret");
  if (status === 404) return refused(/no active rooms/i.test(messageIn(said)) ? "the visitor has left" : "bitHuman knows no such agent");
  if (status >= 400 && status < 500) return refused(`bitHuman refused it (HTTP ${status})`);
  return unknownOutcome;
}

/** Without an answer: it is repeated only where no connection was made. */
export function outcomeOfError(error: unknown, signal: AbortSignal): Outcome | undefined {
  const outcome = classifyError(error, signal);
  return outcome?.kind === "later" && outcome.ambiguous === true ? unknownOutcome : outcome;
}

function heard(said: Json): Outcome {
  const inner = isJsonObject(said) && isJsonObject(said.data) ? said.data : said;
  if (!isJsonObject(inner)) return unknownOutcome;
  const { delivered_to_rooms: rooms, rooms_skipped_no_worker: skipped } = inner;
  if (rooms === 0 || (typeof skipped === "number" && skipped > 0)) return refused("nobody heard it: no avatar is at work in the room");
  return { kind: "delivered", reference: typeof rooms === "number" ? String(rooms) : "1" };
}

function later(status: number, after: number | undefined): Outcome {
  const waiting = { kind: "later", detail: `HTTP ${status}`, ...(after !== undefined && { after }) } as const;
  return status === 429 ? { ...waiting, reason: "throttled", countsAsAttempt: false } : { ...waiting, reason: "unavailable" };
}

function refused(detail: string): Outcome {
  return { kind: "refused", reason: "permanent", detail };
}

function messageIn(said: Json): string {
  const error = isJsonObject(said) ? said.error : undefined;
  return isJsonObject(error) && typeof error.message === "string" ? error.message : "";
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null; // no JSON at all: who answered was not bitHuman
  }
}
