/** Phrases as a tree of their words. It is built in a few milliseconds; a table of letters would take longer. */

/** Calls `found` with the number of each phrase among the words, and the words that it spans; the end is exclusive. */
export interface WordTrie {
  match(words: readonly string[], found: (phrase: number, from: number, to: number) => void): void;
}

/** Most branches end one phrase, so the maps are made when they are needed, which saves ten megabytes. */
interface Branch {
  next?: Map<string, Branch>;
  /** Words with any ending. */
  stems?: Map<string, Branch>;
  ends: readonly number[];
}

/** A shorter stem would be the beginning of too many words. */
const shortestStem = 2;

/** `*` at the end of a word stands for any ending. */
export function buildWordTrie(phrases: readonly string[]): WordTrie {
  const root: Branch = { ends: none };
  for (const [number, phrase] of phrases.entries()) {
    let branch = root;
    for (const word of phrase.split(" ")) branch = grown(branch, word);
    branch.ends = [...branch.ends, number];
  }
  return {
    match(words, found) {
      for (let from = 0; from < words.length; from += 1) walk(root, words, from, from, found);
    },
  };
}

const none: readonly number[] = [];

function grown(branch: Branch, word: string): Branch {
  const isStem = word.endsWith("*");
  const branches = (isStem ? branch.stems : branch.next) ?? new Map<string, Branch>();
  if (isStem) branch.stems = branches;
  else branch.next = branches;
  const key = isStem ? word.slice(0, -1) : word;
  const known: Branch = branches.get(key) ?? { ends: none };
  branches.set(key, known);
  return known;
}

/** No deeper than the longest phrase has words. */
function walk(branch: Branch, words: readonly string[], from: number, at: number, found: Parameters<WordTrie["match"]>[1]): void {
  for (const number of branch.ends) found(number, from, at);
  const word = words[at];
  if (word === undefined) return;
  const next = branch.next?.get(word);
  if (next !== undefined) walk(next, words, from, at + 1, found);
  if (branch.stems === undefined) return;
  for (let length = shortestStem; length <= word.length; length += 1) {
    const stem = branch.stems.get(word.slice(0, length));
    if (stem !== undefined) walk(stem, words, from, at + 1, found);
  }
}
