/** The patterns of all grammars, compiled for the scan. */

import { type Grammar, topics } from "../grammar.ts";
import { plain, type Vocabulary, vocabularyOf } from "../wording.ts";
import { hasUnspaced, type PatternLexicon, spacedLexicon, unspacedLexicon, type WrittenPatterns } from "./lexicon.ts";
import { endingsOf, readPattern } from "./line.ts";
import type { Step } from "./pattern.ts";

export interface Patterns {
  /** For languages that separate their words, and for the others. */
  readonly spaced: PatternLexicon;
  readonly unspaced: PatternLexicon;
  /** Two cells for each part of a pattern: where the pattern began and where the part ended; -1 is nowhere, also after each scan. */
  readonly progress: Int32Array;
  readonly polite: ReadonlySet<string>;
  readonly vocabulary: Vocabulary;
}

/** Takes some milliseconds, so it is done once. */
export function openPatterns(grammars: readonly Grammar[]): Patterns {
  const slots = new Map<string, ReadonlySet<string>>();
  const patterns = grammars.flatMap((grammar) =>
    topics.flatMap((topic) => (grammar.patterns[topic] ?? []).flatMap(endingsOf).map((line) => readPattern(line, topic, grammar, slots))),
  );
  const numbers = new Map([...slots.keys()].map((key, index) => [key, index]));
  const stepsOf = new Map<number, Step[]>();
  let cells = 0;
  for (const { keys, ...rest } of patterns) {
    const pattern = { ...rest, slots: keys.map((key) => numbers.get(key) ?? 0) };
    for (const [index, slot] of pattern.slots.entries()) {
      const step = { pattern, index, cell: 2 * (cells + index), ...edgesOf(pattern.optional, index) };
      stepsOf.set(slot, [...(stepsOf.get(slot) ?? []), step]);
    }
    cells += keys.length;
  }
  const wishes = new Set(patterns.filter(({ topic }) => topic === "human").flatMap(({ keys }) => keys));
  const wordsIn = (keys: Iterable<string>) =>
    [...keys].flatMap((key) => [...(slots.get(key) ?? [])]).flatMap((phrase) => phrase.split(" "));
  const words = wordsOf(grammars, wordsIn(wishes), wordsIn(slots.keys()));
  return { ...openPhrases(slots, numbers, stepsOf), progress: new Int32Array(2 * cells).fill(-1), ...words };
}

function edgesOf(optional: readonly boolean[], index: number): Pick<Step, "canBegin" | "canEnd"> {
  return { canBegin: optional.every((may, slot) => slot >= index || may), canEnd: optional.every((may, slot) => slot <= index || may) };
}

/** Misspelt words are corrected where they ask for a person; an emergency is not guessed. */
function wordsOf(
  grammars: readonly Grammar[],
  ofWishes: readonly string[],
  all: readonly string[],
): Pick<Patterns, "polite" | "vocabulary"> {
  const polite = grammars.flatMap((grammar) => grammar.polite.map(plain));
  const known = [...all, ...polite, ...grammars.flatMap((grammar) => grammar.known ?? [])];
  const distinct = new Set(all);
  // Dutch "hè" is spelled like English "he": a word of any grammar is never removed.
  const hesitations = grammars.flatMap((grammar) => grammar.hesitations).filter((each) => !distinct.has(plain(each)));
  return { polite: new Set(polite), vocabulary: vocabularyOf(ofWishes, known, hesitations) };
}

function openPhrases(
  slots: ReadonlyMap<string, ReadonlySet<string>>,
  numbers: ReadonlyMap<string, number>,
  stepsOf: ReadonlyMap<number, readonly Step[]>,
): Pick<Patterns, "spaced" | "unspaced"> {
  const steps = new Map<string, Step[]>();
  for (const [key, phrases] of slots) {
    const own = stepsOf.get(numbers.get(key) ?? 0) ?? [];
    for (const phrase of phrases) if (phrase !== "") steps.set(phrase, [...(steps.get(phrase) ?? []), ...own]);
  }
  const shared = sharing();
  const without = new Set([...steps].flatMap(([phrase, own]) => (hasUnspaced(phrase) ? own.map(({ pattern }) => pattern.language) : [])));
  const of = (isWanted: (step: Step) => boolean): readonly WrittenPatterns[] =>
    [...steps]
      .map(([phrase, own]) => ({ phrase, steps: shared(own.filter(isWanted).sort(laterFirst)) }))
      .filter((each) => each.steps.length > 0);
  return {
    spaced: spacedLexicon(of(({ pattern }) => !without.has(pattern.language))),
    unspaced: unspacedLexicon(of(({ pattern }) => without.has(pattern.language))),
  };
}

/** The phrases of one list share their steps. */
function sharing(): (steps: readonly Step[]) => readonly Step[] {
  const kept = new Map<string, readonly Step[]>();
  return (steps) => {
    const key = steps.map(({ cell }) => cell).join(" ");
    const same = kept.get(key) ?? steps;
    kept.set(key, same);
    return same;
  };
}

/** A pattern advances by one part for each phrase, so its later parts come first. */
function laterFirst(one: Step, other: Step): number {
  return other.index - one.index;
}
