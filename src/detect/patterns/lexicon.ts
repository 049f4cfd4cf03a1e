/** The phrases of all patterns, found in one pass: by words where spaces separate them, otherwise by letters. */

import { buildAutomaton } from "../../text/automaton.ts";
import { classOf, unspaced } from "../../text/letters.ts";
import { buildWordTrie } from "../structures/word-trie.ts";
import type { Spot, Step } from "./pattern.ts";

export interface PatternLexicon {
  /** The matches of all phrases, in the order of their ends. */
  spotsIn(text: string): readonly Spot[];
}

/** The most phrases of one message. */
const mostSpots = 1_000;

export interface WrittenPatterns {
  readonly phrase: string;
  readonly steps: readonly Step[];
}

export function hasUnspaced(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (classOf(text.charCodeAt(index)) === unspaced) return true;
  return false;
}

export function spacedLexicon(written: readonly WrittenPatterns[]): PatternLexicon {
  const trie = buildWordTrie(written.map(({ phrase }) => phrase));
  return {
    spotsIn(text) {
      const words = text.split(" ");
      const starts = new Int32Array(words.length + 1);
      for (const [index, word] of words.entries()) starts[index + 1] = (starts[index] ?? 0) + word.length + 1;
      const spots: Spot[] = [];
      trie.match(words, (number, from, to) => {
        if (spots.length < mostSpots)
          spots.push({ from: starts[from] ?? 0, to: (starts[to] ?? 0) - 1, steps: written[number]?.steps ?? [] });
      });
      return spots.sort((one, other) => one.to - other.to);
    },
  };
}

export function unspacedLexicon(written: readonly WrittenPatterns[]): PatternLexicon {
  const automaton = buildAutomaton(written.map(({ phrase }) => phrase));
  return {
    spotsIn(text) {
      const spots: Spot[] = [];
      automaton.match(text, (number, to) => {
        const { phrase = "", steps = [] } = written[number] ?? {};
        if (spots.length < mostSpots) spots.push({ from: to - phrase.length, to, steps });
      });
      return spots;
    },
  };
}
