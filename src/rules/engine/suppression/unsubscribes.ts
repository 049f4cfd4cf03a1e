/** Recipients who have unsubscribed from the mails of a rule or from a digest, by the link in a mail. */

import type { Event } from "../../../core/event.ts";
import type { Rule } from "../../../core/rule.ts";
import { type MailList, recipientMark, type Wish, wishOf } from "../../../core/subscription.ts";
import { plus } from "../../../core/time.ts";
import { type Feature, sendingRules } from "../feature.ts";
import type { Program } from "../program.ts";
import { memoryOf, type UnitOfWork } from "../unit-of-work.ts";
import { forEver } from "./mutes.ts";

/** Marks of recipients who have unsubscribed. */
const recipients = memoryOf<readonly string[]>();

/** What recipients unsubscribe from: a rule, or a report. */
interface Mailing {
  readonly id: string;
  readonly actions: readonly { readonly to: string }[];
}

/** The memories of its unsubscribed recipients. Only mail has such links. */
export function subscriptionKeys(program: Program, { id, actions }: Mailing): readonly string[] {
  const mail = actions.filter(({ to }) => program.destinations.get(to)?.hasLists === true);
  return mail.length === 0 ? [] : [ruleKey(id), ...mail.map(({ to }) => digestKey(to))];
}

export const unsubscribes: Feature = {
  name: "unsubscribes",
  keys({ event }, { rules }) {
    const wish = wishOf(event);
    return wish === undefined ? [] : [listKey(rules, wish.list)];
  },
  sharedKeys: (input, program) => sendingRules(input, program).flatMap((rule) => subscriptionKeys(program, rule)),
  onEvent({ program, input: { event }, unit }) {
    const wish = wishOf(event);
    if (wish !== undefined) applyWish(wish, program, event, unit);
    return undefined;
  },
};

/** Stores the wish of a recipient. */
function applyWish(wish: Wish, { rules }: Program, event: Event, unit: UnitOfWork): void {
  const key = listKey(rules, wish.list);
  const others = readRecipients(unit, key).filter((each) => each !== wish.recipient);
  recipients.write(unit, key, wish.wanted ? others : [...others, wish.recipient], plus(event.receivedAt, forEver));
}

/** The unsubscribed recipients of one rule or report. */
export interface Unsubscribed {
  /** How many, for the trace. */
  readonly count: number;
  has(to: string, recipient: string, isCollected: boolean): boolean;
}

export function unsubscribedOf(program: Program, rule: Mailing, unit: UnitOfWork): Unsubscribed {
  const marks = new Map(subscriptionKeys(program, rule).map((key) => [key, readRecipients(unit, key)]));
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

function listKey(rules: readonly Rule[], { kind, name }: MailList): string {
  return kind === "digest" ? digestKey(name) : ruleKey(rules.find((rule) => rule.name === name)?.id ?? name);
}

function ruleKey(id: string): string {
  return `unsubscribed rule ${id}`;
}

function digestKey(to: string): string {
  return `unsubscribed digest ${to}`;
}

function readRecipients(unit: UnitOfWork, key: string): readonly string[] {
  return recipients.read(unit, key) ?? [];
}
