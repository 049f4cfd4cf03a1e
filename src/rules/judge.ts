/** Asks a compiled condition about an event. Every child that may be asked is asked, so that each remembers what it saw. */

import type { Await, Keeping, Node, Reason, Sight, Verdict } from "../core/condition.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { Rule, Stop } from "../core/rule.ts";
import type { Duration } from "../core/time.ts";

/** The memories of one rule. */
export interface Notebook {
  read(node: Keeping, group: string): Json | undefined;
  write(node: Keeping, group: string, value: Json | undefined, keepFor: Duration): void;
  /** Begins a wait, or tells that it was in vain. */
  wait(node: Await, sight: Sight): Verdict;
}

/** A verdict with the places of the conditions that decided against. */
export type Judged =
  | { readonly held: true; readonly because: readonly Reason[]; readonly facts: JsonObject }
  | { readonly held: false; readonly stops: readonly Stop[] };

export function judge(node: Node, sight: Sight, notebook: Notebook): Judged {
  switch (node.kind) {
    case "all":
      return judgeAll(node.children, sight, notebook);
    case "any":
      return judgeAny(node.children, sight, notebook);
    case "not":
      return inverted(judge(node.child, sight, notebook));
    case "look":
      return judgedOf(node.type, node.judge(sight));
    case "remember":
      return judgeWithMemory(node, sight, notebook);
    case "await":
      return judgedOf(node.type, notebook.wait(node, sight));
    default:
      return node satisfies never;
  }
}

/**
 * First the children that only look, then those that wait, then those that count: a count beside `role: user` and `keywords:` counts
 * the messages that are from the user and hold the words; and beside `silence:` those that nobody answered.
 */
function judgeAll(children: readonly Node[], sight: Sight, notebook: Notebook): Judged {
  const judged: Judged[] = [];
  for (const rank of ranks) {
    judged.push(...children.filter((child) => rankOf(child) === rank).map((child) => judge(child, sight, notebook)));
    if (judged.some(({ held }) => !held)) return stopped(judged);
  }
  return together(judged);
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
  return held.length > 0 ? together(held) : stopped(all);
}

function inverted(judged: Judged): Judged {
  if (!judged.held) return { held: true, because: [], facts: {} };
  return { held: false, stops: [{ at: "not", saw: judged.because.map(({ text }) => text).join("; ") || true }] };
}

function judgeWithMemory(node: Node & { kind: "remember" }, sight: Sight, notebook: Notebook): Judged {
  const group = node.group(sight.event);
  if (group === undefined) return { held: false, stops: [{ at: node.type, saw: null }] };
  const inner = node.inner === undefined ? undefined : plain(judge(node.inner, sight, notebook));
  const before = notebook.read(node, group);
  const { verdict, memory } = node.judge(sight, before, inner);
  if (memory !== before) notebook.write(node, group, memory, node.keepFor);
  return judgedOf(node.type, verdict);
}

function plain(judged: Judged): Verdict {
  return judged.held ? judged : { held: false, saw: null };
}

function judgedOf(type: string, verdict: Verdict): Judged {
  if (verdict.held) return { held: true, because: verdict.because, facts: verdict.facts ?? {} };
  return { held: false, stops: [{ at: type, saw: verdict.saw }] };
}

function together(judged: readonly Judged[]): Judged {
  const held = judged.filter((each) => each.held);
  return {
    held: true,
    because: held.flatMap(({ because }) => because),
    facts: Object.assign({}, ...held.map(({ facts }) => facts)) as JsonObject,
  }; // merged JSON objects
}

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

/** Where the memory of a rule's keeping node stands; `slot` is its place in `rememberingOf`. */
export function memoryKey(rule: Rule, group: string, slot: number): string {
  return `${group} ${rule.id}#${slot}@${rule.fingerprint}`;
}
