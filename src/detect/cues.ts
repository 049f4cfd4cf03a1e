/** What the phrases of a message show, after the guards: negation, other people's feelings, topics, playfulness. */

import { type Lexicon, withoutOneLetter } from "./lexicon.ts";
import { type CueClass, cueClasses } from "./pack.ts";
import type { Utterance, Word } from "./utterance.ts";

/** The classes of phrases, and kinds that only a closer look finds. */
export const cueKinds = [...cueClasses, "unhappy", "duration", "emoji", "drawn-out"] as const;

export type CueKind = (typeof cueKinds)[number];

export interface Cue {
  readonly kind: CueKind;
  /** The words as folded. */
  readonly text: string;
}

/** A phrase at its position, in word numbers; `to` is exclusive. */
interface Spot {
  readonly class: CueClass;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const angryEmoji = /[😠😡🤬😤👿💢🖕👎😒🙄😑😾💩🤦😞😩😫]/u;
const feelings: ReadonlySet<CueClass> = new Set(["anger", "insult", "threat", "swear"]);
/** The most phrases of one message. */
const mostSpots = 48;
const longestWord = 20;
/** The words in which misspellings are searched. */
const readWords = 200;
/** How many words before or after a cue a guard may be. */
const reach = 4;

/** A swear word with asterisks, `f***`, or only marks, `#@%!`. */
const masked = /(?<!\p{L})\p{L}{1,2}[*#@$%]{2,}\p{L}*|(?<!\p{L})\p{L}\*\p{L}{2,}|[#$%&@!*]{4,}/u;
/** What a span of time makes worse: waiting, a failure, asking again. */
const lasting: ReadonlySet<CueKind> = new Set(["waiting", "failure", "again", "recurring"]);

/** Every cue of the message in order, weighed by its guards. Cues that a guard removes are left out. */
export function cuesOf(utterance: Utterance, lexicon: Lexicon): readonly Cue[] {
  const spots = [...phraseSpots(utterance, lexicon), ...misspeltSpots(utterance, lexicon)];
  const praised = spots.filter((spot) => spot.class === "praise" || spot.class === "thanks" || spot.class === "solved");
  const cues = spots.flatMap((spot) => cuesAt(spot, utterance.words, praised, lexicon));
  return withTime([...cues, ...markCues(utterance)], durations(utterance.words, lexicon));
}

/** Cues that are no words. */
function markCues({ raw, folded }: Utterance): readonly Cue[] {
  const face = angryEmoji.exec(raw)?.[0];
  const hidden = masked.exec(folded)?.[0];
  return [
    ...(face === undefined ? [] : [{ kind: "emoji" as const, text: face }]),
    ...(hidden === undefined ? [] : [{ kind: "swear" as const, text: hidden }]),
  ];
}

/** "Three weeks" means little; "still nothing after three weeks" means a lot. */
function withTime(cues: readonly Cue[], spans: readonly Cue[]): readonly Cue[] {
  const [span] = spans;
  const dragsOn = span !== undefined && cues.some((cue) => lasting.has(cue.kind));
  return dragsOn ? [...cues, ...spans, { kind: "drawn-out", text: span.text }] : [...cues, ...spans];
}

function phraseSpots({ folded, words }: Utterance, lexicon: Lexicon): readonly Spot[] {
  const spots: Spot[] = [];
  const endsAt = wordEnds(words);
  lexicon.automaton.match(folded, (index, end) => {
    const phrase = lexicon.phrases[index];
    if (phrase === undefined || spots.length >= mostSpots) return;
    const to = endsAt(end);
    spots.push({ class: phrase.class, text: phrase.text, from: Math.max(0, to - phrase.words), to });
  });
  return spots;
}

/** The number of words that begin before an offset; offsets come in ascending order. */
function wordEnds(words: readonly Word[]): (offset: number) => number {
  let count = 0;
  return (offset) => {
    while (count < words.length && (words[count]?.start ?? 0) < offset) count += 1;
    return count;
  };
}

function misspeltSpots({ words }: Utterance, lexicon: Lexicon): readonly Spot[] {
  return words
    .slice(0, readWords)
    .flatMap((word, index) =>
      isMisspelt(word.text, lexicon) ? [{ class: "insult" as const, text: word.text, from: index, to: index + 1 }] : [],
    );
}

/** A strong word with one letter missing or added, or with two letters swapped. */
function isMisspelt(word: string, lexicon: Lexicon): boolean {
  if (word.length < 5 || word.length > longestWord) return false;
  if (lexicon.misspelt.has(word)) return true;
  return withoutOneLetter(word).some((shorter) => {
    const meant = lexicon.misspelt.get(shorter);
    return meant !== undefined && meant !== word && meant.length === word.length && sameLetters(meant, word);
  });
}

function sameLetters(one: string, other: string): boolean {
  return [...one].sort().join("") === [...other].sort().join("");
}

function cuesAt(spot: Spot, words: readonly Word[], praised: readonly Spot[], lexicon: Lexicon): Cue[] {
  const { text } = spot;
  const denied = guardBefore(spot, words, lexicon.guards.negation, 3);
  if (spot.class === "praise" && denied) return [{ kind: "unhappy", text: `not ${text}` }];
  if (!feelings.has(spot.class)) return [{ kind: spot.class, text }];
  if (denied && spot.class === "anger") return [];
  if (guardBefore(spot, words, lexicon.guards["third-person"], reach) && spot.class === "anger") return [];
  if (lexicon.guards.topic.has(words[spot.to]?.text ?? "")) return [];
  if (praised.some((praise) => praise.from >= spot.to && praise.from - spot.to < reach)) return [];
  return [{ kind: spot.class, text }];
}

/** Whether a guard word is in the same clause, at most `distance` words before. */
function guardBefore(spot: Spot, words: readonly Word[], guard: ReadonlySet<string>, distance: number): boolean {
  const clause = words[spot.from]?.clause;
  for (let index = spot.from - 1; index >= 0 && index >= spot.from - distance; index -= 1) {
    const word = words[index];
    if (word === undefined || word.clause !== clause) return false;
    if (guard.has(word.text)) return true;
  }
  return false;
}

/** A number or a plural before a unit of time: `three weeks`, `2 hours`. */
function durations(words: readonly Word[], lexicon: Lexicon): readonly Cue[] {
  return words.flatMap((word, index) => {
    const before = words[index - 1]?.text ?? "";
    return lexicon.guards.duration.has(word.text) && index > 0 ? [{ kind: "duration" as const, text: `${before} ${word.text}` }] : [];
  });
}
