/** Keywords and patterns that no message can contain, or that mean something else. */

import { RE2JS } from "re2js";
import { finished } from "../../../core/steps.ts";
import type { Fault } from "../../kit/codes.ts";
import { createLexicon } from "../../kit/scanner.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import { faultOfPattern as faultOfSource, syntaxOffsets } from "../pattern.ts";
import { at, conditionsIn, each, rulesIn } from "./walk.ts";

export function vainWords(file: unknown): readonly Problem[] {
  return rulesIn(file).flatMap((rule) =>
    conditionsIn(rule).flatMap(({ type, value, path }) => {
      if (type === "agent" || type === "field")
        return [...listsInOne(type, value, path), ...(type === "agent" ? patternsOfAgents(value, path) : [])];
      if (type === "keywords" && typeof value === "string" && conjunction.test(value)) return [joinedWords(value, path)];
      const judge = type === "keywords" ? faultOfKeyword : type === "pattern" ? faultOfPattern : undefined;
      if (judge === undefined) return [];
      return each(value, path).flatMap((word): readonly Problem[] => {
        const fault = typeof word.value === "string" ? judge(word.value) : undefined;
        return fault === undefined ? [] : [{ ...fault, path: word.path, on: "value" }];
      });
    }),
  );
}

function faultOfKeyword(phrase: string): Fault | undefined {
  const [sign] = /[,;|、，；]|\n|(?<=\s)(?:OR|AND|\/)(?=\s)/.exec(phrase.trim()) ?? [];
  const bare = phrase.trim().replace(/^[([]([^()]*)[)\]]$/, "$1");
  const parts = sign === undefined ? [] : bare.split(sign).map((part) => part.trim());
  if (sign !== undefined && parts.filter((part) => part !== "").length > 1) {
    const named = sign === "\n" ? "a line end" : /[,、，]/.test(sign) ? "a comma" : sign;
    const list = `keywords: [${parts.filter((part) => part !== "").join(", ")}]`;
    const hint = sign === "AND" ? `write all: [${parts.map((part) => `{ keywords: ${part} }`).join(", ")}]` : `write a list: ${list}`;
    return { code: "W_KEYWORD_COMMA", text: `this is one keyword with ${named} in it, and only a message with all of it holds it`, hint };
  }
  const pattern = patternIn(phrase.trim());
  if (pattern !== undefined)
    return { code: "W_NEVER_MATCHES", text: "a keyword is a word, and no pattern", hint: `write pattern: '${pattern}'` };
  if (/\*(?!$)/.test(phrase.trim()))
    return { code: "W_NEVER_MATCHES", text: "a * stands for any ending, and only at the end", hint: "put it there, or use pattern:" };
  const [, mark] = /[\p{L}\p{N}]\s*([?!;:]+)$/u.exec(phrase) ?? [];
  if (mark !== undefined)
    return {
      code: "W_LITERAL",
      text: `a message without "${mark}" does not hold this keyword`,
      hint: "leave the mark out, since keywords are whole words",
    };
  if (/[\p{L}\p{N}]/u.test(phrase) || isFound(phrase)) return undefined;
  return {
    code: "W_NEVER_MATCHES",
    text: "no word is in this keyword, so no message holds it",
    hint: "use pattern: for signs, e.g. pattern: '[?]{3}'",
  };
}

/** In a list it is a phrase: `keywords: [terms and conditions]`. */
const conjunction = /^[\w'*-]+ (and|or|&|\+) [\w'*-]+$/;

function joinedWords(phrase: string, path: Path): Problem {
  const [first = "", word = "", second = ""] = phrase.split(" ");
  const apart = word === "or" ? `keywords: [${first}, ${second}]` : `all: [{ keywords: ${first} }, { keywords: ${second} }]`;
  const text = `this is one keyword with "${word}" in it, and only a message with these words beside each other holds it`;
  return { code: "W_KEYWORD_COMMA", text, hint: `write ${apart}; or keywords: [${phrase}] where the phrase is meant`, path, on: "value" };
}

