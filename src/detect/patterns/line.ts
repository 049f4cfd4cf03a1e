/** Reads a line of a grammar: its text becomes parts, each with its possible phrases. */

import type { Grammar, Topic } from "../grammar.ts";
import { plain } from "../wording.ts";
import { hasUnspaced } from "./lexicon.ts";
import type { Pattern } from "./pattern.ts";

const sure = 0.9;
const likely = 0.6;

const element = /<[^<>]+>|\.{2,3}|\^|\$|[^\s<>^$]+/gu;

/** The most phrases of one slot; longer runs become several slots side by side. */
const mostWritten = 24;

export type Line = Omit<Pattern, "slots"> & { readonly keys: readonly string[] };

/** A line as slots, each of them noted with its phrases. */
export function readPattern(line: string, topic: Topic, grammar: Grammar, slots: Map<string, ReadonlySet<string>>): Line {
  const [mark = ""] = /^[-?]/.exec(line) ?? [];
  const keys: string[] = [];
  const gaps: number[] = [];
  let gap = 0;
  let run: readonly string[] = [];
  const note = (key: string, phrases: readonly string[]) => {
    slots.set(key, new Set(phrases.map(asPhrase)));
    keys.push(key);
    gaps.push(gap);
    gap = 0;
  };
  const close = () => {
    if (run.length > 0) note(run.join("|"), run);
    run = [];
  };
  for (const [part] of spread(line.slice(mark.length)).matchAll(element)) {
    const name = part.startsWith("<") ? part.slice(1, -1) : undefined;
    const more = alternatives(part);
    if (part === "^" || part === "$") continue;
    if (name !== undefined || part in reaches || run.length * more.length > mostWritten) close();
    if (name !== undefined) note(`${grammar.language} ${name}`, namedWords(name, grammar));
    else if (part in reaches) gap = reaches[part] ?? 0;
    else run = run.length === 0 ? more : run.flatMap((before) => more.map((each) => `${before} ${each}`));
  }
  close();
  const score = mark === "?" ? likely : sure;
  const optional = keys.map((key) => slots.get(key)?.has("") === true);
  const { language } = grammar;
  const anchors = { begins: line.includes("^"), ends: line.endsWith("$") };
  return { topic, language, isGuard: mark === "-", score, keys, gaps, optional, ...anchors };
}

const reaches: Readonly<Record<string, number>> = { "..": 3, "...": 8 };

/** Blanks inside brackets would split a phrase. */
function spread(line: string): string {
  let depth = 0;
  return [...line]
    .map((letter) => {
      depth += letter === "(" ? 1 : letter === ")" ? -1 : 0;
      return letter === " " && depth > 0 ? "_" : letter;
    })
    .join("");
}

/** `a (b|$)` is the two lines `a (b)` and `a $`; elsewhere in a line nothing can end. */
export function endingsOf(line: string): readonly string[] {
  const open = line.endsWith(")") ? line.lastIndexOf("(") : -1;
  const inside = open < 0 ? [] : line.slice(open + 1, -1).split("|");
  if (!inside.includes("$")) return [line.replaceAll("|$", "").replaceAll("($|", "(")];
  const others = inside.filter((each) => each !== "$");
  const before = line.slice(0, open).trim();
  const bare = before.endsWith(" ..") || before.endsWith(" ...") ? before.slice(0, before.lastIndexOf(" ")) : before;
  return [`${line.slice(0, open)}(${others.join("|")})`, `${bare} $`];
}

/** The words of `<name>`, or of `<one+other>`. */
function namedWords(name: string, { words, language }: Grammar): readonly string[] {
  return name.split("+").flatMap((part) => {
    const list = words[part];
    if (list === undefined) throw new Error(`the grammar of ${language} has no words called ${part}`);
    return list.flatMap(alternatives);
  });
}

/** All readings of `(one|other) word`. */
export function alternatives(phrase: string): readonly string[] {
  const close = phrase.indexOf(")");
  const open = phrase.lastIndexOf("(", close);
  if (close < 0 || open < 0) return [phrase];
  const choices = phrase.slice(open + 1, close).split("|");
  return choices.flatMap((one) => alternatives(`${phrase.slice(0, open)}${one}${phrase.slice(close + 1)}`));
}

function asPhrase(written: string): string {
  const phrase = written.replaceAll("_", " ");
  const plainly = plain(phrase);
  const text = hasUnspaced(plainly) ? plainly.replaceAll(" ", "") : plainly;
  return phrase.trim().endsWith("*") ? `${text}*` : text;
}
