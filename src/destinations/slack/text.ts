/** Parts of all Slack messages. */

import type { JsonObject } from "../../core/json.ts";

/** A `type`, not an interface: it is sent as JSON. */
export type Layout = {
  /** For notifications, for screen readers and where blocks are refused. */
  readonly text: string;
  readonly blocks: readonly JsonObject[];
};

/** Plain text: Slack reads no entity, no link and no emoji in it. */
export function plainText(text: string): JsonObject {
  return { type: "plain_text", text, emoji: false };
}

/** A moment (RFC 3339) in the reader's time zone, and `otherwise` for clients that cannot show it; empty where it is none. */
export function dateText(at: string, otherwise: string = at): readonly JsonObject[] {
  const seconds = Math.floor(Date.parse(at) / 1_000);
  return Number.isNaN(seconds) ? [] : [{ type: "mrkdwn", text: `<!date^${seconds}^{date_short_pretty} {time_secs}|${otherwise}>` }];
}
