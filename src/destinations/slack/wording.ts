/** The content of a message, and the version for a channel that another organisation reads (Slack Connect). */

import type { OutboundMessage } from "../../core/destination.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Audience } from "./audience.ts";
import { discreetThread, showsContacts, slackBody, type ThreadBody } from "./body.ts";
import { digestLayout } from "./digest.ts";
import { layout } from "./layout.ts";
import { type Layout, plainText } from "./text.ts";
import { threadLayout } from "./thread.ts";

export type Looks = Layout & { readonly attachments?: readonly JsonObject[] };

export interface SlackWording {
  readonly whole: Looks;
  /** Without contact details of the visitor; undefined where there are none. */
  readonly discreet: Looks | undefined;
}

export function noticeWording(body: ReturnType<typeof slackBody>, attachments: readonly JsonObject[] | undefined): SlackWording {
  const { notice, discreet } = body;
  const look = (shown: typeof notice): Looks => ({ ...layout(shown), ...(attachments && { attachments }) });
  return { whole: look(notice), discreet: discreet && look(discreet) };
}

export function threadWording(body: ThreadBody): SlackWording {
  return { whole: threadLayout(body), discreet: showsContacts(body) ? threadLayout(discreetThread(body)) : undefined };
}

export function digestWording(outbound: readonly OutboundMessage[]): SlackWording {
  const showsAnyContacts = outbound.some(({ message }) => slackBody(message.body).discreet !== undefined);
  return {
    whole: digestLayout(outbound, ({ notice }) => notice),
    discreet: showsAnyContacts ? digestLayout(outbound, ({ notice, discreet = notice }) => discreet) : undefined,
  };
}

/** The same for everyone: it contains nothing of a visitor. */
export function anyWording(looks: Looks): SlackWording {
  return { whole: looks, discreet: undefined };
}

/** The version for a channel with these readers. It says what was left out, with the remedy. */
export function wordsFor(audience: Audience, { whole, discreet }: SlackWording, destination: string): Looks {
  if (discreet === undefined || audience === "own" || audience === "untold") return whole;
  return noted(discreet, audience === "shared" ? sharedText(destination) : unknownText(destination));
}

function sharedText(destination: string): string {
  return `Who the visitor is was left out: another organisation reads this channel. share_contacts: true of the destination ${destination} sends it.`;
}

function unknownText(destination: string): string {
  return `Who the visitor is was left out: Slack did not say whether another organisation reads this channel. slack doctor shows why; share_contacts: true of the destination ${destination} sends it.`;
}

export function noted<Some extends Layout>(looks: Some, text: string): Some {
  return { ...looks, blocks: [...looks.blocks, { type: "context", elements: [plainText(text)] }] };
}
