/**
 * The visible part of a text. Characters that turn the direction of writing, are invisible or control a terminal are removed,
 * so that no visitor can rearrange or hide the text beside. Characters that scripts and emoji need stay. Pure, and linear.
 */

/**
 * Bidirectional controls, zero-width and filling characters, tags, and control characters except tab and line end. A zero-width space after
 * "@" stays, because it prevents a mention.
 */
const unseen =
  /\p{Bidi_Control}|(?<!@)\u200B|\u034F|\u17B4|\u17B5|\u180B|\u180C|\u180D|\u180F|[\u00AD\u115F\u1160\u180E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E007F}]|(?![\t\n])\p{Cc}/gu;

/** They join or separate letters of some scripts, and the parts of an emoji. Elsewhere they only hide something. */
const joiners = /[\u200C\u200D]+/g;

/** One selects the form of the character before it; more of them can carry a hidden text. */
const selectors = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]+/gu;

const lineEnds = /\r\n?|[\u0085\u2028\u2029]/g;

/** The visible text; line ends are `\n`. */
export function visible(text: string): string {
  if (!suspicious.test(text)) return text;
  return text
    .replace(lineEnds, "\n")
    .replace(unseen, "")
    .replace(selectors, (found) => String.fromCodePoint(found.codePointAt(0) ?? 0))
    .replace(joiners, (found: string, at: number, whole: string) => (isJoined(whole, at, at + found.length) ? found.slice(0, 1) : ""));
}

/** Most texts contain nothing of it, and this search is fast. */
const suspicious = /(?![\t\n])\p{Cc}|[^\0-\u02FF]|\u00AD/u;

/** Whether the characters on both sides of a joiner need one: emoji, and letters of scripts that join. */
function isJoined(text: string, from: number, to: number): boolean {
  const before = text.slice(Math.max(0, from - 2), from);
  const after = text.slice(to, to + 2);
  return joining.test(before) && /^[\p{L}\p{M}\p{Extended_Pictographic}]/u.test(after);
}

const joining =
  /(?:\p{M}|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}])\p{L})$/u;
