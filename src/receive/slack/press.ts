/** Reads a person's action from Slack's request. Only the person, the place and the time are trusted. */

import { isJsonObject, type Json, type JsonObject, valueAt } from "../../core/json.ts";

export interface Colleague {
  readonly team: string;
  readonly user: string;
  readonly name: string;
}

/** A button was pressed, or an option chosen. */
export interface ButtonPress {
  readonly by: Colleague;
  readonly channel: string;
  /** The message with the button; empty on the home tab. */
  readonly message: string;
  /** Slack's `action_id`. */
  readonly control: string;
  /** The ticket. */
  readonly value: string;
  /** When, by Slack's clock: seconds, as text. */
  readonly at: string;
  /** Opens one modal within three seconds. */
  readonly trigger: string;
  readonly isHome: boolean;
}

export function readPress(body: unknown): ButtonPress | undefined {
  const by = colleagueIn(body);
  const [action] = listAt(body, "actions");
  if (by === undefined || !isJsonObject(action)) return undefined;
  const value = textAt(action, "selected_option", "value") || textAt(action, "value");
  return {
    by,
    channel: textAt(body, "channel", "id") || textAt(body, "container", "channel_id"),
    message: textAt(body, "container", "message_ts") || textAt(body, "message", "ts"),
    control: textAt(action, "action_id"),
    value,
    at: textAt(action, "action_ts"),
    trigger: textAt(body, "trigger_id"),
    isHome: textAt(body, "container", "type") === "view",
  };
}

/** A modal was filled in and sent. */
export interface Submission {
  readonly by: Colleague;
  readonly view: string;
  /** `private_metadata`. */
  readonly metadata: string;
  /** What was typed or chosen, by `action_id`. */
  readonly filled: Readonly<Record<string, string>>;
}

export function readSubmission(body: unknown): Submission | undefined {
  const by = colleagueIn(body);
  const view = at(body, "view");
  if (by === undefined || !isJsonObject(view)) return undefined;
  const blocks = at(view, "state", "values");
  const inputs = isJsonObject(blocks) ? Object.values(blocks).filter(isJsonObject) : [];
  const filled = inputs.flatMap((block) => Object.entries(block).map(([id, input]) => [id, typed(input)] as const));
  return { by, view: textAt(view, "id"), metadata: textAt(view, "private_metadata"), filled: Object.fromEntries(filled) };
}

function typed(input: Json | undefined): string {
  return textAt(input, "value") || textAt(input, "selected_option", "value");
}

/** `/avatar …` was typed. */
export interface Typed {
  readonly by: Colleague;
  readonly channel: string;
  readonly words: string;
  readonly trigger: string;
}

export function readTyped(body: unknown): Typed | undefined {
  const [team, user] = [textAt(body, "team_id"), textAt(body, "user_id")];
  if (team === "" || user === "") return undefined;
  const by = { team, user, name: textAt(body, "user_name") || user };
  return { by, channel: textAt(body, "channel_id"), words: textAt(body, "text").trim(), trigger: textAt(body, "trigger_id") };
}

/** The home tab was opened. */
export function readVisit(body: unknown): { readonly team: string; readonly user: string } | undefined {
  const [team, user] = [textAt(body, "team_id"), textAt(body, "event", "user")];
  return team === "" || user === "" || textAt(body, "event", "tab") !== "home" ? undefined : { team, user };
}

/** Somebody has answered in a thread, in their own words. */
export interface ThreadReply {
  readonly by: Pick<Colleague, "team" | "user">;
  readonly channel: string;
  /** The `ts` of the message that the thread belongs to. */
  readonly thread: string;
  /** As Slack writes it: mrkdwn, escaped. */
  readonly text: string;
  /** Its own `ts`. */
  readonly at: string;
}

/** Undefined for messages of bots (ours among them), for edits, files and joins, and for messages in the channel itself. */
export function readThreadReply(body: unknown): ThreadReply | undefined {
  const event = at(body, "event");
  if (!isJsonObject(event) || event.subtype !== undefined || event.bot_id !== undefined) return undefined;
  const [thread, ts, user] = [textAt(event, "thread_ts"), textAt(event, "ts"), textAt(event, "user")];
  const team = textAt(event, "user_team") || textAt(event, "team") || textAt(body, "team_id");
  const [channel, text] = [textAt(event, "channel"), textAt(event, "text")];
  if ([thread, ts, user, team, channel, text].includes("") || thread === ts) return undefined;
  return { by: { team, user }, channel, thread, text, at: ts };
}

function colleagueIn(body: unknown): Colleague | undefined {
  const user = textAt(body, "user", "id");
  const team = textAt(body, "user", "team_id") || textAt(body, "team", "id");
  if (user === "" || team === "") return undefined;
  return { team, user, name: textAt(body, "user", "username") || textAt(body, "user", "name") || user };
}

function at(value: unknown, ...path: readonly string[]): Json | undefined {
  return isJsonObject(value) ? valueAt(value, path) : undefined;
}

/** The text at the path; empty where there is none. */
function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

function listAt(value: unknown, key: string): readonly Json[] {
  const found = at(value, key);
  return Array.isArray(found) ? (found as readonly Json[]) : []; // isArray knows no readonly lists
}

/** The signed content of a modal: its incident. */
export interface Carried {
  readonly about: string;
}

export function carriedText({ about }: Carried): string {
  const carried: JsonObject = { about };
  return `say ${JSON.stringify(carried)}`;
}

export function readCarried(text: string): Carried | undefined {
  if (!text.startsWith("say ")) return undefined;
  const about = textAt(JSON.parse(text.slice(4)), "about"); // it was signed by carriedText's caller
  return about === "" ? undefined : { about };
}
