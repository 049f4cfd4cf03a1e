/**
 * Which ranges of a rendered text came from `{{ … }}`: only the rule's author may format. The template
 * marks each value. The marks are removed before the text is queued, and the ranges are stored beside it.
 */

/** From and to, in UTF-16 units, ascending. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/** Noncharacters of Unicode: no text contains them, and they are removed from values (rules/templates/escape.ts). */
const open = "\uFDD0";
const close = "\uFDD1";

/** Beyond this many values, the rest of the text counts as a value. */
const mostRanges = 200;

/** Only these characters of a value could format. */
const special = /[*_~`:]/;

export interface Unmarked {
  readonly text: string;
  readonly said: Ranges;
}

export function unmarked(marked: string): Unmarked {
  const said: [number, number][] = [];
  const pieces = marked.split(/([\uFDD0\uFDD1])/);
  let text = "";
  let from = 0;
  let depth = 0;
  for (const piece of pieces) {
    if (piece === open) {
      if (depth === 0) from = text.length;
      depth += 1;
    } else if (piece === close) {
      depth = Math.max(0, depth - 1);
      if (depth === 0 && special.test(text.slice(from))) said.push([from, text.length]);
    } else text += piece;
  }
  const [begin] = said[mostRanges] ?? [];
  return { text, said: begin === undefined ? said : [...said.slice(0, mostRanges), [begin, text.length]] };
}

/** A text without an author's formatting: all of it came from an event. */
export function unformatted(text: string): string {
  return open + text + close;
}

/** Replaces a character of a value that would format. It is restored after the text was read. */
const standIns: ReadonlyMap<string, string> = new Map([
  ["*", "\uFDD2"],
  ["_", "\uFDD3"],
  ["~", "\uFDD4"],
  ["`", "\uFDD5"],
  [":", "\uFDD6"],
]);
const originals: ReadonlyMap<string, string> = new Map([...standIns].map(([character, standIn]) => [standIn, character]));

/**
 * The text with every formatting character of a value replaced. Undefined ranges: an earlier version queued it, and all of it counts as a
 * value.
 */
export function guarded(text: string, said: Ranges | undefined): string {
  const clean = text.replace(/[\uFDD0-\uFDD6]/g, " "); // as long as before
  let guardedText = "";
  let end = 0;
  for (const [from, to] of said ?? [[0, clean.length]]) {
    guardedText += clean.slice(end, from) + clean.slice(from, to).replace(/[*_~`:]/g, (each) => standIns.get(each) ?? each);
    end = to;
  }
  return guardedText + clean.slice(end);
}

export function restored(text: string): string {
  return text.replace(/[\uFDD2-\uFDD6]/g, (each) => originals.get(each) ?? each);
}
