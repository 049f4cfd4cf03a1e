/** Pieces that all of Slack's messages are made of. */

import type { JsonObject } from "../../core/json.ts";

/** Plain text says nothing but itself: no entity, no link, no emoji is looked for in it. */
export function plainText(text: string): JsonObject {
  return { type: "plain_text", text, emoji: false };
}

/** A moment (RFC 3339) in the time zone of whoever reads it, and `otherwise` where a client cannot tell; nothing where it is none. */
export function dateText(at: string, otherwise: string = at): readonly JsonObject[] {
  const seconds = Math.floor(Date.parse(at) / 1_000);
  return Number.isNaN(seconds) ? [] : [{ type: "mrkdwn", text: `<!date^${seconds}^{date_short_pretty} {time_secs}|${otherwise}>` }];
}
