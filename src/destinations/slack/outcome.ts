/** What Slack's error codes mean for a delivery (docs.slack.dev, chat.postMessage and incoming webhooks). */

import type { Outcome } from "../../core/delivery.ts";
import type { Duration } from "../../core/time.ts";
import { knownError } from "./errors.ts";

/** How one post ended: the message is in Slack, Slack refused it, or the answer is not understood. */
export type SlackPosted =
  /** `reference` is its address, as `channel:ts`; an incoming webhook does not return it. */
  | { readonly kind: "posted"; readonly reference?: string }
  /** Nothing had to be sent. */
  | { readonly kind: "needless" }
  | Unposted;

export type Unposted =
  /** `after` is how long Slack asked us to wait. */
  | { readonly kind: "error"; readonly code: string; readonly after: Duration | undefined }
  | { readonly kind: "unanswered"; readonly outcome: Outcome };

export function unanswered(detail: string): Unposted {
  return { kind: "unanswered", outcome: { kind: "later", reason: "bad_answer", detail, ambiguous: true } };
}

/** An answer that is not Slack's own says nothing about a message: a proxy answers, or the address is another one's. */
export function strangersAnswer(outcome: Outcome, status: number, cure: string): Unposted {
  const concernsAll = outcome.kind === "refused" && ![400, 413, 415, 422].includes(status);
  return { kind: "unanswered", outcome: concernsAll ? { kind: "pause", reason: "address", detail: `HTTP ${status}: ${cure}` } : outcome };
}

/** The blocks are wrong; the words may still arrive. */
const layoutTrouble = /^(invalid_blocks|msg_blocks_too_long|msg_too_long|too_many_attachments|metadata_|invalid_metadata|invalid_payload)/;

/** The message to reply to no longer exists. */
const threadTrouble = new Set([
  // chat.update
  "cant_update_message",
  "edit_window_closed",
  "thread_not_found",
  "message_not_found",
  "cannot_reply_to_message",
  "restricted_action_thread_locked",
  "restricted_action_non_threadable_channel",
]);

/** Whether another channel may accept what this one refused. */
export function isBadChannel(posted: SlackPosted): boolean {
  return posted.kind === "error" && knownError(posted.code)?.about === "channel";
}

/** What has to be removed so that the message may still arrive. */
export type Mend = "layout" | "thread";

export function mendOf(posted: SlackPosted): Mend | undefined {
  if (posted.kind !== "error") return undefined;
  if (threadTrouble.has(posted.code)) return "thread";
  return layoutTrouble.test(posted.code) ? "layout" : undefined;
}

/** Whether a text is one of Slack's codes. Any other text may contain anything and is not shown. */
export function isCode(text: string): boolean {
  return /^[a-z]+(_[a-z]+)*$/.test(text) && text.length <= 60;
}

function outcomeOfCode(code: string): Outcome {
  const known = knownError(code);
  // A code that Slack has added since may pass by itself, so the message is retried like others.
  if (known === undefined) return { kind: "later", reason: "bad_answer", detail: `Slack said ${code}, which the relay does not know` };
  const detail = `Slack said ${code}: ${known.cure}`;
  switch (known.about) {
    case "token":
      return { kind: "pause", reason: "credentials", detail };
    case "channel":
      return { kind: "pause", reason: "missing", detail };
    case "gone":
      return { kind: "pause", reason: "gone", detail };
    case "wait":
      return { kind: "later", reason: "throttled", detail: `Slack said ${code}`, countsAsAttempt: false };
    case "unsure":
      return { kind: "later", reason: "unavailable", detail: `Slack said ${code}`, ambiguous: true };
    case "ours":
      return { kind: "refused", reason: "permanent", detail };
    default:
      return known.about satisfies never;
  }
}

export function outcomeOf(posted: SlackPosted): Outcome {
  switch (posted.kind) {
    case "posted":
      return posted.reference === undefined ? { kind: "delivered" } : { kind: "delivered", reference: posted.reference };
    case "needless":
      return { kind: "delivered", free: true };
    case "error":
      return waiting(outcomeOfCode(posted.code), posted.after);
    case "unanswered":
      return posted.outcome;
    default:
      return posted satisfies never;
  }
}

function waiting(outcome: Outcome, after: Duration | undefined): Outcome {
  return outcome.kind === "later" && after !== undefined ? { ...outcome, after } : outcome;
}
