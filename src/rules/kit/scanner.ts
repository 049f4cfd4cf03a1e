/** Searches a message for all terms of all rules at once. The cost is the same for one rule and for ten thousand. */

import { RE2Set } from "re2js";
import type { Term } from "../../core/condition.ts";
import type { Stepwise } from "../../core/steps.ts";
import { growAutomaton } from "../../text/automaton.ts";
import { fold } from "../../text/fold.ts";

/** Collects the terms of the rules, then builds the scanner. */
export interface TermRegistry {
  keyword(phrase: string): Term;
  pattern(source: string): Term;
  build(): Stepwise<Scanner>;
}

/** The terms in a message. */
export type Scanner = (message: string) => ReadonlySet<Term>;

const nothing: ReadonlySet<Term> = new Set();

export function createLexicon(): TermRegistry {
  const words = new Map<string, Term>();
  const patterns = new Map<string, Term>();
  let next = 0;

  function termIn(terms: Map<string, Term>, key: string): Term {
    const term = terms.get(key) ?? (next++ as Term); // only this function makes terms
    terms.set(key, term);
    return term;
  }

  return {
    keyword: (phrase) => termIn(words, phrase),
    pattern: (source) => termIn(patterns, source),
    *build() {
      const scanners = [...(words.size > 0 ? [yield* wordScanner(words)] : []), ...(patterns.size > 0 ? [patternScanner(patterns)] : [])];
      return (message) => {
        if (message === "" || scanners.length === 0) return nothing;
        const found = new Set<Term>();
        for (const scan of scanners) scan(message, found);
        return found.size === 0 ? nothing : found;
      };
    },
  };
}

type Scan = (message: string, found: Set<Term>) => void;

function* wordScanner(words: ReadonlyMap<string, Term>): Stepwise<Scan> {
  const terms = [...words.values()];
  const automaton = yield* growAutomaton([...words.keys()].map(fold));
  return (message, found) =>
    automaton.match(fold(message), (index) => {
      const term = terms[index];
      if (term !== undefined) found.add(term);
    });
}

function patternScanner(patterns: ReadonlyMap<string, Term>): Scan {
  const terms = [...patterns.values()];
  const set = new RE2Set();
  for (const source of patterns.keys()) set.add(source);
  set.compile();
  return (message, found) => {
    for (const index of set.match(message)) {
      const term = terms[index];
      if (term !== undefined) found.add(term);
    }
  };
}
