/** Asks a compiled condition about an event. Every child that may be asked is asked, so that each remembers what it saw. */

import type { Node, Reason, Sight, Verdict } from "../core/condition.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { Stop } from "../core/rule.ts";
import type { Duration } from "../core/time.ts";

/** The memories of one rule. */
export interface Notebook {
  read(node: Node, group: string): Json | undefined;
  write(node: Node, group: string, value: Json | undefined, keepFor: Duration): void;
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
    default:
      return node satisfies never;
  }
}

/**
 * First the children without memory, then those with one: a count beside `role: user` and `keywords:` counts the messages
 * that are from the user and hold the words.
 */
function judgeAll(children: readonly Node[], sight: Sight, notebook: Notebook): Judged {
  const looked = children.filter((child) => !remembers(child)).map((child) => judge(child, sight, notebook));
  if (looked.some(({ held }) => !held)) return stopped(looked);
  const all = [...looked, ...children.filter(remembers).map((child) => judge(child, sight, notebook))];
  return all.every(({ held }) => held) ? together(all) : stopped(all);
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

/** Whether a node or anything in it has a memory. */
export function remembers(node: Node): boolean {
  return rememberingOf(node).length > 0;
}

/** The nodes with a memory, in a fixed order. */
export function rememberingOf(node: Node): readonly (Node & { kind: "remember" })[] {
  switch (node.kind) {
    case "all":
    case "any":
      return node.children.flatMap(rememberingOf);
    case "not":
      return rememberingOf(node.child);
    case "look":
      return [];
    case "remember":
      return [node];
    default:
      return node satisfies never;
  }
}
