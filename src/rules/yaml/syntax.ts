/**
 * Turns the complaints of the YAML parser into words that a person can act on. The parser's own sentences are never shown, because some
 * contain text of the file.
 */

import { type ErrorCode, Lexer } from "yaml";
import type { PlacedFault } from "./guard.ts";
import { type Lines, linesOf } from "./lines.ts";

/** One complaint of the parser. */
export interface SyntaxComplaint {
  readonly code: ErrorCode;
  readonly message: string;
  readonly pos: readonly [number, number];
}

interface Advice {
  readonly text: string;
  readonly hint?: string;
  /** The position of the cause, if the parser noticed it somewhere else. */
  readonly offset?: number;
}

/** The file up to a complaint. */
interface Scene {
  readonly message: string;
  readonly offset: number;
  readonly text: string;
  readonly lines: Lines;
  readonly before: Before;
}

/** Syntax errors come in cascades; more than the first few do not help. */
const mostFaults = 3;

/** The faults of a text that is no YAML, at most one for each line. Where the first cause is known, its consequences are left out. */
export function syntaxFaults(complaints: readonly SyntaxComplaint[], text: string): readonly PlacedFault[] {
  const [first] = complaints;
  if (first === undefined) return [];
  const lines = linesOf(text);
  const cause = causeOf(sceneOf(first, text, lines));
  if (cause !== undefined) return [placed(first, cause)];
  return firstOfEachLine(complaints, lines).map((complaint) => placed(complaint, inWords[complaint.code](sceneOf(complaint, text, lines))));
}

function firstOfEachLine(complaints: readonly SyntaxComplaint[], lines: Lines): readonly SyntaxComplaint[] {
  const onLines = new Map<number, SyntaxComplaint>();
  for (const complaint of complaints) {
    const { line } = lines.at(complaint.pos[0]);
    if (!onLines.has(line)) onLines.set(line, complaint);
    if (onLines.size === mostFaults) break;
  }
  return [...onLines.values()];
}

function placed({ pos }: SyntaxComplaint, { text, hint, offset = pos[0] }: Advice): PlacedFault {
  return { code: "E_YAML_SYNTAX", text, hint, offset };
}

function sceneOf({ message, pos }: SyntaxComplaint, text: string, lines: Lines): Scene {
  return { message, offset: pos[0], text, lines, before: seenBefore(text, pos[0]) };
}

interface Token {
  readonly offset: number;
  readonly source: string;
}

interface Before {
  /** Brackets that are open at this position. */
  readonly open: readonly Token[];
  /** A comment inside the open brackets that contains a closing one. */
  readonly comment: Token | undefined;
  /** The last text in quotes. */
  readonly quoted: Token | undefined;
  /** A bracket that another kind of bracket closes. */
  readonly crossed: Token | undefined;
}

function seenBefore(text: string, until: number): Before {
  const open: Token[] = [];
  let [comment, quoted, crossed]: (Token | undefined)[] = [];
  let offset = 0;
  for (const source of new Lexer().lex(text)) {
    if (isMark(source)) continue;
    if (offset > until) break;
    if (source === "[" || source === "{") open.push({ offset, source });
    else if (source === "]" || source === "}") {
      const begun = open.pop();
      if (begun !== undefined && closingOf(begun) !== source) crossed ??= begun;
    } else if (source.startsWith("#") && open.length > 0 && /[\]}]/.test(source)) comment ??= { offset, source };
    else if (/^["']/.test(source)) quoted = { offset, source };
    if (open.length === 0) comment = undefined;
    offset += source.length;
  }
  return { open, comment, quoted, crossed };
}

function closingOf({ source }: Token): string {
  return source === "[" ? "]" : "}";
}

/** The lexer's own marks stand for no character of the text. */
function isMark(token: string): boolean {
  return token === "\u0002" || token === "\u001f" || token === "\u0018";
}

