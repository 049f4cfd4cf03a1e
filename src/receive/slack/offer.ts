/** An offer to say a thread's message to the visitor: its buttons, and their values. */

import { buttonId } from "../../core/button.ts";
import type { JsonObject } from "../../core/json.ts";
import { plain, section } from "./answers.ts";

/** The signed content of a button: the words themselves, so that nothing has to be stored here. */
export interface Offer {
  /** The incident. */
  readonly about: string;
  readonly text: string;
  /** When it was written, by Slack's clock. Whatever is pressed, one message is said once. */
  readonly at: string;
}

/** What was pressed. */
export interface ChosenOffer {
  readonly choice: "reply" | "whisper" | "note";
  readonly offer: Offer;
}

/** Slack allows 2,000 characters in a button's value: 600 of a text, each escaped, and what is around them. */
export function offerBlocks(offer: Offer, seal: (text: string) => string): readonly JsonObject[] {
  const button = (label: string, choice: ChosenOffer["choice"]) => ({
    type: "button",
    action_id: buttonId(`offer.${choice}`),
    text: plain(label),
    value: seal(`offer:${choice} ${JSON.stringify(offer)}`),
  });
  const elements = [button("Say it", "reply"), button("Whisper", "whisper"), button("Keep as a note", "note")];
  return [section(`Say this to the visitor? ${offer.text}`), { type: "actions", elements }];
}

/** Undefined where the ticket is for something else. */
export function readOffer(ticket: string): ChosenOffer | undefined {
  const [, choice, carried] = /^offer:(reply|whisper|note) (.+)$/s.exec(ticket) ?? [];
  if (choice === undefined || carried === undefined) return undefined;
  return { choice: choice as ChosenOffer["choice"], offer: JSON.parse(carried) as Offer }; // it was signed by offerBlocks' caller
}
