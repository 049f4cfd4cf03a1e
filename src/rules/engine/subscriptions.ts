/** Recipients of mail who want no more of a rule, or of what a destination collects. They said so by the link in a letter. */

import type { Event } from "../../core/event.ts";
import type { Rule } from "../../core/rule.ts";
import { type MailList, recipientMark, wishOf } from "../../core/subscription.ts";
import { plus } from "../../core/time.ts";
import type { Draft } from "./draft.ts";
import { forEver } from "./mutes.ts";
import type { Program } from "./program.ts";

/** The memories that tell who wants nothing of a rule. Only mail has such links. */
export function subscriptionKeys(program: Program, { id, actions }: Rule): readonly string[] {
  const mail = actions.filter(({ to }) => program.destinations.get(to)?.hasLists === true);
  return mail.length === 0 ? [] : [ruleKey(id), ...mail.map(({ to }) => digestKey(to))];
}

/** The memory that an event changes. */
export function wishKeys({ rules }: Program, event: Event): readonly string[] {
  const wish = wishOf(event);
  return wish === undefined ? [] : [keyOf(rules, wish.list)];
}

/** Remembers what a recipient wants, where the event says so. */
export function applyWish({ rules }: Program, event: Event, draft: Draft): void {
  const wish = wishOf(event);
  if (wish === undefined) return;
  const key = keyOf(rules, wish.list);
  const others = read(draft, key).filter((each) => each !== wish.recipient);
  const value = wish.wanted ? others : [...others, wish.recipient];
  draft.write(key, { value, expiresAt: plus(event.receivedAt, forEver) });
}

/** Who wants nothing, for one rule. */
export interface Unsubscribed {
  /** How many, for the trace. */
  readonly count: number;
  has(to: string, recipient: string, isCollected: boolean): boolean;
}

export function unsubscribedOf(program: Program, rule: Rule, draft: Draft): Unsubscribed {
  const marks = new Map(subscriptionKeys(program, rule).map((key) => [key, read(draft, key)]));
  const count = [...marks.values()].flat().length;
  return {
    count,
    has(to, recipient, isCollected) {
      if (count === 0) return false;
      const mark = recipientMark(recipient, program.digest);
      const isIn = (key: string) => marks.get(key)?.includes(mark) === true;
      return isIn(ruleKey(rule.id)) || (isCollected && isIn(digestKey(to)));
    },
  };
}

function keyOf(rules: readonly Rule[], { kind, name }: MailList): string {
  return kind === "digest" ? digestKey(name) : ruleKey(rules.find((rule) => rule.name === name)?.id ?? name);
}

function ruleKey(id: string): string {
  return `unsubscribed rule ${id}`;
}

function digestKey(to: string): string {
  return `unsubscribed digest ${to}`;
}

function read(draft: Draft, key: string): readonly string[] {
  return (draft.read(key) as readonly string[] | undefined) ?? []; // written by `applyWish`
}
