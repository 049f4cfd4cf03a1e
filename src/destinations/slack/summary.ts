/** Sends many messages as one, where they come faster than a channel accepts them: how many, and of which rules. */

import type { OutboundMessage } from "../../core/destination.ts";
import type { JsonObject } from "../../core/json.ts";
import { cut } from "../../text/cut.ts";
import { oneLine } from "../kit/notice.ts";
import { escaped } from "./mrkdwn.ts";
import { type Layout, plainText } from "./text.ts";

/** A section of Slack's has ten fields. */
const mostFields = 10;

export function summaryLayout(outbound: readonly OutboundMessage[]): Layout {
  const title = `${outbound.length} more, sent together`;
  const counts = countsOf(outbound);
  const named = counts.length > mostFields ? counts.slice(0, mostFields - 1) : counts;
  const rest = counts.slice(named.length);
  const others = rest.length === 0 ? [] : [`${rest.length} other rules: ${rest.reduce((sum, [, count]) => sum + count, 0)}`];
  const fields = [...named.map(([rule, count]) => `${cut(oneLine(rule), 150)}: ${count}`), ...others];
  const why = "They came faster than Slack takes messages. Each is on the page, under Incidents, and can be claimed there.";
  const blocks: readonly JsonObject[] = [
    { type: "header", text: plainText(title) },
    { type: "section", fields: fields.map(plainText) },
    { type: "context", elements: [plainText(why)] },
  ];
  return { text: escaped(cut(`${title}: ${fields.join(", ")}`, 600)), blocks };
}

/** The count of each rule, the largest first. */
function countsOf(outbound: readonly OutboundMessage[]): readonly (readonly [rule: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { message } of outbound) counts.set(message.rule, (counts.get(message.rule) ?? 0) + 1);
  return [...counts].sort(([one, few], [other, many]) => many - few || one.localeCompare(other));
}
