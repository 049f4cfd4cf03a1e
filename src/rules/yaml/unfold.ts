/**
 * Converts YAML nodes to plain values. It follows aliases, a limited number of times, and reports what YAML allows and this language does
 * not.
 */

import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from "yaml";
import { isJsonObject } from "../../core/json.ts";
import type { Stepwise } from "../../core/steps.ts";
import type { Code } from "../kit/codes.ts";
import { itemsAStep } from "./compose.ts";
import { deepestLevel, type PlacedFault } from "./guard.ts";
import type { Path } from "./path.ts";

/** The most values that aliases may add to a file. */
export const mostExpanded = 100_000;

export interface Unfolded {
  /** `null`, texts, numbers, booleans, lists and plain objects with own keys only. */
  readonly value: unknown;
  readonly faults: readonly PlacedFault[];
}

/** The node and everything below it. `inParts`: no node refers to another, so the items of long lists may be read before the rest. */
export function* unfoldInSteps(root: Node | null, inParts: boolean, lineOf: (offset: number) => number): Stepwise<Unfolded> {
  const state: State = { faults: [], anchors: new Map(), open: new Set(), expanded: 0, lineOf, read: new Map() };
  if (inParts && isMap(root)) for (const pair of root.items) yield* readLongList(pair, state);
  const { value } = piece(root, top, state);
  return { value, faults: state.faults.toSorted((one, other) => one.offset - other.offset) };
}

function* readLongList({ key, value: list }: Pair, state: State): Stepwise<void> {
  if (!isSeq(list) || list.items.length <= itemsAStep) return;
  const trail = below(top, nameOfKey(key) ?? "");
  const pieces: Piece[] = [];
  for (const [index, item] of list.items.entries()) {
    pieces.push(piece(item, below(trail, index), state));
    if (index % itemsAStep === itemsAStep - 1) yield;
  }
  state.read.set(list, joined(pieces));
}

/** The path to a node. */
interface Trail {
  readonly step: PropertyKey;
  readonly above: Trail | undefined;
  readonly level: number;
}

const top: Trail = { step: "", above: undefined, level: 0 };

function below(above: Trail, step: PropertyKey): Trail {
  return { step, above, level: above.level + 1 };
}

function pathOf(trail: Trail): Path {
  return trail.above === undefined ? [] : [...pathOf(trail.above), trail.step];
}

/** A value, the number of values in it, and their depth. */
interface Piece {
  readonly value: unknown;
  readonly size: number;
  readonly depth: number;
}

interface State {
  readonly faults: PlacedFault[];
  readonly anchors: Map<string, Piece>;
  /** Anchors whose value is being read. An alias to one of them would never end. */
  readonly open: Set<string>;
  expanded: number;
  readonly lineOf: (offset: number) => number;
  /** Lists that were read before the rest. */
  readonly read: Map<unknown, Piece>;
}

const nothing: Piece = { value: null, size: 1, depth: 0 };

function piece(node: unknown, trail: Trail, state: State): Piece {
  if (isAlias(node)) return followed(node, trail, state);
  if (isScalar(node)) return anchored(node.anchor, state, () => ({ value: scalarValue(node, trail, state), size: 1, depth: 0 }));
  if (isMap(node)) return anchored(node.anchor, state, () => mapped(node, trail, state));
  if (isSeq(node)) return state.read.get(node) ?? anchored(node.anchor, state, () => joined(each(node.items, trail, state)));
  return nothing;
}

function anchored(anchor: string | undefined, state: State, read: () => Piece): Piece {
  if (anchor === undefined) return read();
  state.open.add(anchor);
  const made = read();
  state.open.delete(anchor);
  state.anchors.set(anchor, made);
  return made;
}

function followed(alias: Alias, trail: Trail, state: State): Piece {
  const position = { offset: offsetOf(alias), trail, state };
  const target = state.anchors.get(alias.source);
  if (state.open.has(alias.source))
    return refused("E_YAML_ALIASES", `the alias "*${alias.source}" stands inside what it refers to`, position);
  if (target === undefined) {
    const hint = "an anchor is written &name; a text that begins with * needs quotes";
    return refused("E_UNKNOWN_REF", `there is no anchor "&${alias.source}" before this alias`, { ...position, hint });
  }
  state.expanded += target.size;
  if (state.expanded > mostExpanded) return refused("E_YAML_ALIASES", `the aliases stand for more than ${mostExpanded} values`, position);
  if (trail.level + target.depth <= deepestLevel) return target;
  return refused("E_YAML_DEPTH", `with its aliases the file is nested more than ${deepestLevel} levels deep`, position);
}

