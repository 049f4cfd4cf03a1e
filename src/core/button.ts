/**
 * A button under a message. Its action travels as a signed ticket in the button's value (net/ticket.ts) and comes back with the click.
 * Slack's `action_id` only distinguishes the buttons of one message; the relay does not trust it.
 */

import type { ClickAction } from "./event.ts";
import { type Duration, day, type Instant, plus, toInstant } from "./time.ts";

export interface Button {
  readonly action: ClickAction;
  /** The id of the incident; of the rule, for `unmute`. */
  readonly about: string;
  /** How long, e.g. `1h`, for `snooze` and `mute`; `tomorrow` for the next morning. */
  readonly span?: string;
}

/** The `action_id` of a button, or of the menu that contains it. Each action of a message has its own. */
export function buttonId(action: string): string {
  return `relay.${action}`;
}

/** The text inside a button's ticket. */
export function buttonText({ action, about, span }: Button): string {
  return `${action}${span === undefined ? "" : `:${span}`} ${about}`;
}

/** A link in a message. It does what the button of the same action does. */
export interface Link extends Button {
  /** The time of its message; undefined in a link of an earlier version, which does not expire. */
  readonly at: Instant | undefined;
}

/** How long a link works after its message. Somebody who finds an old message must not change its incident. */
export const linkLifetime: Duration = 7 * day;

export function hasExpired({ at }: Link, now: Instant): boolean {
  return at !== undefined && now > plus(at, linkLifetime);
}

/** The text inside a link's ticket. It differs from a button's text, because Slack lets only its own people press buttons. */
export function linkText({ at, ...button }: Link): string {
  return `link ${at === undefined ? "" : `${at} `}${buttonText(button)}`;
}

/** The link in a ticket; undefined where the ticket is for something else. */
export function readLink(text: string): Link | undefined {
  const [, time, rest = ""] = /^link (?:(\d{1,16}) )?(.+)$/s.exec(text) ?? [];
  const button = readButton(rest);
  const at = time === undefined ? undefined : toInstant(Number(time));
  return button === undefined || (time !== undefined && at === undefined) ? undefined : { ...button, at };
}

const actions: readonly ClickAction[] = ["claim", "snooze", "resolve", "reopen", "mute", "unmute", "reply", "whisper", "useful", "noise"];

/** The button in a ticket; undefined where the ticket is for something else. */
export function readButton(text: string): Button | undefined {
  const [, name, span, about = ""] = /^([a-z]+)(?::(\w+))? (.+)$/s.exec(text) ?? [];
  const action = actions.find((each) => each === name);
  if (action === undefined) return undefined;
  return span === undefined ? { action, about } : { action, about, span };
}
