import type { Condition } from "../../core/condition.ts";
import { sureness } from "../language/sureness.ts";

export const unanswered: Condition<number> = {
  type: "unanswered",
  summary:
    "The agent's turn is no answer: the agent says that it cannot help, asks for other words, or says the same again. `true`, or `{ above: 0.8 }`. `session: { unanswered: … }` counts such turns in a conversation.",
  example: {
    when: { unanswered: true },
    matches: [{ role: "agent", message: "I'm sorry, I didn't understand that." }],
    ignores: [{ role: "agent", message: "We are open from nine to five." }],
  },
  only: "chat.push",
  schema: () => sureness(),
  compile: (above) => ({
    kind: "look",
    type: "unanswered",
    gate: { role: ["agent"] },
    judge({ answer }) {
      const { score, cues } = answer?.unanswered ?? { score: 0, cues: [] };
      if (!(score > above)) return { held: false, saw: score };
      return { held: true, because: [{ condition: "unanswered", text: `no answer: ${cues.join(", ")}` }], facts: { score, cues } };
    },
  }),
};
