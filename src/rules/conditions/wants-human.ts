import type { Condition } from "../../core/condition.ts";
import { sureness } from "../language/sureness.ts";

export const wantsHuman: Condition<number> = {
  type: "wants_human",
  summary:
    "The visitor asks for a person instead of the avatar: `true`, or `{ above: 0.8 }` for plain wishes only. Each language pack has a grammar for it, not a list of words: “are you a human” is no wish.",
  example: {
    when: { wants_human: true },
    matches: [{ message: "can i talk to someone" }, { message: "ich möchte bitte mit einem Menschen sprechen" }],
    ignores: [{ message: "are you a human or a robot" }, { message: "i am a travel agent and need a brochure" }],
  },
  only: "chat.push",
  schema: () => sureness(),
  compile: (above) => ({
    kind: "look",
    type: "wants_human",
    gate: { role: ["user"] },
    judge({ reading }) {
      const { score, cues } = reading?.human ?? { score: 0, cues: [] };
      if (!(score > above)) return { held: false, saw: score };
      return { held: true, because: [{ condition: "wants_human", text: `asks for a person: ${cues.join(", ")}` }], facts: { score, cues } };
    },
  }),
};
