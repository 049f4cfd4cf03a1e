/** Texts for Slack in the formatting of other tools. */

import { isJsonObject } from "../../../core/json.ts";
import type { Problem } from "../diagnostic.ts";
import { at, each, rulesIn } from "./walk.ts";

interface Form {
  readonly is: RegExp;
  readonly text: string;
  readonly hint: string;
}

/** https://docs.slack.dev/messaging/formatting-message-text */
const forms: readonly Form[] = [
  { is: /\*\*[^*\n]+\*\*/, text: "bold of Markdown is shown with its stars in Slack", hint: "write *one star* on each side" },
  {
    is: /\[[^[\]\n]+\]\(https?:/,
    text: "a link of Markdown is shown as it is written in Slack",
    hint: "write <https://example.com|the words>",
  },
  {
    is: /(?<![\w<!.])@(?:channel|here|everyone)\b/,
    text: "nobody is notified by an @ alone in Slack",
    hint: "write <!channel>, <!here> or <@U024BE7LH>",
  },
];

export function foreignFormatting(file: unknown): readonly Problem[] {
  const destinations = at(file, "destinations");
  const isSlack = (name: unknown) => typeof name === "string" && at(at(destinations, name), "slack") !== undefined;
  return rulesIn(file).flatMap((rule) =>
    each(at(rule.value, "then"), [...rule.path, "then"]).flatMap(({ value, path }) =>
      isJsonObject(value) && isSlack(value.to) ? ["title", "text"].flatMap((key) => formatOf(value[key], [...path, key])) : [],
    ),
  );
}

function formatOf(text: unknown, path: Problem["path"]): readonly Problem[] {
  const found = typeof text === "string" ? forms.find(({ is }) => is.test(text)) : undefined;
  return found === undefined ? [] : [{ code: "W_LITERAL", text: found.text, hint: found.hint, path, on: "value" }];
}
