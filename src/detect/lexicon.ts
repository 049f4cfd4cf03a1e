/** The compiled language packs: one automaton for all their phrases, and sets for their words. */

import { type Automaton, buildAutomaton } from "../text/automaton.ts";
import { fold } from "../text/fold.ts";
import { type CueClass, cueClasses, type GuardClass, guardClasses, type Pack } from "./pack.ts";
import { plainSpelling } from "./plain-spelling.ts";
import { utter } from "./utterance.ts";

/** A phrase of the automaton. */
export interface Phrase {
  readonly class: CueClass;
  readonly text: string;
  /** Its number of words, which gives its beginning. */
  readonly words: number;
}

export interface Lexicon {
  readonly automaton: Automaton;
  readonly phrases: readonly Phrase[];
  readonly guards: Readonly<Record<GuardClass, ReadonlySet<string>>>;
  readonly fillers: ReadonlySet<string>;
  readonly acknowledgements: ReadonlySet<string>;
  readonly endings: ReadonlySet<string>;
  /** Word to its representative. */
  readonly synonyms: ReadonlyMap<string, string>;
  /** A strong word with one letter left out, and the word: finds misspellings. */
  readonly misspelt: ReadonlyMap<string, string>;
}

/** Compiles the given packs. It takes a few milliseconds, so do it once. */
export function openLexicon(packs: readonly Pack[]): Lexicon {
  const entries = packs.flatMap((pack) =>
    cueClasses.flatMap((kind) =>
      (pack.cues[kind] ?? []).flatMap((phrase) => spellings(phrase).map((spelled) => [kind, spelled, fold(phrase)] as const)),
    ),
  );
  return {
    automaton: buildAutomaton(entries.map(([, phrase]) => phrase)),
    phrases: entries.map(([kind, phrase, written]) => ({
      class: kind,
      text: written.replace(/\*$/, ""),
      words: utter(phrase).words.length,
    })),
    guards: guardsOf(packs),
    fillers: foldedSet(packs.flatMap((pack) => pack.fillers)),
    acknowledgements: foldedSet(packs.flatMap((pack) => pack.acknowledgements)),
    endings: foldedSet(packs.flatMap((pack) => pack.endings)),
    synonyms: new Map(
      packs.flatMap((pack) =>
        pack.synonyms.flatMap(([first = "", ...others]) =>
          [first, ...others].map((word) => [plainSpelling(fold(word)), fold(first)] as const),
        ),
      ),
    ),
    misspelt: misspellings(packs),
  };
}

/** As written, and without its apostrophes, which writers in a hurry leave out first. */
function spellings(phrase: string): readonly string[] {
  const folded = fold(phrase);
  return folded.includes("'") ? [folded, folded.replaceAll("'", "")] : [folded];
}

function guardsOf(packs: readonly Pack[]): Lexicon["guards"] {
  const sets = guardClasses.map((kind) => [kind, foldedSet(packs.flatMap((pack) => pack.guards[kind] ?? []))] as const);
  // Built from the list of classes, so every class is there.
  return Object.fromEntries(sets) as Lexicon["guards"];
}

function foldedSet(phrases: readonly string[]): ReadonlySet<string> {
  return new Set(phrases.map(fold).flatMap((phrase) => [phrase, phrase.replaceAll("'", "")]));
}

/** Only words that count alone, and that no changed letter turns into another word. */
function misspellings(packs: readonly Pack[]): ReadonlyMap<string, string> {
  const strong = packs.flatMap((pack) => [...(pack.cues.anger ?? []), ...(pack.cues.insult ?? [])]).map(fold);
  const found = new Map<string, string>();
  for (const word of strong.filter((each) => /^\p{L}{5,}$/u.test(each))) {
    for (const shorter of withoutOneLetter(word)) found.set(shorter, word);
  }
  for (const word of strong) found.delete(word);
  return found;
}

/** The word with each of its letters except the first left out in turn. */
export function withoutOneLetter(word: string): readonly string[] {
  const shorter: string[] = [];
  for (let index = 1; index < word.length; index += 1) shorter.push(word.slice(0, index) + word.slice(index + 1));
  return shorter;
}