/** Text that the parser did not see, e.g. because of its depth, may have one of these causes as well. */
export function withCause(fault: PlacedFault, text: string): PlacedFault {
  if (fault.code !== "E_YAML_SYNTAX") return fault;
  const scene = { message: "", offset: fault.offset, text, lines: linesOf(text), before: seenBefore(text, fault.offset) };
  const cause = foreignLine(scene) ?? lostBracket(scene) ?? signFirst(scene) ?? bareTemplate(scene);
  return cause === undefined ? fault : { offset: fault.offset, ...cause, code: "E_YAML_SYNTAX" };
}

/** Causes of mistakes that the parser notices later or names wrongly. */
function causeOf(scene: Scene): Advice | undefined {
  return (
    foreignLine(scene) ??
    lostBracket(scene) ??
    quotedPart(scene) ??
    signFirst(scene) ??
    bareTemplate(scene) ??
    openQuote(scene) ??
    lostComma(scene) ??
    lostColon(scene) ??
    misindented(scene) ??
    (scene.before.crossed && unclosed(scene.before.crossed))
  );
}

/** What other languages write at the ends of a line, on the nearest such line at or after the position. */
const foreignLines: readonly { readonly is: RegExp; readonly advice: Advice }[] = [
  { is: /^\s*\/[/*]/, advice: { text: "a comment begins with #", hint: "write # in the place of //" } },
  { is: /^\s*(```|~~~)/, advice: { text: "this line is Markdown's, and no part of the file", hint: "remove it, and its like at the end" } },
  {
    is: /^(<{7}|={7}|>{7}|\|{7})( |$)/,
    advice: {
      text: "two versions of the file stand here, as Git leaves them",
      hint: "keep one, and remove the lines with <<<<<<<, ======= and >>>>>>>",
    },
  },
  {
    is: /^[^"'#]*[\uff1a\uff0c\uff5b\uff5d]/,
    advice: { text: "a colon, a comma or a brace is a full-width one", hint: "write : , { and } as on an English keyboard" },
  },
  {
    is: /^\s*[\u2013\u2014\u2022]\s/,
    advice: { text: "an entry of a list begins with another sign than -", hint: "write - in its place" },
  },
  {
    is: /^[^"'#]*(?::|^\s*-)[\u00a0\u202f\u3000]|^ *[\u00a0\u202f\u3000]/,
    advice: { text: "a space is none for YAML (U+00A0, a no-break space)", hint: "write an ordinary one" },
  },
  { is: /^\s*-[A-Za-z_]\w*:(\s|$)/, advice: { text: "a space is missing behind the -", hint: "write - name: value" } },
  { is: /\r./, advice: { text: "the lines end with CR alone, as on old Macs", hint: "save the file with LF" } },
  { is: /[\w"'}\]];\s*$/, advice: { text: "a line ends without a ;", hint: "remove it" } },
];

function foreignLine({ offset, lines }: Scene): Advice | undefined {
  const { line } = lines.at(offset);
  for (const each of [line, line - 1]) {
    const found = foreignLines.find(({ is }) => is.test(lines.text(each) ?? ""));
    if (found !== undefined) return { ...found.advice, offset: lines.start(each) };
  }
  return undefined;
}

/** `{ channel: #support }` */
function lostBracket({ before: { comment } }: Scene): Advice | undefined {
  if (comment === undefined) return undefined;
  const hint = 'put the text in quotes: "#support"';
  return { text: "a # begins a comment, and the bracket behind it is lost in the comment", hint, offset: comment.offset };
}

/** `text: *Urgent* now`, `title: [URGENT] {{ event.agent }}`: YAML takes the first sign for its own. */
const signs =
  /(?<=(?:^\s{0,40}|[{,]\s{0,9}|-\s{1,9})[\w-]{1,40}:\s{1,9}|^\s{0,40}-\s{1,9})(?:[%@`]|(?:[*&]|!(?!secret|env|include))(?=\S{0,99}\s{1,9}(?!["'#[]|\{(?![{%]))\S)|[>|](?=[+-]?\d?\s{1,9}[^\s#])|-(?=\s{1,9}\S)|\[(?=[^\]"']{0,199}\]\s{0,9}[^\s,\]}#])|\{(?![{%])(?=[^}"']{0,199}\}\s{0,9}[^\s,\]}#]))/; // bounded, so that it takes linear time

function signFirst({ offset, lines }: Scene): Advice | undefined {
  const { line } = lines.at(offset);
  for (const each of [line, line - 1]) {
    const found = signs.exec(lines.text(each) ?? "");
    if (found === null) continue;
    const text = `a text that begins with ${found[0]} needs quotes, since the sign means something else to YAML`;
    return { text, hint: "put the whole text in quotes", offset: lines.start(each) + found.index };
  }
  return undefined;
}

/** `title: {{ event.agent }} asked`, on the line of the complaint or the line before it. */
function bareTemplate({ offset, lines }: Scene): Advice | undefined {
  const { line } = lines.at(offset);
  for (const each of [line, line - 1]) {
    const found = bareOutput.exec(lines.text(each) ?? "");
    if (found === null) continue;
    const start = lines.start(each) + found.index + (found[1]?.length ?? 0);
    const hint = 'put the whole text in quotes: "{{ event.agent }} asked"';
    return { text: "{{ begins a map in YAML, and is no text here", hint, offset: start };
  }
  return undefined;
}

/** The output of a template without quotes. */
const bareOutput = /^((?:[^"'{]|\{(?!\{)|"[^"]*"|'[^']*')*)\{[{%]/;

/** A text in quotes that runs over lines: its end is the beginning of another text. */
function openQuote({ message, before: { quoted } }: Scene): Advice | undefined {
  if (quoted === undefined) return undefined;
  const isOpen = message.startsWith("Missing closing") || (isAtNodeEnd(message) && quoted.source.includes("\n"));
  if (!isOpen) return undefined;
  const quote = quoted.source.startsWith('"') ? '"' : "'";
  const hint = `write another ${quote} at the end of the text, or none at all`;
  return { text: `the quote ${quote} that begins here is not closed on its line`, hint, offset: quoted.offset };
}

/** `text: 'the visitor's words'`, `text: "urgent": asked` */
function quotedPart({ offset, lines }: Scene): Advice | undefined {
  const { line } = lines.at(offset);
  const found = /^([^"'#]*:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'))\s*[^\s,\]}#]/.exec(lines.text(line) ?? "");
  if (found === null) return undefined;
  const hint = 'put all of the value in quotes; inside single quotes a \' is written twice, inside double quotes a " as \\"';
  return { text: "the text goes on behind its closing quote", hint, offset: lines.start(line) + (found[1]?.length ?? 1) - 1 };
}

/** `{ on: chat.push when: { keywords: x } }` */
function lostComma({ offset, lines, before: { open } }: Scene): Advice | undefined {
  const { line } = lines.at(offset);
  const found = open.at(-1)?.source === "{" ? pairWithoutComma.exec(lines.text(line) ?? "") : null;
  if (found === null) return undefined;
  const [whole, key = ""] = found;
  const at = lines.start(line) + found.index + whole.length - key.length - 1;
  return { text: `a comma is missing before "${key}"`, hint: "write it like { on: chat.push, when: … }", offset: at };
}

const pairWithoutComma = /[{,]\s*[\w-]+:\s+[^\s,{}[\]"'#:][^,{}[\]"'#:]*\s([A-Za-z_]\w*):(?=\s)/;

/** One space too many, or too few. */
function misindented({ message, offset, lines }: Scene): Advice | undefined {
  if (!/^(Nested mappings|A block sequence|Sequence item)/.test(message)) return undefined;
  const { line } = lines.at(offset);
  const own = indentOf(lines.text(line));
  if (!columnsAbove(lines, line).includes(own)) return strayed;
  if (message.startsWith("Sequence item") || indentOf(lines.text(line + 1)) <= own) return undefined;
  const hint = "give both lines the same indentation, or put a text that goes on over lines in quotes";
  return { text: "this line is indented further than the one above it, whose value has ended", hint, offset: lines.start(line + 1) };
}

const strayed: Advice = {
  text: "the indentation of this line fits nothing above it",
  hint: "give what belongs together the same number of spaces",
};

function indentOf(line: string | undefined): number {
  return /^ */.exec(line ?? "")?.[0].length ?? 0;
}

/** The columns at which lines above begin: a key, or a key after a dash. */
function columnsAbove(lines: Lines, line: number): readonly number[] {
  const columns: number[] = [];
  for (let each = Math.max(1, line - 200); each < line; each++) {
    const [, dashed] = /^( *(?:- +)+)\S/.exec(lines.text(each) ?? "") ?? [];
    columns.push(indentOf(lines.text(each)), ...(dashed === undefined ? [] : [dashed.length]));
  }
  return columns;
}

function isAtNodeEnd(message: string): boolean {
  return /^Unexpected .* at node end$/.test(message);
}

/** `- name a`, or `name:a`, in the middle of a map. */
function lostColon({ message, offset, lines }: Scene): Advice | undefined {
  if (!/^Implicit (map )?keys need/.test(message)) return undefined;
  const line = lines.text(lines.at(offset).line) ?? "";
  const [, glued] = /^\s*(?:-\s+)*([A-Za-z_]\w*):\S/.exec(line) ?? [];
  if (glued !== undefined) return { text: `a space is missing behind the colon of "${glued}"`, hint: `write ${glued}: and then its value` };
  const [, key] = /^\s*(?:-\s+)*([A-Za-z_]\w*)\s+\S/.exec(line) ?? [];
  if (key === undefined) return undefined;
  return { text: `a colon is missing behind "${key}"`, hint: `write ${key}: and then its value` };
}

/** A sentence for each code of the parser. A new code does not compile without one. */
const inWords: Readonly<Record<ErrorCode, (scene: Scene) => Advice>> = {
  ALIAS_PROPS: () => ({ text: "an alias (*name) can have neither an anchor nor a tag", hint: "leave only *name here" }),
  BAD_ALIAS: () => ({ text: "an anchor (&name) or an alias (*name) has no usable name", hint: quoteIt("* or &") }),
  BAD_COLLECTION_TYPE: () => noTags,
  BAD_DIRECTIVE: () => ({ text: "a line that begins with % is no part of such a file", hint: quoteIt("%") }),
  BAD_DQ_ESCAPE: badEscape,
  BAD_INDENT: badIndent,
  BAD_PROP_ORDER: () => ({
    text: "an anchor (&name) or a tag stands at the wrong side of the - or ?",
    hint: "put it behind, e.g. - &name",
  }),
  BAD_SCALAR_START: ({ text, offset }) => ({ text: `a text cannot begin with ${text[offset] ?? "this"}`, hint: "put it in quotes" }),
  BLOCK_AS_IMPLICIT_KEY: () => ({ text: "a list or a map begins on the line of another", hint: "begin it on a line of its own, indented" }),
  BLOCK_IN_FLOW: () => ({
    text: "inside [ ] and { } nothing can be written with - or with indentation",
    hint: "use commas, or no brackets",
  }),
  DUPLICATE_KEY: () => ({ text: "a key stands twice in one map", hint: "remove one of them" }),
  IMPOSSIBLE: () => noYaml,
  KEY_OVER_1024_CHARS: () => ({ text: "a key has more than 1024 characters", hint: "is a quote missing, or a bracket?" }),
  MISSING_CHAR: missing,
  MULTILINE_IMPLICIT_KEY: () => ({
    text: "expected a key and its value on this line",
    hint: "write it like name: value; a text over several lines needs quotes",
  }),
  MULTIPLE_ANCHORS: () => ({ text: "a value can have one anchor (&name) only", hint: "remove one of them" }),
  MULTIPLE_DOCS: () => ({ text: "the file holds more than one document", hint: "remove the ---" }),
  MULTIPLE_TAGS: () => noTags,
  NON_STRING_KEY: () => ({ text: "a key is no plain word", hint: "write a word, or a text in quotes" }),
  RESOURCE_EXHAUSTION: () => ({ text: "the file is too involved to be read", hint: "write it with fewer brackets and aliases" }),
  TAB_AS_INDENT: () => ({ text: "a tab stands in the indentation", hint: "use spaces" }),
  TAG_RESOLVE_FAILED: tag,
  UNEXPECTED_TOKEN: unexpected,
};

function quoteIt(what: string): string {
  return `a text that begins with ${what} needs quotes`;
}

const noYaml: Advice = { text: "this is not YAML", hint: "is a quote, a colon or a bracket missing here or on the line before?" };
const noTags: Advice = { text: "tags (!name) are not known here", hint: "remove it; a text that begins with ! needs quotes" };

function tag({ text, offset }: Scene): Advice {
  const [name = ""] = /^!\w*/.exec(text.slice(offset, offset + 20)) ?? [];
  if (name === "!secret" || name === "!env") {
    return {
      text: `the tag ${name} is not known here`,
      hint: "write $" + "{NAME} for a variable of the environment, $" + "{file:/path} for a file",
    };
  }
  return name.startsWith("!include") ? { text: `the tag ${name} is not known here`, hint: "one file holds everything" } : noTags;
}

function badEscape({ message }: Scene): Advice {
  const [, sign = "\\"] = /(\\.)/.exec(message) ?? [];
  const hint = `write the text in single quotes ('…'), or the backslash twice (\\${sign})`;
  return { text: `in double quotes a backslash begins an escape, and ${sign} is none`, hint };
}

function badIndent(scene: Scene): Advice {
  const bracket = scene.before.open.at(-1);
  if (bracket !== undefined) return unclosed(bracket);
  if (scene.message.startsWith("All sequence items"))
    return {
      text: "the - of this entry is not below those of the entries before it",
      hint: "give all entries of a list the same indentation",
    };
  return strayed;
}

function unclosed({ offset, source }: Token): Advice {
  return { text: `the ${source} that begins here is not closed`, hint: `write ${closingOf({ offset, source })} where it ends`, offset };
}

function missing(scene: Scene): Advice {
  const { message, before } = scene;
  if (/^Missing (,|space after)/.test(message)) {
    return {
      text: "between two entries in brackets a comma is missing",
      hint: "write it like [a, b] or { a: 1, b: 2 }; a text with : or quotes in it needs quotes",
    };
  }
  if (message.startsWith("Comments"))
    return { text: "a # stands directly behind something", hint: "put a space before a comment, or quotes around the text" };
  if (message.startsWith("Implicit map keys")) return { text: "a colon is missing on this line", hint: "write it like name: value" };
  if (message.startsWith("Sequence item"))
    return { text: "a - is missing before this entry of the list", hint: "write it like - name: value" };
  const bracket = before.open.at(-1);
  return bracket === undefined ? noYaml : unclosed(bracket);
}

function unexpected({ message, text, offset }: Scene): Advice {
  if (isAtNodeEnd(message) && /["'][^\S\n]*$/.test(text.slice(Math.max(0, offset - 50), offset))) {
    const hint = 'put all of the value in quotes; inside single quotes a \' is written twice, inside double quotes a " as \\"';
    return { text: "the text goes on behind its closing quote", hint };
  }
  const sign = /^[,\]}]/.exec(text.slice(offset, offset + 1))?.[0];
  if (sign === ",") return { text: "there is a comma too many", hint: "remove it" };
  if (sign !== undefined) return { text: `the ${sign} closes nothing`, hint: "remove it, or write the opening one" };
  if (message.includes("empty item")) return { text: "there is a comma too many", hint: "remove it" };
  if (message.startsWith("Block scalar header"))
    return { text: "behind | or > the text begins on the next line", hint: "put it there, indented, or put it in quotes" };
  return noYaml;
}
