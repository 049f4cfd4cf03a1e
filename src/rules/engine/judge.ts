/** Evaluates a compiled condition for an event. Every child that may run does run, so that each can remember what it saw. */

import type { Await, ConditionResult, Keeping, Leaf, Node, Reason, Sight } from "../../core/condition.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Rule, Stop } from "../../core/rule.ts";
import type { Duration } from "../../core/time.ts";

/** The memories of one rule. */
export interface Notebook {
  read(node: Keeping, group: string): Json | undefined;
  write(node: Keeping, group: string, value: Json | undefined, keepFor: Duration): void;
  /** Begins a wait, or reports that a wait ended without an answer. */
  wait(node: Await, sight: Sight): ConditionResult;
}

/**
 * The result of a condition. `stops` are the values that decided against it, and no others: it would hold if all of them were different,
 * and it
 * does not hold while one of them stays. For alternatives they are the stops of the alternative with the fewest.
 */
export type Judged =
  | { readonly held: true; readonly because: readonly Reason[]; readonly facts: JsonObject; readonly rests: Rests; readonly urgent?: true }
  | { readonly held: false; readonly stops: readonly Stop[] };

/** What a condition that holds depends on: one condition, all or any of several, or the stops of the opposite. */
type Rests =
  | { readonly on: "one"; readonly at: string }
  | { readonly on: "all" | "any"; readonly parts: readonly Held[] }
  | { readonly on: "opposite"; readonly stops: readonly Stop[] };

type Held = Extract<Judged, { held: true }>;

export function judge(node: Node, sight: Sight, notebook: Notebook): Judged {
  switch (node.kind) {
    case "all":
      return judgeAll(node.children, sight, notebook);
    case "any":
      return judgeAny(node.children, sight, notebook);
    case "not":
      return inverted(judge(node.child, sight, notebook));
    case "look":
      return judgedOf(node, node.judge(sight));
    case "remember":
      return judgeWithMemory(node, sight, notebook);
    case "await":
      return judgedOf(node, notebook.wait(node, sight));
    default:
      return node satisfies never;
  }
}

/**
 * The order is: children that only look, then children that wait, then children that count. A count beside `role: user` and `keywords:`
 * then counts
 * the user's messages with these words, and beside `silence:` those that nobody answered. A child that does not count still reads its
 * memory, because it may be one of the stops.
 */
function judgeAll(children: readonly Node[], sight: Sight, notebook: Notebook): Judged {
  const judged: Judged[] = [];
  for (const [index, rank] of ranks.entries()) {
    judged.push(...children.filter((child) => rankOf(child) === rank).map((child) => judge(child, sight, notebook)));
    if (judged.every(({ held }) => held)) continue;
    const later = children.filter((child) => ranks.indexOf(rankOf(child)) > index);
    return stopped([...judged, ...later.map((child) => judge(child, sight, lookingInto(notebook)))]);
  }
  return together("all", judged);
}

/** Reads as usual and changes nothing. */
function lookingInto({ read }: Notebook): Notebook {
  return { read, write: () => {}, wait: () => ({ held: false, saw: null }) };
}

const ranks = ["look", "await", "remember"] as const;

function rankOf(node: Node): (typeof ranks)[number] {
  const keeping = rememberingOf(node);
  if (keeping.length === 0) return "look";
  return keeping.some(({ kind }) => kind === "remember") ? "remember" : "await";
}

function judgeAny(children: readonly Node[], sight: Sight, notebook: Notebook): Judged {
  const all = children.map((child) => judge(child, sight, notebook));
  const held = all.filter((each) => each.held);
  return held.length > 0 ? together("any", held) : { held: false, stops: fewest(all.map((each) => (each.held ? [] : each.stops))) };
}

function inverted(judged: Judged): Judged {
  if (!judged.held) return { held: true, because: [], facts: {}, rests: { on: "opposite", stops: judged.stops } };
  const stops = supports(judged);
  return { held: false, stops: stops.length > 0 ? stops : [{ at: "not", saw: true }] };
}

/** The values that it needs in order to hold, and no others. */
function supports({ because, rests }: Held): readonly Stop[] {
  switch (rests.on) {
    case "one":
      return [{ at: rests.at, saw: because.map(({ text }) => text).join("; ") || true }];
    case "all":
      return fewest(rests.parts.map(supports));
    case "any":
      return rests.parts.flatMap(supports);
    case "opposite":
      return rests.stops;
    default:
      return rests satisfies never;
  }
}

function fewest(sets: readonly (readonly Stop[])[]): readonly Stop[] {
  let least = sets[0] ?? [];
  for (const set of sets) if (set.length < least.length) least = set;
  return least;
}

function judgeWithMemory(node: Node & { kind: "remember" }, sight: Sight, notebook: Notebook): Judged {
  const group = node.group(sight.event);
  if (group === undefined) return { held: false, stops: [{ at: conditionPath(node), saw: null }] };
  const inner = node.inner === undefined ? undefined : plainResult(judge(node.inner, sight, notebook));
  const before = notebook.read(node, group);
  const { result, memory } = node.judge(sight, before, inner);
  if (memory !== before) notebook.write(node, group, memory, node.keepFor);
  return judgedOf(node, result);
}

function plainResult(judged: Judged): ConditionResult {
  return judged.held ? judged : { held: false, saw: null };
}

function judgedOf(node: Leaf, result: ConditionResult): Judged {
  const at = conditionPath(node);
  if (result.held)
    return { held: true, because: result.because, facts: result.facts ?? {}, rests: { on: "one", at }, ...(result.urgent && urgent) };
  return { held: false, stops: [{ at, saw: result.saw }] };
}

/** The path of a condition under `when:`, e.g. `keywords` or `any[1].not.role`. */
export function conditionPath({ path, type }: Leaf): string {
  return path ?? type;
}

function together(on: "all" | "any", judged: readonly Judged[]): Judged {
  const held = judged.filter((each) => each.held);
  return {
    held: true,
    because: held.flatMap(({ because }) => because),
    facts: Object.assign({}, ...held.map(({ facts }) => facts)) as JsonObject, // merged JSON objects
    rests: { on, parts: held },
    ...(held.some((each) => each.urgent) && urgent),
  };
}

const urgent = { urgent: true } as const;

function stopped(judged: readonly Judged[]): Judged {
  return { held: false, stops: judged.flatMap((each) => (each.held ? [] : each.stops)) };
}

/** The nodes with a memory, in a fixed order. */
export function rememberingOf(node: Node): readonly Keeping[] {
  switch (node.kind) {
    case "all":
    case "any":
      return node.children.flatMap(rememberingOf);
    case "not":
      return rememberingOf(node.child);
    case "look":
      return [];
    case "remember":
    case "await":
      return [node];
    default:
      return node satisfies never;
  }
}

/** The key of the memory of a rule's node; `slot` is the index of the node in `rememberingOf`. */
export function memoryKey(rule: Rule, group: string, slot: number): string {
  return `${group} ${rule.id}#${slot}@${rule.fingerprint}`;
}
