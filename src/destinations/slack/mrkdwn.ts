/**
 * Reads Slack's mrkdwn into unambiguous pieces. A rule's author may write `<!here>`, `<@U…>`,
 * `<https://…|label>`, `*bold*` or `:fire:`. The template has escaped a visitor's words, and they become plain text again here.
 */

import { cut } from "../../text/cut.ts";
import { piecesOf, type Style } from "./formatting.ts";
import { guarded, type Ranges, restored } from "./said.ts";

/** An element of a rich text (docs.slack.dev, "Rich text block"). */
export type Element =
  | { readonly type: "text"; readonly text: string; readonly style?: Style }
  | { readonly type: "emoji"; readonly name: string }
  | { readonly type: "broadcast"; readonly range: string }
  | { readonly type: "user"; readonly user_id: string }
  | { readonly type: "channel"; readonly channel_id: string }
  | { readonly type: "usergroup"; readonly usergroup_id: string }
  | { readonly type: "link"; readonly url: string; readonly text?: string };

/**
 * The pieces of a text, in order; at most `limit` characters, with a mark at the cut. `said` lists the ranges that the author did not
 * write.
 */
export function elementsOf(mrkdwn: string, limit: number, said?: Ranges): readonly Element[] {
  const elements: Element[] = [];
  let room = limit;
  for (const element of parse(guarded(mrkdwn, said))) {
    const width = visible(element).length;
    if (width > room) return [...elements, ...rest(element, room)];
    elements.push(element);
    room -= width;
  }
  return elements;
}

/** The part of the first element that still fits. */
function rest(element: Element, room: number): readonly Element[] {
  if (element.type !== "text") return [{ type: "text", text: "…" }];
  return [{ ...element, text: cut(element.text, Math.max(1, room)) }];
}

function visible(element: Element): string {
  switch (element.type) {
    case "text":
      return element.text;
    case "emoji":
      return `:${element.name}:`;
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

/** Replaces bracketed parts while the text around them is searched for formatting. */
const held = "\uFDD7";

function parse(mrkdwn: string): readonly Element[] {
  const entities: Element[] = [];
  const text = mrkdwn.replaceAll(held, " ").replace(/<([^<>\n]{1,3000})>/g, (_, inner: string) => {
    entities.push(entity(restored(inner)));
    return held;
  });
  return piecesOf(text).flatMap(({ kind, text: part, style }): readonly Element[] => {
    if (kind === "emoji") return [{ type: "emoji", name: part }];
    return part.split(held).flatMap((plain, index) => [...(index === 0 ? [] : entities.splice(0, 1)), ...plainPiece(plain, style)]);
  });
}

function plainPiece(text: string, style: Style): readonly Element[] {
  if (text === "") return [];
  const own = unescaped(restored(text));
  return [Object.keys(style).length === 0 ? { type: "text", text: own } : { type: "text", text: own, style }];
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

/** A plain text as mrkdwn. Slack asks for these three escapes. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The pieces as mrkdwn again, for places without blocks. */
export function mrkdwnOf(elements: readonly Element[]): string {
  return elements.map(written).join("");
}

function written(element: Element): string {
  switch (element.type) {
    case "text":
      return formatted(escaped(inert(element.text)), element.style);
    case "emoji":
      return `:${element.name}:`;
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

/** Without blocks Slack searches for formatting itself. An invisible space after each formatting sign prevents that. */
function inert(text: string): string {
  return text.replace(/[*_~`]|:(?=[0-9_+'-]{0,100}[a-z][a-z0-9_+'-]{0,100}:)/g, "$&\u200b");
}

const signs: readonly (readonly [keyof Style, string])[] = [
  ["code", "`"],
  ["bold", "*"],
  ["italic", "_"],
  ["strike", "~"],
];

function formatted(text: string, style: Style = {}): string {
  const around = signs.filter(([name]) => style[name]).map(([, sign]) => sign);
  return around.join("") + text + around.toReversed().join("");
}
