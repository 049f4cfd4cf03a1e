/** What is queued for Slack: a notice and where it goes. */

import type { Json } from "../../core/json.ts";
import type { Notice } from "../notice.ts";

/** `channel` is empty where an incoming webhook decides it. */
export type SlackBody = Notice & { readonly channel: string };

/** The body as it was rendered here before it was queued. */
export function slackBody(body: Json): { readonly channel: string; readonly notice: Notice } {
  const { channel, ...notice } = body as SlackBody; // `render` made it, and the queue keeps JSON as it is
  return { channel, notice };
}
