/** The name of a channel that an event decides, as Slack writes names: small letters, digits, hyphens and underscores, at most 80. */

import { toWellFormed } from "../../text/cut.ts";

const longestName = 80;

/** An id of a channel as Slack gives it. A person's id is none: a message for a channel never becomes a direct one. */
const channelId = /^[CG][A-Z0-9]{7,}$/;

/** `#A80HVD8577` → `#a80hvd8577`; empty where nothing is left. */
export function channelOf(rendered: string): string {
  const text = rendered.trim();
  if (channelId.test(text)) return text;
  const name = toWellFormed(text.normalize("NFKC"))
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "-")
    .replace(/^[-]+/, "");
  const short = [...name]
    .slice(0, longestName)
    .join("")
    .replace(/(?<!-)-+$/, "");
  return short === "" ? "" : `#${short}`;
}