interface FaultPosition {
  readonly hint?: string;
  readonly offset: number;
  readonly trail: Trail;
  readonly state: State;
}

function refused(code: Code, text: string, { hint, offset, trail, state }: FaultPosition): Piece {
  if (!state.faults.some((fault) => fault.text === text)) state.faults.push({ code, text, hint, offset, path: pathOf(trail) });
  return nothing;
}

function each(items: readonly unknown[], trail: Trail, state: State): readonly Piece[] {
  return items.map((item, index) => piece(item, below(trail, index), state));
}

function joined(pieces: readonly Piece[]): Piece {
  return gathered(
    pieces.map(({ value }) => value),
    pieces,
  );
}

function mapped(map: YAMLMap, trail: Trail, state: State): Piece {
  const seen = new Map<string, number>();
  const pieces: Piece[] = [];
  const merged: Piece[] = [];
  const entries: [string, unknown][] = [];
  for (const { key, value } of map.items) {
    const position = { offset: offsetOf(key), trail, state };
    const name = nameOfKey(key);
    if (name === undefined) noPlainKey(key, position);
    else if (isMergeKey(key)) merged.push(...merges(value, below(trail, name), state));
    else {
      noteDuplicate(name, seen, position);
      const made = piece(value, below(trail, name), state);
      pieces.push(made);
      entries.push([name, made.value]);
    }
  }
  return gathered(Object.fromEntries([...merged.flatMap(({ value }) => Object.entries(value as object)), ...entries]), [
    ...merged,
    ...pieces,
  ]);
}

/** `<<: *base` (yaml.org/type/merge.html). */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.source === "<<";
}

/** The maps of a merge key, the weakest first: a key in the map itself wins, then the first map of a list. */
function merges(node: unknown, trail: Trail, state: State): readonly Piece[] {
  const nodes: readonly unknown[] = isSeq(node) ? node.items : [node];
  return nodes.toReversed().flatMap((each): readonly Piece[] => {
    const made = piece(each, trail, state);
    if (isJsonObject(made.value)) return [made];
    const position = { offset: offsetOf(each), trail, state, hint: "write <<: *name, or <<: [*one, *other]" };
    if (made !== nothing) refused("E_TYPE", "expected a map to merge, or a list of maps", position); // the reason for `nothing` has been reported
    return [];
  });
}

/** A list or a map where a word belongs; most often a template without quotes. */
function noPlainKey(key: unknown, position: FaultPosition): void {
  if (!isMap(key) || key.flow !== true) return void refused("E_TYPE", "expected a plain word as key", position);
  const hint = 'put the whole text in quotes: "{{ event.agent }}"';
  refused("E_YAML_SYNTAX", "{{ begins a map in YAML, and is no text here", { ...position, hint, offset: Math.max(0, position.offset - 1) });
}

function gathered(value: unknown, pieces: readonly Piece[]): Piece {
  let [size, depth] = [1, 0];
  for (const each of pieces) [size, depth] = [size + each.size, Math.max(depth, each.depth)];
  return { value, size, depth: depth + 1 };
}

/** The name of a key; undefined where it is a list, a map or an alias. */
export function nameOfKey(key: unknown): string | undefined {
  return isScalar(key) ? (key.source ?? String(key.value)) : undefined;
}

function noteDuplicate(name: string, seen: Map<string, number>, { offset, trail, state }: FaultPosition): void {
  const first = seen.get(name) ?? offset;
  seen.set(name, first);
  if (first === offset) return;
  const text = `the key "${name}" is on line ${state.lineOf(first)} and again on line ${state.lineOf(offset)}`;
  state.faults.push({ code: "E_DUPLICATE_KEY", text, offset, path: pathOf(below(trail, name)) });
}

/**
 * A number that JavaScript would change stays the text that was written, or is refused: for some readers `012` is eight, for others ten.
 */
function scalarValue(scalar: Scalar, trail: Trail, state: State): unknown {
  const { value, source } = scalar;
  if (typeof value !== "number" || source === undefined) return value;
  if (/^[-+]?0\d+$/.test(source)) return source;
  if (/^[-+]?\d+$/.test(source) && !Number.isSafeInteger(value)) {
    const text = "a number of so many digits cannot be kept exactly, put it in quotes";
    state.faults.push({ code: "E_VALUE", text, offset: offsetOf(scalar), path: pathOf(trail) });
  }
  return value;
}

function offsetOf(node: unknown): number {
  const { range } = (node ?? {}) as Partial<Node>; // yaml gives every parsed node a range
  return range?.[0] ?? 0;
}
