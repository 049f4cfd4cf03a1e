import { z } from "zod";
import type { Condition } from "../../core/condition.ts";

const settings = z.strictObject({ above: z.number().min(0).lt(1).default(0.5) });

export const frustration: Condition<z.output<typeof settings>> = {
  type: "frustration",
  summary:
    "The visitor is frustrated: the score of this message or of the session so far, whichever is higher, is above a bound (0.5 is balanced, 0.8 is sure).",
  example: {
    when: { frustration: { above: 0.5 } },
    matches: [{ message: "This is ridiculous, it is still broken and nobody helps me!" }],
    ignores: [{ message: "Thank you, that works." }],
  },
  only: "chat.push",
  schema: () => settings,
  compile: ({ above }) => ({
    kind: "look",
    type: "frustration",
    gate: { role: ["user"] },
    judge({ reading }) {
      const { message, session, cues } = reading?.frustration ?? { message: 0, session: 0, cues: [] };
      const score = Math.round(Math.max(message, session) * 100) / 100;
      if (!(score > above)) return { held: false, saw: score };
      const why = cues.length > 0 ? `: ${cues.slice(0, 3).join(", ")}` : "";
      return { held: true, because: [{ condition: "frustration", text: `frustration ${score}${why}` }], facts: { score, cues } };
    },
  }),
};
