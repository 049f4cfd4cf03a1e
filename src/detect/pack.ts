/** A language pack: what a language says when someone is frustrated, content, repeating themselves or asking for a person. */

/** What a phrase tells about its speaker; each class is one feature of the message model. */
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

/** Words that change what a cue near them means. */
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
 * Phrases are written as people write them and folded when the pack is read; a `*` at the end stands for any ending, and
 * an apostrophe may be missing in the text.
 */
export interface Pack {
  /** ISO 639-1. */
  readonly language: string;
  readonly cues: Readonly<Partial<Record<CueClass, readonly string[]>>>;
  readonly guards: Readonly<Partial<Record<GuardClass, readonly string[]>>>;
  /** Words that carry no content when two questions are compared. */
  readonly fillers: readonly string[];
  /** Whole messages that ask nothing: greetings, thanks, yes and no. */
  readonly acknowledgements: readonly string[];
  /** Endings cut off before two words are compared, longest first. */
  readonly endings: readonly string[];
  /** Different words for one thing that visitors swap when they ask again; the first stands for the others. */
  readonly synonyms: readonly (readonly string[])[];
}

/** A list written as one text, `a|b|c`, over as many lines as it takes. */
export function list(text: string): readonly string[] {
  return text.split("|").map((phrase) => phrase.trim());
}
