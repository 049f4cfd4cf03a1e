/** Checks before the YAML parser runs. The parser recurses for every level, and a deep enough file would end the process. */

import { Lexer } from "yaml";
import type { Stepwise } from "../../core/steps.ts";
import type { Fault } from "../kit/codes.ts";
import type { Path } from "./path.ts";

/** In characters. Ten thousand ordinary rules need a quarter of it. */
export const largestFile = 4 * 1_048_576;
export const deepestLevel = 64;
export const mostAliases = 1_000;
export const tokensAStep = 10_000;

/** A fault at a position in the text, in characters. */
export interface PlacedFault extends Fault {
  readonly offset: number;
  /** Where it is known: the path of the value. */
  readonly path?: Path;
}

/**
 * Why a text cannot be parsed at all; undefined where it can. Linear in the length of the text, because the lexer does not recurse. It
 * reads
 * some thousand tokens at a time.
 */
export function* guardInSteps(text: string): Stepwise<PlacedFault | undefined> {
  return tooLarge(text) ?? zeroBytes(text) ?? (yield* tooInvolved(text));
}

/** Half of the bytes of a UTF-16 file are zero. */
function zeroBytes(text: string): PlacedFault | undefined {
  if (!text.includes("\0")) return undefined;
  const hint = "save it as UTF-8; in PowerShell: Out-File -Encoding utf8";
  return { code: "E_YAML_SYNTAX", text: "the file is not UTF-8: it has zero bytes, as UTF-16 has", hint, offset: 0 };
}

function tooLarge(text: string): PlacedFault | undefined {
  if (text.length <= largestFile) return undefined;
  return { code: "E_FILE_SIZE", text: `the file has ${text.length} characters, at most ${largestFile} are read`, offset: 0 };
}

function* tooInvolved(text: string): Stepwise<PlacedFault | undefined> {
  const nesting = new Nesting();
  let [offset, aliases, seen] = [0, 0, 0];
  for (const token of new Lexer().lex(text)) {
    if (++seen % tokensAStep === 0) yield;
    if (isMark(token)) continue;
    if (token.startsWith("*") && ++aliases > mostAliases) return manyAliases(offset);
    if (nesting.take(token) === "misplaced") return misplaced(token, offset);
    if (nesting.depth > deepestLevel) return deep(offset);
    offset += token.length;
  }
  return undefined;
}

/** The lexer's own marks (start of a document, start of a scalar, broken flow) stand for no character of the text. */
function isMark(token: string): boolean {
  return token === "\u0002" || token === "\u001f" || token === "\u0018";
}

function manyAliases(offset: number): PlacedFault {
  return { code: "E_YAML_ALIASES", text: `there are more than ${mostAliases} aliases (*name)`, hint: "write the values out", offset };
}

function deep(offset: number): PlacedFault {
  return { code: "E_YAML_DEPTH", text: `lists and maps are nested more than ${deepestLevel} levels deep`, offset };
}

/** The parser would nest these line after line. */
function misplaced(token: string, offset: number): PlacedFault {
  const text = token === ":" ? "a second colon on one line" : `a "${token}" behind a text on one line`;
  return { code: "E_YAML_SYNTAX", text, hint: "put the text in quotes", offset };
}

/**
 * Counts levels. In block style: the columns at which something begins, until a line begins to the left of them.
 * In flow style: the brackets. Text that the parser would nest although it is no YAML is reported as misplaced.
 */
class Nesting {
  readonly #columns: number[] = [];
  #flows = 0;
  #column = 0;
  /** What the line contains so far: indentation and indicators, a text (which may be a key), or a key and its colon. */
  #line: "indent" | "text" | "pair" = "indent";
  /** Indicators since the last bracket or comma. An entry of flow style has at most `? a : b`. */
  #inEntry = 0;

  get depth(): number {
    return this.#columns.length + this.#flows;
  }

  take(token: string): TokenFit {
    const fit = /^[\s#]/.test(token) ? "fine" : this.#see(token);
    const lastBreak = token.lastIndexOf("\n");
    this.#column = lastBreak < 0 ? this.#column + token.length : token.length - lastBreak - 1;
    if (lastBreak >= 0) this.#line = "indent";
    return fit;
  }

  #see(token: string): TokenFit {
    const fit = this.#flows > 0 ? this.#inFlow(token) : this.#inBlock(token);
    if (token === "[" || token === "{") this.#flows++;
    if (token === "]" || token === "}") this.#flows = Math.max(0, this.#flows - 1);
    return fit;
  }

  #inFlow(token: string): TokenFit {
    if (isIndicator(token)) this.#inEntry++;
    if (/^[[\]{},]$/.test(token)) this.#inEntry = 0;
    return this.#inEntry > 2 ? "misplaced" : "fine";
  }

  #inBlock(token: string): TokenFit {
    this.#inEntry = 0;
    if (this.#line === "indent") this.#begin(!isIndicator(token) && !/^[&!]/.test(token));
    else if (token === ":" && this.#line === "text") this.#line = "pair";
    else if (isIndicator(token)) return "misplaced";
    return "fine";
  }

  /** `- - a` opens two levels. */
  #begin(isText: boolean): void {
    while ((this.#columns.at(-1) ?? -1) >= this.#column) this.#columns.pop();
    this.#columns.push(this.#column);
    if (isText) this.#line = "text";
  }
}

type TokenFit = "fine" | "misplaced";

function isIndicator(token: string): boolean {
  return token === "-" || token === "?" || token === ":";
}
