import { list, type Pack } from "../pack.ts";

/**
 * Copy this file to begin a language: name it after its ISO 639-1 code, fill what you know, leave out what you do not,
 * and add one line to index.ts. Even twenty phrases under `anger`, `failure` and `human` help; docs/detection.md tells how
 * to see what they do.
 */
export const template: Pack = {
  language: "xx",
  cues: {
    anger: list("angry|this is unacceptable"),
    failure: list("does not work|nobody answers"),
    human: list("a human|a real person"),
    praise: list("good|great"),
    thanks: list("thanks"),
  },
  guards: { negation: list("not|never") },
  fillers: list("the|a|is"),
  acknowledgements: list("yes|no|thanks"),
  endings: list("ing|ed|s"),
  synonyms: [list("human|person|agent")],
};
