/** The messages of one interval, in one message for each channel. */

import type { OutboundMessage } from "../../core/destination.ts";
import { cut } from "../../text/cut.ts";
import { oneLine } from "../kit/notice.ts";
import { type SlackNotice, slackBody } from "./body.ts";
import { escaped } from "./mrkdwn.ts";
import { type Layout, plainText } from "./text.ts";
import { threadLayout } from "./thread.ts";

/** Groups the messages of a digest by their channel; every other one stays alone. */
export function lettersOf(outbound: readonly OutboundMessage[]): readonly (readonly OutboundMessage[])[] {
  const digests = new Map<string, OutboundMessage[]>();
  const letters: OutboundMessage[][] = [];
  for (const one of outbound) {
    const { channel, isDigest } = slackBody(one.message.body);
    const open = isDigest ? digests.get(channel) : undefined;
    if (open !== undefined) {
      open.push(one);
      continue;
    }
    const letter = [one];
    letters.push(letter);
    if (isDigest) digests.set(channel, letter);
  }
  return letters;
}

/** Each as a line and its text. Where not all fit, the newest are shown. */
export function digestLayout(outbound: readonly OutboundMessage[], noticeIn: (body: ReturnType<typeof slackBody>) => SlackNotice): Layout {
  const notices = outbound.map(({ message }) => noticeIn(slackBody(message.body)));
  const items = notices.map(({ title, text, said }) => ({ who: title, text, ...(said && { said }) }));
  const rules = [...new Set(outbound.map(({ message }) => message.rule))];
  const title = cut(oneLine(`${outbound.length} messages: ${rules.join(", ")}`), 150);
  const { blocks } = threadLayout({ kind: "findings", channel: "", title, items, more: 0 });
  return { text: escaped(title), blocks: [{ type: "header", text: plainText(title) }, ...blocks] };
}
