/** A grammar: how a language asks for a person, says that it cannot answer, or says what must reach people fast. */

/** The topics of a grammar. The agent says `unanswered` and `courtesy`; visitors say the others. */
export const topics = ["human", "unanswered", "urgent", "leaving", "legal", "data_request", "courtesy"] as const;

export type Topic = (typeof topics)[number];

/**
 * A pattern is a line of parts: words, `(one|other|)` alternatives, and `<name>` or `<one+other>` for lists of `words`. Parts stand side by side;
 * `..` lets three words pass between two of them, `...` eight. `^` and `$` want nothing but polite words before and behind; `$` may be one of the last alternatives.
 * A line that begins with `-` is a guard: it takes away what it overlaps. One that begins with `?` is likely, and not sure.
 * Everything is compared without case, accents and apostrophes; a `*` at the end of a word stands for any ending.
 */
export interface Grammar {
  /** ISO 639-1. */
  readonly language: string;
  /** Lists that patterns name. */
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** Words that may surround a bare wish. */
  readonly polite: readonly string[];
  /** Sounds of hesitation, which are removed before a comparison. */
  readonly hesitations: readonly string[];
  /** Words that look like a misspelt word of the grammar and are correct. */
  readonly known?: readonly string[];
  readonly patterns: Readonly<Partial<Record<Topic, readonly string[]>>>;
}

/** One pattern a line. */
export function lines(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** `a|b (c|d)` as two texts, over any number of lines. */
export function words(text: string): readonly string[] {
  const found: string[] = [""];
  let depth = 0;
  for (const letter of text.replace(/\s+/g, " ")) {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (letter === "|" && depth === 0) found.push("");
    else found.push((found.pop() ?? "") + letter);
  }
  return found.map((each) => each.trim());
}
