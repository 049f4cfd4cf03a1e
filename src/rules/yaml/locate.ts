/** Finds the place of a value in the text. */

import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import type { Path } from "./path.ts";
import { isMergeKey, nameOfKey } from "./unfold.ts";

/** Character positions, `end` excluded. */
export interface Span {
  readonly offset: number;
  readonly end: number;
}

/** What is at the end of a path; the target of an alias. */
export interface TextPosition {
  /** Undefined where the path leads to nothing. */
  readonly node: Node | undefined;
  readonly key: Span | undefined;
  /** The value, where it is a single one; otherwise its key, or its beginning. For a missing value: where it should be. */
  readonly span: Span;
  /** For a word without a colon in braces: the list that was probably meant. */
  readonly listed?: Listed | undefined;
}

export interface Listed {
  /** As it should be written: `keywords: [refund, speak to a human]` */
  readonly list: string;
  /** The first word of the list that became a key. */
  readonly first: string;
}

/** Finds places in a document, as far as a path leads. Each alias is resolved once. */
export function locatorOf(document: Document.Parsed): (path: Path) => TextPosition {
  const targets = new Map<Node, Node | undefined>();
  const target: Target = (node) => {
    if (!isAlias(node)) return node;
    if (!targets.has(node)) targets.set(node, node.resolve(document));
    return targets.get(node);
  };
  return (path) => {
    let position: TextPosition = { node: document.contents ?? undefined, key: undefined, span: beginning(document.contents) };
    for (const step of path) {
      const next = inside(target(position.node), step, target, new Set());
      if (next === undefined) return { node: undefined, key: undefined, span: position.span };
      position = next;
    }
    return { ...position, node: target(position.node) };
  };
}

/** The target of an alias; any other node itself. */
type Target = (node: Node | undefined) => Node | undefined;

function inside(node: Node | undefined, step: PropertyKey, target: Target, seen: Set<Node>): TextPosition | undefined {
  if (isMap(node)) return ofPair(node, step) ?? merged(node, step, target, seen);
  const item = isSeq(node) ? node.items[Number(step)] : undefined;
  return item === undefined ? undefined : { node: asNode(item), key: undefined, span: beginning(item) };
}

/** The place of a value from a merge key is where it was written. `seen`: maps that do not have the value. */
function merged(map: YAMLMap, step: PropertyKey, target: Target, seen: Set<Node>): TextPosition | undefined {
  seen.add(map);
  for (const { value } of map.items.filter(({ key }) => isMergeKey(key)).toReversed()) {
    for (const written of isSeq(value) ? value.items : [value]) {
      const base = target(asNode(written));
      const found = base === undefined || seen.has(base) ? undefined : inside(base, step, target, seen);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Larger maps are searched once, not for each of their keys. */
const smallMap = 32;

const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, number>>();

/** Of two equal keys the last one counts. */
function indexOf(map: YAMLMap, name: string): number | undefined {
  if (map.items.length <= smallMap) {
    const found = map.items.findLastIndex(({ key }) => nameOfKey(key) === name);
    return found < 0 ? undefined : found;
  }
  const known = indexes.get(map) ?? new Map(map.items.map(({ key }, index) => [nameOfKey(key) ?? "", index]));
  indexes.set(map, known);
  return known.get(name);
}

function ofPair(map: YAMLMap, step: PropertyKey): TextPosition | undefined {
  const index = indexOf(map, String(step));
  const pair = index === undefined ? undefined : map.items[index];
  if (index === undefined || pair === undefined) return undefined;
  const key = spanOf(pair.key);
  const value = isScalar(pair.value) ? spanOf(pair.value) : undefined;
  const span = value !== undefined && value.end > value.offset ? value : (key ?? { offset: 0, end: 0 });
  return { node: asNode(pair.value), key, span, listed: listedIn(map, index) };
}

/** `{ keywords: refund, speak to a human }` is a map of two keys; the second has no colon. */
function listedIn({ items, flow }: YAMLMap, index: number): Listed | undefined {
  const isBare = (each: Pair | undefined): boolean => each !== undefined && (each.value === null || each.value === undefined);
  if (flow !== true || !isBare(items[index])) return undefined;
  const start = items.slice(0, index).findLastIndex((each) => !isBare(each));
  const before = items[start];
  if (before === undefined || !isScalar(before.value) || before.value.source === undefined) return undefined;
  const after = items.slice(start + 1);
  const end = after.findIndex((each) => !isBare(each));
  const words = after.slice(0, end < 0 ? after.length : end).map(({ key }) => nameOfKey(key) ?? "");
  return { list: `${nameOfKey(before.key)}: [${[before.value.source, ...words].join(", ")}]`, first: words[0] ?? "" };
}

/** A single value as a whole; of a list or a map its beginning, which is a map's first key. */
function beginning(node: unknown): Span {
  if (isMap(node)) return spanOf(node.items[0]?.key) ?? spanOf(node) ?? { offset: 0, end: 0 };
  const span = spanOf(node) ?? { offset: 0, end: 0 };
  return isSeq(node) ? { offset: span.offset, end: span.offset + 1 } : span;
}

function spanOf(node: unknown): Span | undefined {
  const range = asNode(node)?.range;
  return range ? { offset: range[0], end: range[1] } : undefined;
}

function asNode(value: unknown): Node | undefined {
  return typeof value === "object" && value !== null ? (value as Node) : undefined; // the values of a parsed document are nodes
}
