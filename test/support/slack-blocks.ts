/** What Slack refuses in a message, and what it would take for a mention, a link or a date. */

import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";

/** Limits of docs.slack.dev, "Block Kit". */
const limits: Readonly<Record<string, number>> = { header: 150, field: 2_000, section: 3_000, context: 2_000, rich: 3_000 };

/** Everything that is wrong with a message; nothing where Slack would take it. */
export function faultsOf({ text, blocks = [] }: { readonly text?: Json; readonly blocks?: Json }): readonly string[] {
  const list = Array.isArray(blocks) ? (blocks as readonly Json[]) : [];
  const faults = Array.isArray(blocks)
    ? list.flatMap((block, index) => blockFaults(block).map((fault) => `blocks[${index}]: ${fault}`))
    : ["blocks is no list"];
  if (list.length > 50) faults.push("more than 50 blocks");
  if (typeof text !== "string" || text.trim() === "") faults.push("no text");
  else if (text.length > 40_000) faults.push("text of more than 40,000 characters");
  return faults;
}

function blockFaults(block: Json): readonly string[] {
  if (!isJsonObject(block)) return ["no object"];
  switch (block.type) {
    case "header":
      return [...unknownKeys(block, ["text"]), ...textFaults(block.text ?? null, ["plain_text"], limits.header)];
    case "section":
      return sectionFaults(block);
    case "context":
      return [
        ...unknownKeys(block, ["elements"]),
        ...listFaults(block.elements, 10, (each) => textFaults(each, ["plain_text", "mrkdwn"], limits.context)),
      ];
    case "rich_text":
      return [...unknownKeys(block, ["elements"]), ...listFaults(block.elements, 50, richFaults)];
    default:
      return [`unknown type ${String(block.type)}`];
  }
}

function sectionFaults(block: JsonObject): readonly string[] {
  const text = block.text === undefined ? [] : textFaults(block.text, ["plain_text", "mrkdwn"], limits.section);
  const fields =
    block.fields === undefined ? [] : listFaults(block.fields, 10, (each) => textFaults(each, ["plain_text", "mrkdwn"], limits.field));
  const empty = block.text === undefined && block.fields === undefined ? ["a section without text and fields"] : [];
  return [...unknownKeys(block, ["text", "fields"]), ...text, ...fields, ...empty];
}

function listFaults(list: Json | undefined, most: number, faults: (each: Json) => readonly string[]): readonly string[] {
  if (!Array.isArray(list)) return ["no list"];
  if (list.length === 0 || list.length > most) return [`${list.length} elements`];
  return list.flatMap((each: Json) => faults(each));
}

function textFaults(text: Json, types: readonly string[], most = 0): readonly string[] {
  if (!isJsonObject(text)) return ["a text that is no object"];
  const faults = [...unknownKeys(text, text.type === "plain_text" ? ["text", "emoji"] : ["text", "verbatim"])];
  if (!types.includes(String(text.type))) faults.push(`text of type ${String(text.type)}`);
  return [...faults, ...stringFaults(text.text, most)];
}

function stringFaults(text: Json | undefined, most: number): readonly string[] {
  if (typeof text !== "string" || text === "") return ["an empty text"];
  if (text.length > most) return [`${text.length} characters where ${most} are allowed`];
  return /\p{Surrogate}/u.test(text) ? ["half a character"] : [];
}

const richKeys: Readonly<Record<string, readonly string[]>> = {
  text: ["text", "style"],
  broadcast: ["range"],
  user: ["user_id"],
  channel: ["channel_id"],
  usergroup: ["usergroup_id"],
  link: ["url", "text", "style"],
};

function richFaults(element: Json): readonly string[] {
  if (!isJsonObject(element) || !["rich_text_section", "rich_text_quote"].includes(String(element.type))) return ["no rich text"];
  return [...unknownKeys(element, ["elements"]), ...listFaults(element.elements, 1_000, pieceFaults)];
}

function pieceFaults(piece: Json): readonly string[] {
  if (!isJsonObject(piece)) return ["no object"];
  const keys = richKeys[String(piece.type)];
  if (keys === undefined) return [`unknown piece ${String(piece.type)}`];
  return [...unknownKeys(piece, keys), ...(piece.type === "text" ? stringFaults(piece.text, limits.rich ?? 0) : [])];
}

function unknownKeys(object: JsonObject, known: readonly string[]): string[] {
  return Object.keys(object)
    .filter((key) => key !== "type" && key !== "block_id" && !known.includes(key))
    .map((key) => `unknown key ${key}`);
}

/** The mentions, links and dates that Slack would find: in mrkdwn what stands in brackets, in rich text what is no plain text. */
export function entitiesIn(message: Json): readonly string[] {
  if (Array.isArray(message)) return message.flatMap((each: Json) => entitiesIn(each));
  if (!isJsonObject(message)) return [];
  if (message.type === "plain_text" || (message.type === "text" && typeof message.text === "string")) return [];
  const own = typeof message.type === "string" && richKeys[message.type] !== undefined ? [JSON.stringify(message)] : [];
  const said = typeof message.text === "string" && own.length === 0 ? bracketed(message.text) : [];
  const { text: _said, ...rest } = message;
  const deeper = Object.values(typeof message.text === "string" ? rest : message).flatMap((each) => entitiesIn(each));
  return [...own, ...said, ...deeper];
}

function bracketed(mrkdwn: string): readonly string[] {
  return mrkdwn.match(/<[^<>]+>/g) ?? [];
}
