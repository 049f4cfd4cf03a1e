/**
 * Slack's mrkdwn, read into pieces that mean nothing but themselves. A rule's author may write `<!here>`, `<@U…>` or
 * `<https://…|label>`; what a visitor wrote was escaped by the template and becomes plain text again here.
 */

import { cut } from "../../text/cut.ts";

/** An element of a rich text (docs.slack.dev, "Rich text block"). */
export type Element =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "broadcast"; readonly range: string }
  | { readonly type: "user"; readonly user_id: string }
  | { readonly type: "channel"; readonly channel_id: string }
  | { readonly type: "usergroup"; readonly usergroup_id: string }
  | { readonly type: "link"; readonly url: string; readonly text?: string };

/** The pieces of a text, in order; at most `limit` characters of it, with a mark where it was cut. */
export function elementsOf(mrkdwn: string, limit: number): readonly Element[] {
  const elements: Element[] = [];
  let room = limit;
  for (const element of parse(mrkdwn)) {
    const width = visible(element).length;
    if (width > room) return [...elements, ...rest(element, room)];
    elements.push(element);
    room -= width;
  }
  return elements;
}

/** What is left of the element that no longer fits. */
function rest(element: Element, room: number): readonly Element[] {
  const text = element.type === "text" ? cut(element.text, Math.max(1, room)) : "…";
  return [{ type: "text", text }];
}

function visible(element: Element): string {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return element.text ?? element.url;
    case "broadcast":
      return element.range;
    case "user":
      return element.user_id;
    case "channel":
      return element.channel_id;
    case "usergroup":
      return element.usergroup_id;
    default:
      return element satisfies never;
  }
}

function parse(mrkdwn: string): readonly Element[] {
  const pieces = mrkdwn.split(/(<[^<>\n]{1,3000}>)/);
  // Split keeps what it split at: every second piece stands in brackets.
  return pieces.flatMap((piece, index) => (index % 2 === 1 ? [entity(piece.slice(1, -1))] : plain(piece)));
}

function plain(text: string): readonly Element[] {
  return text === "" ? [] : [{ type: "text", text: unescaped(text) }];
}

function entity(inner: string): Element {
  const [target = "", label] = inner.split("|", 2);
  const [, range] = /^!(here|channel|everyone)$/.exec(target) ?? [];
  if (range !== undefined) return { type: "broadcast", range };
  const [, group] = /^!subteam\^(S[A-Z0-9]+)$/.exec(target) ?? [];
  if (group !== undefined) return { type: "usergroup", usergroup_id: group };
  const [, kind, id = ""] = /^([@#])([A-Z0-9]+)$/.exec(target) ?? [];
  if (kind === "@") return { type: "user", user_id: id };
  if (kind === "#") return { type: "channel", channel_id: id };
  if (/^(https?:\/\/|mailto:)/.test(target)) return link(unescaped(target), label);
  return { type: "text", text: unescaped(`<${inner}>`) };
}

function link(url: string, label: string | undefined): Element {
  return label === undefined || label === "" ? { type: "link", url } : { type: "link", url, text: unescaped(label) };
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A text as mrkdwn that says just this. Slack asks for these three and no more. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The pieces as mrkdwn again, for where Slack has no blocks. */
export function mrkdwnOf(elements: readonly Element[]): string {
  return elements.map(written).join("");
}

function written(element: Element): string {
  switch (element.type) {
    case "text":
      return escaped(element.text);
    case "link":
      return `<${escaped(element.url)}${element.text === undefined ? "" : `|${escaped(element.text)}`}>`;
    case "broadcast":
      return `<!${element.range}>`;
    case "user":
      return `<@${element.user_id}>`;
    case "channel":
      return `<#${element.channel_id}>`;
    case "usergroup":
      return `<!subteam^${element.usergroup_id}>`;
    default:
      return element satisfies never;
  }
}
