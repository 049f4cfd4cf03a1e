/**
 * A button under a message, as it leaves with the message and comes back with a click. What it says travels as a signed ticket in
 * the button's value (net/ticket.ts); Slack's `action_id` only tells the buttons of a message apart, and is not believed.
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

/** The `action_id` of a button, or of the menu that holds it as an option: different for each action of a message. */
export function buttonId(action: string): string {
  return `relay.${action}`;
}

/** What the ticket of a button says. */
export function buttonText({ action, about, span }: Button): string {
  return `${action}${span === undefined ? "" : `:${span}`} ${about}`;
}

/** A link in a message, which does what a button does. */
export interface Link extends Button {
  /** The time of its message; undefined in a link of an earlier version, which does not expire. */
  readonly at: Instant | undefined;
}

/** How long a link may be used after its message: whoever finds an old message later has no business with its incident. */
export const linkLifetime: Duration = 7 * day;

export function hasExpired({ at }: Link, now: Instant): boolean {
  return at !== undefined && now > plus(at, linkLifetime);
}

/** What the ticket of a link says: not the same as a button's, which Slack lets only its own people press. */
export function linkText({ at, ...button }: Link): string {
  return `link ${at === undefined ? "" : `${at} `}${buttonText(button)}`;
}

/** The link that a ticket speaks of; undefined where it speaks of something else. */
export function readLink(text: string): Link | undefined {
  const [, time, rest = ""] = /^link (?:(\d{1,16}) )?(.+)$/s.exec(text) ?? [];
  const button = readButton(rest);
  const at = time === undefined ? undefined : toInstant(Number(time));
  return button === undefined || (time !== undefined && at === undefined) ? undefined : { ...button, at };
}

const actions: readonly ClickAction[] = ["claim", "snooze", "resolve", "reopen", "mute", "unmute", "reply", "whisper", "useful", "noise"];

/** The button that a ticket speaks of; undefined where it speaks of something else. */
export function readButton(text: string): Button | undefined {
  const [, name, span, about = ""] = /^([a-z]+)(?::(\w+))? (.+)$/s.exec(text) ?? [];
  const action = actions.find((each) => each === name);
  if (action === undefined) return undefined;
  return span === undefined ? { action, about } : { action, about, span };
}
