/** A language pack: how a language expresses frustration, contentment, repetition or the wish for a person. */

/** What a phrase shows about its speaker. Each class is one feature of the message model. */
export const cueClasses = [
  "anger",
  "insult",
  "threat",
  "swear",
  "failure",
  "blame",
  "again",
  "recurring",
  "waiting",
  "leaving",
  "sarcasm",
  "correction",
  "human",
  "praise",
  "thanks",
  "solved",
  "calm",
] as const;

export type CueClass = (typeof cueClasses)[number];

/** Words that change the meaning of a cue near them. */
export const guardClasses = [
  "negation",
  "booster",
  "third-person",
  "topic",
  "duration",
  "direction",
  "me",
  "you",
  "answer",
  "asking",
] as const;

export type GuardClass = (typeof guardClasses)[number];

/**
 * Phrases are written as people write them and folded when the pack is read. A `*` at the end matches any ending, and
 * an apostrophe may be missing in the text.
 */
export interface Pack {
  /** ISO 639-1. */
  readonly language: string;
  readonly cues: Readonly<Partial<Record<CueClass, readonly string[]>>>;
  readonly guards: Readonly<Partial<Record<GuardClass, readonly string[]>>>;
  /** Words without content for comparing two questions. */
  readonly fillers: readonly string[];
  /** Whole messages that ask nothing: greetings, thanks, yes and no. */
  readonly acknowledgements: readonly string[];
  /** Endings that are removed before two words are compared, longest first. */
  readonly endings: readonly string[];
  /** Words for the same thing that visitors exchange when they ask again; the first replaces the others. */
  readonly synonyms: readonly (readonly string[])[];
}

/** A list as one text, `a|b|c`, over any number of lines. */
export function list(text: string): readonly string[] {
  return text.split("|").map((phrase) => phrase.trim());
}
