/** Numbers of payment cards, told by Luhn's check digit (ISO/IEC 7812-1) and by what issuers begin with. */

import { between } from "./digits.ts";

/** Twelve digits or more, with up to three characters between two of them. */
const run = new RegExp(String.raw`\d(?:${between}{0,3}\d){11,}`, "g");

const shortest = 12;
const longest = 19;

/** Cards in the place of which `[card]` stands. */
export function withoutCards(text: string): string {
  return text.replace(run, withoutCardsInRun);
}

interface Group {
  readonly start: number;
  readonly digits: string;
}

/** A run may hold a card and then its date, or two cards: a card begins and ends where a group does. */
function withoutCardsInRun(text: string): string {
  const groups = Array.from(text.matchAll(/\d+/g), ({ 0: digits, index }): Group => ({ start: index, digits }));
  let redacted = "";
  let from = 0;
  for (let first = 0; first < groups.length; ) {
    const last = lastOfCard(groups, first);
    const group = groups[last ?? first];
    if (last !== undefined && group !== undefined) {
      redacted += `${text.slice(from, groups[first]?.start)}[card]`;
      from = group.start + group.digits.length;
    }
    first = (last ?? first) + 1;
  }
  return redacted + text.slice(from);
}

/** The longest card that begins with this group. */
function lastOfCard(groups: readonly Group[], first: number): number | undefined {
  let digits = "";
  let found: number | undefined;
  for (let last = first; last < groups.length && digits.length < longest; last += 1) {
    digits += groups[last]?.digits ?? "";
    if (isCard(digits)) found = last;
  }
  return found;
}

/** Travel, banking and merchandise cards have 12 to 19 digits; UATP's begin with 1 and have 15, those of RuPay and Troy with 8 and 9 and have 16. */
const issued = /^(?:[2-6]\d{11,18}|1\d{14}|[89]\d{15})$/;

function isCard(digits: string): boolean {
  return digits.length >= shortest && issued.test(digits) && luhn(digits);
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    const doubled = place % 2 === 0 ? digit : 2 * digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
