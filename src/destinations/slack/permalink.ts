/** Slack's own address of a message, so that people get to it from the page. */

import type { SendContext } from "../../core/destination.ts";
import { type Duration, second } from "../../core/time.ts";
import type { SlackPosted } from "./outcome.ts";
import { referenceOf, withLink } from "./reference.ts";
import { type Api, call } from "./web-api.ts";

/** The message is in Slack already and waits for no longer than this. */
const timeout: Duration = 2 * second;
const longest = 300;

/**
 * Adds the link to the reference of a posted message (docs.slack.dev/reference/methods/chat.getPermalink, which needs no scope of its
 * own). A known link is kept. Without an answer there is no link, and the message is delivered all the same.
 */
export async function permalinked(
  api: Api,
  posted: SlackPosted,
  { reference: before, signal }: Pick<SendContext, "reference" | "signal">,
): Promise<SlackPosted> {
  if (posted.kind !== "posted" || posted.reference === undefined) return posted;
  const { channel, ts } = referenceOf(posted.reference) ?? {};
  const known = referenceOf(before);
  if (channel === undefined || ts === undefined) return posted;
  const isSame = known?.ts === ts && known.channel === channel;
  const link = isSame && known.link !== undefined ? known.link : await askedLink(api, { channel, message_ts: ts }, signal);
  return link === undefined ? posted : { ...posted, reference: withLink(posted.reference, link) };
}

async function askedLink(
  api: Api,
  message: { readonly channel: string; readonly message_ts: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const called = await call(api, "chat.getPermalink", message, AbortSignal.any([signal, AbortSignal.timeout(timeout)]));
  const link = called.kind === "answered" ? called.result.permalink : undefined;
  return typeof link === "string" && link.length <= longest && /^https:\/\/\S+$/.test(link) ? link : undefined;
}
