/** What came in one interval, in one message for each channel. */

import type { Parcel } from "../../core/destination.ts";
import { cut } from "../../text/cut.ts";
import { oneLine } from "../kit/notice.ts";
import { type SlackNotice, slackBody } from "./body.ts";
import type { Layout } from "./layout.ts";
import { escaped } from "./mrkdwn.ts";
import { plainText } from "./text.ts";
import { threadLayout } from "./thread.ts";

/** What goes together: parcels of a digest by their channel, every other one alone. */
export function lettersOf(parcels: readonly Parcel[]): readonly (readonly Parcel[])[] {
  const digests = new Map<string, Parcel[]>();
  const letters: Parcel[][] = [];
  for (const parcel of parcels) {
    const { channel, isDigest } = slackBody(parcel.message.body);
    const open = isDigest ? digests.get(channel) : undefined;
    if (open !== undefined) {
      open.push(parcel);
      continue;
    }
    const letter = [parcel];
    letters.push(letter);
    if (isDigest) digests.set(channel, letter);
  }
  return letters;
}

/** Each as a line and its text; of what does not fit the newest are shown. */
export function digestLayout(parcels: readonly Parcel[], noticeIn: (body: ReturnType<typeof slackBody>) => SlackNotice): Layout {
  const notices = parcels.map(({ message }) => noticeIn(slackBody(message.body)));
  const items = notices.map(({ title, text, said }) => ({ who: title, text, ...(said && { said }) }));
  const rules = [...new Set(parcels.map(({ message }) => message.rule))];
  const title = cut(oneLine(`${parcels.length} messages: ${rules.join(", ")}`), 150);
  const { blocks } = threadLayout({ kind: "findings", channel: "", title, items, more: 0 });
  return { text: escaped(title), blocks: [{ type: "header", text: plainText(title) }, ...blocks] };
}
