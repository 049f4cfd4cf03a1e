/**
 * The same JSON in the notation of other programs. A proxy or a framework that reads a body and writes it again changes its bytes, and the
 * signature no longer fits. Numbers and strings keep their spelling unless a form changes it, so `1.0` and long integers stay the same.
 */

import { isUtf8 } from "node:buffer";
import { isDeeperThan } from "../body/json-depth.ts";

export interface JsonForm {
  /** How it differs from the received body, in words; empty where it does not. */
  readonly words: readonly string[];
  readonly bytes: Buffer;
}

type Node = string | { readonly open: "{" | "["; readonly items: readonly (readonly [key: string, value: Node])[] };

interface Layout {
  readonly words: string;
  readonly comma: string;
  readonly colon: string;
  readonly indent: string;
}

const layouts: readonly Layout[] = [
  { words: "compact, without spaces", comma: ",", colon: ":", indent: "" },
  { words: 'with a space after each "," and ":" (as Python writes it)', comma: ", ", colon: ": ", indent: "" },
  { words: "pretty-printed with 2 spaces", comma: ",", colon: ": ", indent: "  " },
  { words: "pretty-printed with 4 spaces", comma: ",", colon: ": ", indent: "    " },
  { words: "pretty-printed with tabs", comma: ",", colon: ": ", indent: "\t" },
];

/** A notation of strings or numbers; without words it changes nothing. */
interface Spelling {
  readonly words: string | undefined;
  readonly write: (text: string, key: string) => string;
}

const asItStands: Spelling = { words: undefined, write: (text) => text };

const stringSpellings: readonly Spelling[] = [
  asItStands,
  { words: "with characters beyond ASCII escaped as \\uXXXX", write: (text) => escaped(plain(text), /[^\u0020-\u007e]/g) },
  { words: "with no character escaped that need not be", write: plain },
  { words: 'with "/" escaped as "\\/"', write: (text) => plain(text).replaceAll("/", "\\/") },
  {
    words: 'with "/" and characters beyond ASCII escaped',
    write: (text) => escaped(plain(text), /[^\u0020-\u007e]/g).replaceAll("/", "\\/"),
  },
  { words: 'with "<", ">" and "&" escaped', write: (text) => escaped(plain(text), /[<>&\u2028\u2029]/g) },
];

const numberSpellings: readonly Spelling[] = [
  asItStands,
  { words: "with numbers such as 1.0 written as 1", write: (text) => (/^-?\d/.test(text) ? String(Number(text)) : text) },
  { words: "with whole times such as 1 written as 1.0", write: (text, key) => (isWhole(text) && isTime(key) ? `${text}.0` : text) },
];

/** The order of an object's keys. */
const orders = [undefined, "with its keys sorted"] as const;

/** The forms of a body, the most similar first; none where it is no JSON. */
export function jsonForms(raw: Buffer): readonly JsonForm[] {
  const tree = parse(raw);
  if (tree === undefined || typeof tree === "string") return [];
  const text = raw.toString().trim();
  const forms = layouts.flatMap((layout) => {
    const layoutWords = isLaidOut(tree, layout, text) ? undefined : layout.words;
    return orders.flatMap((order) => spelled(tree, layout, order, layoutWords));
  });
  return forms.sort((one, other) => one.words.length - other.words.length);
}

function spelled(tree: Node, layout: Layout, order: (typeof orders)[number], layoutWords: string | undefined): readonly JsonForm[] {
  return stringSpellings.flatMap((strings) =>
    numberSpellings.map((numbers) => ({
      bytes: Buffer.from(write(tree, { layout, sorted: order !== undefined, strings, numbers }, "\n", "")),
      words: [layoutWords, order, strings.words, numbers.words].filter((words) => words !== undefined),
    })),
  );
}

/** The layout of the received body. */
export function layoutOf(raw: Buffer): string {
  const tree = parse(raw);
  const text = raw.toString().trim();
  const layout = tree === undefined ? undefined : layouts.find((each) => isLaidOut(tree, each, text));
  return layout?.words ?? "laid out in a way of its own";
}

function isLaidOut(tree: Node, layout: Layout, text: string): boolean {
  return write(tree, { layout, sorted: false, strings: asItStands, numbers: asItStands }, "\n", "") === text;
}

/** Deeper nesting would overflow the stack of the walk. */
const deepest = 64;

function parse(raw: Buffer): Node | undefined {
  if (!isUtf8(raw) || isDeeperThan(deepest, raw)) return undefined;
  const text = raw.toString().replace(/^\ufeff/, "");
  try {
    JSON.parse(text);
  } catch {
    return undefined; // it was never JSON
  }
  return read(text.match(/"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [], { at: 0 });
}

/** The text is known to be JSON, so only the grammar's cases follow. */
function read(tokens: readonly string[], cursor: { at: number }): Node {
  const token = tokens[cursor.at++] ?? "";
  if (token !== "{" && token !== "[") return token;
  const items: [string, Node][] = [];
  for (;;) {
    const next = tokens[cursor.at];
    if (next === undefined || next === "}" || next === "]") break;
    if (next === ",") cursor.at += 1;
    else if (token === "[") items.push(["", read(tokens, cursor)]);
    else {
      cursor.at += 2; // the key and its colon
      items.push([next, read(tokens, cursor)]);
    }
  }
  cursor.at += 1;
  return { open: token, items };
}

interface Style {
  readonly layout: Layout;
  readonly sorted: boolean;
  readonly strings: Spelling;
  readonly numbers: Spelling;
}

function write(node: Node, style: Style, lineStart: string, key: string): string {
  if (typeof node === "string") return node.startsWith('"') ? style.strings.write(node, key) : style.numbers.write(node, key);
  const close = node.open === "{" ? "}" : "]";
  if (node.items.length === 0) return `${node.open}${close}`;
  const { comma, colon, indent } = style.layout;
  const [start, end] = indent === "" ? ["", ""] : [`${lineStart}${indent}`, lineStart];
  const items = style.sorted && node.open === "{" ? [...node.items].sort(byKey) : node.items;
  const written = items.map(([name, value]) => {
    const text = write(value, style, `${lineStart}${indent}`, name === "" ? key : name.slice(1, -1));
    return name === "" ? text : `${style.strings.write(name, "")}${colon}${text}`;
  });
  return `${node.open}${start}${written.join(`${comma}${start}`)}${end}${close}`;
}

function byKey([one]: readonly [string, Node], [other]: readonly [string, Node]): number {
  const [a, b] = [String(JSON.parse(one)), String(JSON.parse(other))];
  return a < b ? -1 : Number(a > b);
}

function plain(text: string): string {
  return JSON.stringify(JSON.parse(text));
}

function escaped(text: string, which: RegExp): string {
  return text.replace(which, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

function isTime(key: string): boolean {
  return /time|created|_at$|At$/.test(key);
}