function patternsOfAgents(value: unknown, path: Path): readonly Problem[] {
  return each(value, path).flatMap((name): readonly Problem[] => {
    if (typeof name.value !== "string" || !/[?^$|()[\]\\]|\.\*/.test(name.value)) return [];
    const text = "an agent is a name, and no pattern except that * stands for anything";
    return [{ code: "W_NEVER_MATCHES", text, hint: 'write it like agent: ["support-*", "*-de"]', path: name.path, on: "value" }];
  });
}

/** A keyword that is written as a regular expression, or as SQL's LIKE. */
function patternIn(keyword: string): string | undefined {
  const [, slashed = /^%(.+)%$/.exec(keyword)?.[1]] = /^\/(.+)\/[a-z]*$/.exec(keyword) ?? [];
  return slashed ?? (/\\[bBdDsSwW]|\.[*+]|^\^|\(\?/.test(keyword) ? keyword : undefined);
}

/** Several agents, or several values, in one text. */
function listsInOne(type: "agent" | "field", value: unknown, path: Path): readonly Problem[] {
  const [written, place] = type === "agent" ? [value, path] : [at(value, "in"), [...path, "in"]];
  if (typeof written !== "string" || !/\S\s*,\s*\S/.test(written)) return [];
  const parts = written.split(",").map((part) => part.trim());
  const hint = `write a list: ${type === "agent" ? "agent" : "in"}: [${parts.join(", ")}]`;
  return [
    {
      code: "W_KEYWORD_COMMA",
      text: "this is one value with a comma in it, and nothing else is equal to it",
      hint,
      path: place,
      on: "value",
    },
  ];
}

function isFound(phrase: string): boolean {
  const lexicon = createLexicon();
  const term = lexicon.keyword(phrase);
  return finished(lexicon.build())(`a ${phrase} b`).has(term);
}

function faultOfPattern(source: string): Fault | undefined {
  const never = (text: string, hint: string): Fault => ({ code: "W_NEVER_MATCHES", text, hint });
  const [, like] = /^%(.+)%$/.exec(source) ?? [];
  if (like !== undefined) return never("the % around the pattern are part of it here, and no signs for anything", `write '${like}'`);
  if (source.includes("\b"))
    return never('the pattern holds a backspace, since "\\b" in double quotes is one', "write it in single quotes, or as \\\\b");
  const [, inside, flags = ""] = /^\/(.+)\/([a-z]*)$/.exec(source) ?? [];
  if (inside !== undefined)
    return never("the slashes around the pattern are part of it here", `write '${flags.includes("i") ? "(?i)" : ""}${inside}'`);
  if (edgeBesideLetter.test(source)) {
    const hint = "use keywords:, which know every script, or (?:^|\\P{L})…(?:\\P{L}|$)";
    return never("\\b is an edge of ASCII words only, and beside another letter it holds nowhere", hint);
  }
  if (holdsAlways(source))
    return {
      code: "W_NO_EFFECT",
      text: "every message holds this pattern, since it may be empty",
      hint: "leave out what makes it empty, e.g. a | at the end",
    };
  return isTorn(source)
    ? never("something has to follow the end of the message, or precede its beginning", "remove the $ or the ^")
    : undefined;
}

/** `\bкарта`, `étage\b`, also after an opening bracket. */
const edgeBesideLetter = /(?<!\\)\\b(?:\(\?:|\(|\[)*(?![A-Za-z])\p{L}|(?![A-Za-z])\p{L}[)\]]*\\b/u;

/** `refund|`, `a*`: these match a text without any of it. */
function holdsAlways(source: string): boolean {
  if (faultOfSource(source) !== undefined) return false;
  const compiled = RE2JS.compile(source);
  return ["", "\u0001", "~ ~"].every((text) => compiled.matcher(text).find());
}

/** `a$b`, `a^b`: no text continues after its end. */
function isTorn(source: string): boolean {
  if (/\(\?[a-z]*m/.test(source)) return false;
  return [...syntaxOffsets(source)].some(
    (offset) =>
      source[offset - 1] !== "\\" &&
      ((source[offset] === "$" && /^[\p{L}\p{N}]/u.test(source.slice(offset + 1))) ||
        (source[offset] === "^" && /[\p{L}\p{N}]$/u.test(source.slice(0, offset)))),
  );
}
