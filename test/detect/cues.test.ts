import { describe, expect, test } from "vitest";
import { cuesOf } from "../../src/detect/cues.ts";
import { openLexicon } from "../../src/detect/lexicon.ts";
import { packs } from "../../src/detect/packs/index.ts";
import { utter } from "../../src/detect/utterance.ts";

const ears = openLexicon(packs);

function kinds(text: string): readonly string[] {
  return cuesOf(utter(text), ears).map((cue) => cue.kind);
}

describe("a phrase counts", () => {
  test.each([
    ["anger", "I am furious"],
    ["insult", "your bot is useless"],
    ["insult, missing a letter", "your bot is usless", "insult"],
    ["insult, two letters swapped", "what a patehtic bot", "insult"],
    ["swear", "what the hell"],
    ["swear, masked", "f*** off", "swear"],
    ["swear, as marks", "this #@%! thing", "swear"],
    ["failure, with or without its apostrophe", "it doesnt work", "failure"],
    ["again", "I already told you"],
    ["leaving", "I'll go to a competitor"],
    ["human", "a real person please"],
    ["unhappy", "I'm not happy with this"],
    ["emoji", "👎"],
    ["drawn-out", "still waiting after three weeks"],
    ["anger in German", "Das ist eine Frechheit", "anger"],
    ["anger in Spanish, without accents", "esto es una verguenza", "anger"],
    ["failure in Chinese, inside a sentence", "问了三遍都没人回答啊", "failure"],
  ])("%s: %s", (name, text, kind = name) => expect(kinds(text)).toContain(kind));
});

describe("a guard takes a phrase away", () => {
  test.each([
    ["negation", "I am not angry", "anger"],
    ["somebody else's anger", "my customer was really angry", "anger"],
    ["a topic", "open the frustration report", "anger"],
    ["praise that follows", "damn, that was fast", "swear"],
    ["a word inside a word", "the terribleness scale", "anger"],
    ["a booster of praise", "awfully good", "anger"],
    ["a span of time on its own", "I bought it three weeks ago", "drawn-out"],
  ])("%s: %s", (_, text, kind) => expect(kinds(text)).not.toContain(kind));

  test("a guard does not reach into the next sentence", () => {
    expect(kinds("That is not it. I am furious")).toContain("anger");
  });
});
