/**
 * Offers the replies of an incident's owner in its thread to the visitor: two buttons that only this person sees. A reply is
 * said only where one of them is pressed, so that colleagues can talk in the thread freely.
 */

import type { People } from "../../core/access/people.ts";
import { readButton } from "../../core/button.ts";
import type { Incident } from "../../core/incident.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { SlackActionOptions } from "./actions.ts";
import { section } from "./answers.ts";
import { longestSaid } from "./modal.ts";
import { offerBlocks } from "./offer.ts";
import type { ThreadReply } from "./press.ts";

export interface RepliesOptions extends Pick<SlackActionOptions, "incident" | "mayDo" | "tickets"> {
  readonly people: () => People;
  /** The message of a thread; undefined where Slack does not show it. */
  readonly parent: (channel: string, thread: string) => Promise<JsonObject | undefined>;
  /** Shows blocks to one person, in a thread. */
  readonly offer: (to: ThreadReply, text: string, blocks: readonly JsonObject[]) => Promise<void>;
}

export interface Replies {
  /** Somebody has written in a thread. */
  heard(reply: ThreadReply): Promise<void>;
}

/** The most threads with a cached incident, so that Slack is asked once for each. */
const mostThreads = 500;

/** The prefix of a note to colleagues. */
const note = /^\s*(\/\/|note:)/i;

export function createReplies(options: RepliesOptions): Replies {
  const { incident, people, mayDo, tickets, parent } = options;
  /** The incident of a thread; null where the thread belongs to none. */
  const threads = new Map<string, string | null>();

  async function aboutOf({ channel, thread }: ThreadReply): Promise<string | undefined> {
    const key = `${channel}:${thread}`;
    const known = threads.get(key);
    if (known !== undefined) return known ?? undefined;
    const message = await parent(channel, thread);
    if (message === undefined) return undefined;
    const found = aboutIn(message, tickets.open);
    const [oldest] = threads.keys();
    if (threads.size >= mostThreads && oldest !== undefined) threads.delete(oldest);
    threads.set(key, found ?? null);
    return found;
  }

  return {
    async heard(reply) {
      if (!people().threadReplies || note.test(reply.text)) return;
      const text = spokenText(reply.text);
      if (text === undefined || (await mayDo("speak", reply.by)) !== "yes") return;
      const about = await aboutOf(reply);
      const found = about === undefined ? undefined : await incident(about);
      if (found === undefined || !isTheirs(found, reply)) return;
      if (text.length > longestSaid) return options.offer(reply, tooLong, [section(tooLong)]);
      await options.offer(reply, "Say this to the visitor?", offerBlocks({ about: found.id, text, at: reply.at }, tickets.seal));
    },
  };
}

const tooLong = `This is longer than the ${longestSaid} characters that are said at once, so it stays a note.`;

function isTheirs({ state, owner, session }: Incident, { by }: ThreadReply): boolean {
  return state === "claimed" && session !== null && owner?.id === `${by.team}/${by.user}`;
}

/** The incident of one of our messages, by its signed buttons; undefined where it has none that talks to a visitor. */
function aboutIn(message: JsonObject, open: (ticket: string) => string | undefined): string | undefined {
  for (const value of buttonsIn(message)) {
    const ticket = open(value);
    const button = ticket === undefined ? undefined : readButton(ticket);
    if (button?.action === "reply") return button.about;
  }
  return undefined;
}

function buttonsIn({ attachments }: JsonObject): readonly string[] {
  const blocks = objectsIn(attachments).flatMap((each) => objectsIn(each.blocks));
  return blocks.flatMap(({ elements }) => objectsIn(elements)).flatMap(({ value }) => (typeof value === "string" ? [value] : []));
}

/** The first message in Slack's answer: for a thread, the one that it belongs to. */
export function firstMessageIn(answer: object): JsonObject | undefined {
  const { messages } = answer as JsonObject; // Slack's client has parsed JSON
  return objectsIn(messages)[0];
}

function objectsIn(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? (list as readonly Json[]).filter(isJsonObject) : []; // isArray knows no readonly lists
}

/**
 * Slack's mrkdwn as spoken text (docs.slack.dev, "Formatting message text"): links by their words. Undefined where it mentions
 * a colleague or a channel, and so is not for a visitor, or where nothing is left.
 */
function spokenText(mrkdwn: string): string | undefined {
  if (/<[@#!]/.test(mrkdwn)) return undefined;
  const words = mrkdwn.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, url: string, label: string | undefined) => label || url);
  const text = words
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/\p{Cc}+/gu, " ")
    .trim();
  return text === "" ? undefined : text;
}
