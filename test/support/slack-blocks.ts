/** What Slack refuses in a message or a view, and what it would take for a mention, a link or a date. */

import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";

/** Made from the types that Slack publishes (test/packages/vendors/slack-schema.ts). */
const { definitions } = JSON.parse(readFileSync(new URL("fixtures/slack-blocks.schema.json", import.meta.url), "utf8")) as Schema; // that script writes it

interface Schema {
  readonly definitions: Readonly<Record<string, { readonly properties?: { readonly type?: { readonly const?: string } } }>>;
}

const ajv = new Ajv({ strict: false, discriminator: false });
ajv.addSchema({ $id: "slack", definitions });

const shapes: ReadonlyMap<string, ValidateFunction> = new Map(
  Object.entries(definitions).flatMap(([name, { properties }]) => {
    const type = properties?.type?.const;
    return type === undefined || !name.endsWith("Block") ? [] : [[type, ajv.compile({ $ref: `slack#/definitions/${name}` })] as const];
  }),
);

/** Everything that is wrong with a message; nothing where Slack would take it. */
export function faultsOf({
  text,
  blocks = [],
  attachments = [],
}: {
  readonly text?: Json;
  readonly blocks?: Json;
  readonly attachments?: Json;
}): readonly string[] {
  const attached = listOf(attachments).flatMap((each) => (isJsonObject(each) ? listOf(each.blocks ?? []) : ["no object"]));
  const faults = [...blocksFaults(blocks, 50), ...blocksFaults(attached, 50, "attachments")];
  if (!Array.isArray(attachments)) faults.push("attachments is no list");
  else if (attachments.length > 20) faults.push("more than 20 attachments");
  faults.push(...doubles([...listOf(blocks), ...attached]));
  if (typeof text !== "string" || text.trim() === "") faults.push("no text");
  else if (text.length > 40_000) faults.push("text of more than 40,000 characters");
  return faults;
}

/** Everything that is wrong with a modal or a home tab. */
export function viewFaultsOf(view: Json): readonly string[] {
  if (!isJsonObject(view) || (view.type !== "modal" && view.type !== "home")) return ["no view"];
  const titles = view.type === "modal" ? (["title", "submit", "close"] as const) : [];
  const faults = titles.flatMap((key) => (view[key] === undefined ? [] : limitFaults(view[key], `${key} of view`)));
  if (view.type === "modal" && view.title === undefined) faults.push("a modal without title");
  if (typeof view.private_metadata === "string" && view.private_metadata.length > 3_000) faults.push("private_metadata is too long");
  return [...faults, ...blocksFaults(view.blocks ?? null, 100), ...doubles(listOf(view.blocks ?? []))];
}

function blocksFaults(blocks: Json, most: number, name = "blocks"): string[] {
  if (!Array.isArray(blocks)) return [`${name} is no list`];
  const faults = blocks.flatMap((block: Json, index) => blockFaults(block).map((fault) => `${name}[${index}]: ${fault}`));
  return blocks.length > most ? [...faults, `more than ${most} ${name}`] : faults;
}

function blockFaults(block: Json): readonly string[] {
  if (!isJsonObject(block)) return ["no object"];
  const type = String(block.type);
  const shape = shapes.get(type);
  if (shape === undefined) return [`unknown type ${type}`];
  const broken = shape(block) ? [] : (shape.errors ?? []).slice(0, 3).map(({ instancePath, message }) => `${instancePath} ${message}`);
  const empty = type === "section" && block.text === undefined && block.fields === undefined ? ["a section without text and fields"] : [];
  return [...broken, ...empty, ...limitFaults(block, type)];
}

/** The most characters of a text, by where it stands (docs.slack.dev, "Block Kit"): `<key> of <type of what holds it>`. */
const texts: Readonly<Record<string, number>> = {
  "text of header": 150,
  "text of section": 3_000,
  "fields of section": 2_000,
  "elements of context": 2_000,
  "text of button": 75,
  "text of option": 75,
  "description of option": 75,
  "placeholder of static_select": 150,
  "placeholder of plain_text_input": 150,
  "title of confirm": 100,
  "text of confirm": 300,
  "confirm of confirm": 30,
  "deny of confirm": 30,
  "label of input": 2_000,
  "hint of input": 2_000,
  "text of feedback": 75,
  "title of view": 24,
  "submit of view": 24,
  "close of view": 24,
};

