/** Checks whether a message is in Slack already, where the answer to an earlier attempt got lost. */

import { isJsonObject, type Json, valueAt } from "../../core/json.ts";
import type { SlackMessageAddress } from "./reference.ts";
import { type Api, call } from "./web-api.ts";

export type FoundPost = { readonly kind: "found"; readonly reference: string } | { readonly kind: "missing" | "unknown" };

/** `unknown` where Slack does not allow the check: it needs a channel's id, and the scope to read there. */
export async function look(api: Api, key: string, { channel, ts }: SlackMessageAddress, signal: AbortSignal): Promise<FoundPost> {
  if (!/^[CDG][A-Z0-9]+$/.test(channel)) return { kind: "unknown" };
  const method = ts === undefined ? "conversations.history" : "conversations.replies";
  const payload = { channel, limit: 100, include_all_metadata: true, ...(ts !== undefined && { ts }) };
  const called = await call(api, method, payload, signal);
  if (called.kind !== "answered" || !Array.isArray(called.result.messages)) return { kind: "unknown" };
  const messages: readonly Json[] = called.result.messages;
  const own = messages.find((each) => isJsonObject(each) && valueAt(each, ["metadata", "event_payload", "key"]) === key);
  if (!isJsonObject(own) || typeof own.ts !== "string") return { kind: "missing" };
  return { kind: "found", reference: `${channel}:${own.ts}` };
}
