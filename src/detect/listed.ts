/** Words and phrases by language, written as one text: `en open|opens; de auf|öffnet`. */

import { fold } from "../text/fold.ts";

export interface ListedPhrase {
  /** ISO 639-1. */
  readonly language: string;
  /** Folded; a `*` at its end matches any ending. */
  readonly phrase: string;
}

export function listed(text: string): readonly ListedPhrase[] {
  return text.split(";").flatMap((part) => {
    const [language = "", ...rest] = part.trim().split(/\s+/);
    const phrases = rest.join(" ").split("|");
    return phrases.map((phrase) => ({ language, phrase: fold(phrase.trim()) })).filter(({ phrase }) => phrase !== "");
  });
}
