/** Patterns of users, in RE2: no pattern and no message can make one slow. */

import { RE2JS, RE2JSSyntaxException } from "re2js";
import type { Fault } from "../kit/codes.ts";

/** A longer pattern is unreadable and slow to compile (libraries.md: 50 x `{1000}` takes 87 ms). */
export const longestPattern = 1_000;

/** What is wrong with a pattern; undefined where it compiles. */
export function faultOfPattern(source: string): Fault | undefined {
  if (source === "") return { code: "E_REGEX", text: "the pattern is empty and would match every message" };
  if (source.length > longestPattern) {
    return {
      code: "E_REGEX",
      text: `the pattern has ${source.length} characters, at most ${longestPattern} are read`,
      hint: "use several rules or keywords",
    };
  }
  return unsupported(source) ?? uncompilable(source);
}

interface Foreign {
  readonly begins: RegExp;
  readonly name: string;
  readonly instead: string;
}

/** Syntax of other engines that RE2 leaves out, because it cannot run in linear time. */
const foreign: readonly Foreign[] = [
  { begins: /^\(\?!|^\(\?<!/, name: "a negative look-around", instead: "write it as a second condition: not: { pattern: … }" },
  { begins: /^\(\?=|^\(\?<=/, name: "a look-around", instead: "match the surrounding text too, or use two conditions under all:" },
  { begins: /^\\[1-9]|^\\k[<{']/, name: "a back-reference", instead: "spell the repeated part out, or use keywords" },
  { begins: /^\(\?>/, name: "an atomic group", instead: "use a plain group (?:…): patterns are linear in time here anyway" },
  { begins: /^[*+?]\+/, name: "a possessive quantifier", instead: "leave out the last +: patterns are linear in time here anyway" },
];

function unsupported(source: string): Fault | undefined {
  for (const offset of syntaxOffsets(source)) {
    const rest = source.slice(offset, offset + 4);
    const found = foreign.find(({ begins }) => begins.test(rest));
    if (found) return { code: "E_REGEX_UNSUPPORTED", text: `${found.name} at offset ${offset} is not supported`, hint: found.instead };
  }
  return undefined;
}

/** Where syntax may begin: not inside a character class and not after a backslash. */
export function* syntaxOffsets(source: string): Iterable<number> {
  let inClass = false;
  for (let offset = 0; offset < source.length; offset++) {
    const letter = source[offset];
    if (!inClass) yield offset;
    if (letter === "\\") offset++;
    else if (letter === "[") inClass = true;
    else if (letter === "]") inClass = false;
  }
}

function uncompilable(source: string): Fault | undefined {
  try {
    RE2JS.compile(source);
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, "").replace(/: `[\s\S]*$/, "");
    const offset = offsetOf(error, source);
    const { text, hint } = inWords.find(({ is }) => reason.startsWith(is))?.say(source.slice(offset)) ?? { text: reason };
    return { code: "E_REGEX", text: `${text} at offset ${offset}`, ...(hint !== undefined && { hint }) };
  }
}

interface Words {
  readonly text: string;
  readonly hint?: string;
}

/** Escapes of other engines, and their form here. */
const escapes: Readonly<Record<string, string>> = {
  Z: "write \\z for the end of the message",
  h: "write [ \\t] for a blank",
  R: "write \\r?\\n for a line end",
  u: "write a character by its number as \\x{1F600}",
};

/** RE2's complaints in words that a person can act on. */
const inWords: readonly { readonly is: string; readonly say: (rest: string) => Words }[] = [
  {
    is: "invalid escape sequence",
    say: ([, letter = ""]) => ({
      text: `\\${letter} means nothing here`,
      hint: escapes[letter] ?? "leave the backslash out where the letter itself is meant",
    }),
  },
  {
    is: "missing argument to repetition",
    say: ([sign = "*"]) => ({
      text: `nothing stands before ${sign} that it could repeat`,
      hint: `write .${sign} for anything, \\${sign} for the sign itself`,
    }),
  },
  { is: "invalid nested repetition", say: () => ({ text: "two repetitions follow each other", hint: "leave one" }) },
  { is: "invalid character class range", say: () => ({ text: "a range in the brackets runs backwards", hint: "write it like [a-z]" }) },
  {
    is: "invalid repeat count",
    say: () => ({ text: "the numbers in { } are too large, or the wrong way round", hint: "at most 1000, like {2,5}" }),
  },
  { is: "unexpected )", say: () => ({ text: "a ) closes nothing", hint: "write \\) for the sign itself" }) },
  { is: "invalid or unsupported Perl", say: () => ({ text: "this form of (?…) is not known", hint: "(?:…) groups, (?i) ignores case" }) },
];

/** re2js names the part at which it stopped. For an unclosed group or class the place is its opening. */
function offsetOf(error: RE2JSSyntaxException, source: string): number {
  const part = error.getPattern() ?? "";
  if (part === "" || part === source) return lastOpening(source, error.getDescription());
  return Math.max(0, source.indexOf(part));
}

function lastOpening(source: string, description: string): number {
  if (description.includes("unexpected )")) return unmatchedClosing(source);
  if (description.includes("missing closing )")) return unmatchedOpening(source);
  if (description.includes("trailing backslash")) return source.length - 1;
  return 0;
}

function unmatchedClosing(source: string): number {
  let open = 0;
  for (const offset of syntaxOffsets(source)) {
    if (source[offset] === "(") open++;
    if (source[offset] === ")" && --open < 0) return offset;
  }
  return source.length;
}

function unmatchedOpening(source: string): number {
  const open: number[] = [];
  for (const offset of syntaxOffsets(source)) {
    if (source[offset] === "(") open.push(offset);
    if (source[offset] === ")") open.pop();
  }
  return open.at(-1) ?? 0;
}
