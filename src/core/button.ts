/**
 * A button under a message, as it leaves with the message and comes back with a click. What it says travels as a signed ticket in
 * the button's value (net/ticket.ts); Slack's `action_id` only tells the buttons of a message apart, and is not believed.
 */

import type { ClickAction } from "./event.ts";

export interface Button {
  readonly action: ClickAction;
  /** The id of the incident; of the rule, for `unmute`. */
  readonly about: string;
  /** How long, e.g. `1h`, for `snooze` and `mute`; `tomorrow` for the next morning. */
  readonly span?: string;
}

/** The `action_id` of a button, or of the menu that holds it as an option: different for each action of a message. */
export function buttonId(action: string): string {
  return `relay.${action}`;
}

/** What the ticket of a button says. */
export function buttonText({ action, about, span }: Button): string {
  return `${action}${span === undefined ? "" : `:${span}`} ${about}`;
}

/** What the ticket of a link says: not the same as a button's, which Slack lets only its own people press. */
export function linkText({ action, about }: Button): string {
  return `link ${action} ${about}`;
}

/** The link that a ticket speaks of; undefined where it speaks of something else. */
export function readLink(text: string): Button | undefined {
  return text.startsWith("link ") ? readButton(text.slice("link ".length)) : undefined;
}

const actions: readonly ClickAction[] = ["claim", "snooze", "resolve", "reopen", "mute", "unmute", "reply", "whisper", "useful", "noise"];

/** The button that a ticket speaks of; undefined where it speaks of something else. */
export function readButton(text: string): Button | undefined {
  const [, name, span, about = ""] = /^([a-z]+)(?::(\w+))? (.+)$/s.exec(text) ?? [];
  const action = actions.find((each) => each === name);
  if (action === undefined) return undefined;
  return span === undefined ? { action, about } : { action, about, span };
}