const strings: Readonly<Record<string, number>> = {
  block_id: 255,
  action_id: 255,
  "value of button": 2_000,
  "url of button": 3_000,
  "value of option": 150,
  "value of feedback": 2_000,
  "text of rich": 3_000,
  "url of rich": 3_000,
};

const lists: Readonly<Record<string, number>> = {
  "fields of section": 10,
  "elements of context": 10,
  "elements of actions": 25,
  "elements of context_actions": 5,
  "options of overflow": 5,
  "options of static_select": 100,
};

/** What an object is called in the tables, where its own type does not say it. */
const kinds: Readonly<Record<string, string>> = {
  options: "option",
  initial_option: "option",
  confirm: "confirm",
  positive_button: "feedback",
  negative_button: "feedback",
};

function limitFaults(value: Json | undefined, place: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each: Json) => limitFaults(each, place));
  if (!isJsonObject(value)) return [];
  if (value.type === "plain_text" || value.type === "mrkdwn") return stringFaults(value.text, texts[place] ?? 3_000, place);
  const [key = ""] = place.split(" ");
  const kind = kindOf(value, key, place);
  return Object.entries(value).flatMap(([name, each]) => memberFaults(name, each, kind));
}

function kindOf({ type }: JsonObject, key: string, place: string): string {
  if (typeof type !== "string") return kinds[key] ?? place;
  return ["text", "link", "user", "broadcast", "channel", "usergroup", "emoji"].includes(type) ? "rich" : type;
}

function memberFaults(name: string, value: Json | undefined, kind: string): string[] {
  const place = `${name} of ${kind}`;
  if (typeof value === "string") {
    const most = strings[place] ?? strings[name];
    return most === undefined ? [] : stringFaults(value, most, place);
  }
  const most = Array.isArray(value) ? (lists[place] ?? 1_000) : 0;
  const crowd = Array.isArray(value) && (value.length === 0 || value.length > most) ? [`${place}: ${value.length} elements`] : [];
  return [...crowd, ...limitFaults(value, place)];
}

function stringFaults(text: Json | undefined, most: number, place: string): string[] {
  if (typeof text !== "string" || text === "") return [`${place}: an empty text`];
  if (text.length > most) return [`${place}: ${text.length} characters where ${most} are allowed`];
  return /\p{Surrogate}/u.test(text) ? [`${place}: half a character`] : [];
}

/** Ids that stand twice in one message. */
function doubles(blocks: readonly Json[]): string[] {
  const ids = [
    ...valuesOf(blocks, "block_id").map((id) => `block_id ${id}`),
    ...valuesOf(blocks, "action_id").map((id) => `action_id ${id}`),
  ];
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} stands twice`);
}

function valuesOf(value: Json | readonly Json[] | undefined, name: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each: Json) => valuesOf(each, name));
  if (!isJsonObject(value)) return [];
  const own = typeof value[name] === "string" ? [value[name]] : [];
  return [...own, ...Object.values(value).flatMap((each) => valuesOf(each, name))];
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []; // isArray knows no readonly lists
}

const entityTypes = new Set(["broadcast", "user", "channel", "usergroup", "link"]);

/** The mentions, links and dates that Slack would find: in mrkdwn what stands in brackets, in rich text what is no plain text. */
export function entitiesIn(message: Json): readonly string[] {
  if (Array.isArray(message)) return message.flatMap((each: Json) => entitiesIn(each));
  if (!isJsonObject(message)) return [];
  if (message.type === "plain_text" || (message.type === "text" && typeof message.text === "string")) return [];
  const own = typeof message.type === "string" && entityTypes.has(message.type) ? [JSON.stringify(message)] : [];
  const said = typeof message.text === "string" && own.length === 0 ? bracketed(message.text) : [];
  const { text: _said, ...rest } = message;
  const deeper = Object.values(typeof message.text === "string" ? rest : message).flatMap((each) => entitiesIn(each));
  return [...own, ...said, ...deeper];
}

function bracketed(mrkdwn: string): readonly string[] {
  return mrkdwn.match(/<[^<>]+>/g) ?? [];
}
