/** E-mail addresses in their typed form; spoken-email.ts has the spoken form. */

import type { TextSpan } from "../../../text/aligned.ts";

/** RFC 5321, 4.5.3.1. */
const longestName = 64;
export const longestDomain = 255;

const inName = /[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~.-]/u;
const domain =
  /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,62})(?:\.[\p{L}\p{N}\p{M}-]{1,63})*\.(?:\p{L}[\p{L}\p{M}]{1,62}|xn--[a-z0-9-]{1,59})/iu;

/** `john@example,com`: a comma instead of the last dot, before an ending that is no word. */
const commaDomain =
  /^[\p{L}\p{N}][\p{L}\p{N}\p{M}.-]{0,62},(?:com|org|net|edu|gov|info|biz|io|eu|de|at|ch|fr|es|it|nl|pt|lv|pl|uk|us|co\.uk|com\.br)(?![\p{L}\p{N}])/iu;

/** The first address, without the punctuation around it. */
export function firstEmail(text: string): string | undefined {
  for (const { start, end } of typedEmails(text)) {
    const address = text.slice(start, end).replace(/^[^\p{L}\p{N}_]+/u, "");
    if (!address.startsWith("@")) return address;
  }
  return undefined;
}

export function typedEmails(text: string): Generator<TextSpan> {
  return emailsAround(text, /@/g);
}

/** Addresses in the copy of a text whose @ is encoded for a URL or for HTML. */
export function encodedEmails(text: string): Generator<TextSpan> {
  return emailsAround(text, /%40|&#0{0,4}64;|&#x0{0,4}40;|&commat;/g);
}

/** Moves from one sign to the next, so that no text makes it slow. */
function* emailsAround(text: string, sign: RegExp): Generator<TextSpan> {
  let from = 0;
  for (const { 0: written, index } of text.matchAll(sign)) {
    const start = nameBefore(text, index, from);
    const hostFrom = index + written.length;
    const behind = text.slice(hostFrom, hostFrom + longestDomain);
    const [host] = domain.exec(behind) ?? commaDomain.exec(behind) ?? [];
    if (start === index || host === undefined) continue;
    from = hostFrom + host.length;
    yield { start, end: from };
  }
}

function nameBefore(text: string, at: number, floor: number): number {
  let start = at;
  while (start > Math.max(floor, at - longestName) && inName.test(text[start - 1] ?? "")) start -= 1;
  return start;
}
