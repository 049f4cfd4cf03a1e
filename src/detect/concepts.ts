/** What a question is about beyond its words: open or closed, which day, when or where, and whether it is a question at all. */

import { type Automaton, buildAutomaton } from "../text/automaton.ts";
import { commandPhrases, commands, further, questionKinds } from "./asking.ts";
import { listed } from "./listed.ts";
import { opposites, slots } from "./opposites.ts";

export interface Concepts {
  readonly automaton: Automaton;
  /** For each phrase of the automaton: its language and its side, `16 × matter + place`. */
  readonly phrases: readonly { readonly language: string; readonly side: number }[];
  readonly commands: ReadonlySet<string>;
  /** Words with any ending. */
  readonly commandStems: readonly string[];
  readonly commandPhrases: ReadonlySet<string>;
  readonly further: ReadonlySet<string>;
  readonly languages: ReadonlySet<string>;
}

const sidesOfMatter = 16;
const mostSides = 12;
/** The matters whose sides are question words come last. */
const kindMatter = opposites.length + slots.length;

let opened: Concepts | undefined;

/** The compiled lists (some milliseconds), at their first use. */
export function shippedConcepts(): Concepts {
  opened ??= openConcepts();
  return opened;
}

function openConcepts(): Concepts {
  const phrases = [...opposites, ...slots, questionKinds].flatMap((matter, number) =>
    matter.split("/").flatMap((side, index) => listed(side).map((each) => ({ ...each, side: sidesOfMatter * number + index }))),
  );
  const words = listed(commands).map(({ phrase }) => phrase);
  return {
    automaton: buildAutomaton(phrases.map(({ phrase }) => phrase)),
    phrases,
    commands: new Set(words.filter((word) => !word.endsWith("*"))),
    commandStems: words.filter((word) => word.endsWith("*")).map((word) => word.slice(0, -1)),
    commandPhrases: new Set(listed(commandPhrases).map(({ phrase }) => phrase)),
    further: new Set(listed(further).map(({ phrase }) => phrase)),
    languages: new Set(phrases.map(({ language }) => language)),
  };
}

/** The sides in a folded text, in ascending order; where its language is known, only by the words of that language. */
export function sidesIn(folded: string, languageOf: () => string | undefined, { automaton, phrases }: Concepts): readonly number[] {
  const found = new Set<number>();
  automaton.match(folded, (index) => found.add(index));
  if (found.size === 0) return [];
  const language = languageOf(); // slower than the search, and few messages contain a phrase
  const sides = [...found].flatMap((index) => {
    const phrase = phrases[index];
    return phrase !== undefined && (language === undefined || language === phrase.language) ? [phrase.side] : [];
  });
  return [...new Set(sides)].sort((one, other) => one - other).slice(0, mostSides);
}

/** Whether words are only a command: "next one please", "say that again". */
export function isCommand(said: readonly string[], isFiller: (word: string) => boolean, folded: string, concepts: Concepts): boolean {
  if (concepts.commandPhrases.has(folded.replace(/[\s.!?。！？]/gu, ""))) return true;
  if (said.length === 0 || said.length > longestCommand || said.some((word) => informing.has(word))) return false;
  const commanding = (word: string): boolean => concepts.commands.has(word) || concepts.commandStems.some((stem) => word.startsWith(stem));
  return said.some(commanding) && said.every((word) => commanding(word) || isFiller(word));
}

const longestCommand = 7;
/** "Tell me more" asks for an answer. */
const informing: ReadonlySet<string> = new Set(["tell", "about", "explain"]);

export interface Sides {
  /** Matters in both, with a common side and without one. */
  readonly shared: number;
  readonly apart: number;
  /** The same for what is asked for: 1, or -1 where one asks when and the other where. */
  readonly kind: number;
}

export function compareSides(some: readonly number[], others: readonly number[]): Sides {
  let shared = 0;
  let apart = 0;
  let kind = 0;
  for (const matter of new Set(some.map(matterOf))) {
    const theirs = others.filter((side) => matterOf(side) === matter);
    if (theirs.length === 0) continue;
    const together = some.some((side) => theirs.includes(side));
    if (matter === kindMatter) kind = together ? 1 : -1;
    else if (together) shared += 1;
    else apart += 1;
  }
  return { shared, apart, kind };
}

function matterOf(side: number): number {
  return Math.floor(side / sidesOfMatter);
}
