/** The queued bodies for Slack: a notice and its channel, an addition to a thread, or a message for one person. */

import { isJsonObject, type Json } from "../../core/json.ts";
import type { Notice } from "../kit/notice.ts";
import type { Face } from "./face.ts";
import type { Ranges } from "./said.ts";

/**
 * `channel` is empty where an incoming webhook decides it. `incident` is set where people work on it. `discreet` is the version for a
 * channel that
 * another organisation reads; undefined where it is the same. `contacts` are the texts that identify the visitor.
 */
export type SlackBody = SlackNotice & {
  readonly channel: string;
  readonly incident?: Face;
  readonly digest?: true;
  readonly discreet?: SlackNotice;
  readonly contacts?: readonly string[];
};

/** `said` lists the ranges of the text that came from the event; undefined where an earlier version queued it. */
export type SlackNotice = Notice & { readonly said?: Ranges };

/** The body as it was rendered here before it was queued. */
export function slackBody(body: Json): {
  readonly channel: string;
  readonly notice: SlackNotice;
  readonly incident: Face | undefined;
  readonly isDigest: boolean;
  readonly discreet: SlackNotice | undefined;
  readonly contacts: readonly string[];
} {
  const { channel, incident, digest, discreet, contacts = [], ...notice } = body as SlackBody; // `render` made it, and the queue keeps JSON as it is
  return { channel, notice, incident, isDigest: digest === true, discreet, contacts };
}

/** `discreet` is the version for a channel that another organisation reads, where it differs. */
export type SlackLine = SlackWords & { readonly discreet?: SlackWords };

export type SlackWords = { readonly who: string; readonly text: string; readonly said?: Ranges };

/** An addition to a thread. `title` says what it is about, where the thread is missing. */
export type ThreadBody = {
  readonly kind: "turns" | "findings";
  readonly channel: string;
  readonly title: string;
  readonly items: readonly SlackLine[];
  /** How many earlier items are not shown. */
  readonly more: number;
  /** The title for a channel that another organisation reads, where it differs. */
  readonly discreetTitle?: string;
};

/** A message for one person, while they look at the channel. */
export type AsideBody = { readonly kind: "aside"; readonly channel: string; readonly user: string; readonly text: string };

/** Whether a channel that another organisation reads gets another version. */
export function showsContacts({ items, discreetTitle }: ThreadBody): boolean {
  return discreetTitle !== undefined || items.some(({ discreet }) => discreet !== undefined);
}

/** The same for a channel that another organisation reads. */
export function discreetThread({ items, title, discreetTitle = title, ...body }: ThreadBody): ThreadBody {
  return { ...body, title: discreetTitle, items: items.map(({ discreet, ...line }) => discreet ?? line) };
}

export function addedBody(body: Json): ThreadBody | AsideBody | undefined {
  return isJsonObject(body) && typeof body.kind === "string" ? (body as ThreadBody | AsideBody) : undefined; // board.ts made it
}
