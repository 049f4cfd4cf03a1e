import { z } from "zod";
import type { Condition, Reading } from "../../core/condition.ts";
import { above } from "../language/sureness.ts";

const parts = ["either", "message", "session"] as const;

interface Settings {
  readonly above: number;
  readonly of: (typeof parts)[number];
}

const whole = z.strictObject({ above: above(), of: z.enum(parts).default("either") });
const short = z.codec(z.number().min(0).lt(1), z.custom<Settings>(), {
  decode: (bound) => ({ above: bound, of: "either" as const }),
  encode: (settings) => settings.above,
});

export const frustration: Condition<Settings> = {
  type: "frustration",
  summary:
    "The visitor is frustrated: a score is above a bound (0.5 is balanced, 0.8 is sure). `of: message` is the score of this message, `of: session` that of the conversation so far, and `of: either` (the default) the higher one. `frustration: 0.7` is short for `{ above: 0.7 }`.",
  example: {
    when: { frustration: { above: 0.5 } },
    matches: [{ message: "This is ridiculous, it is still broken and nobody helps me!" }],
    ignores: [{ message: "Thank you, that works." }],
  },
  only: "chat.push",
  // The map comes first, so that the written form includes the part.
  schema: () => z.union([whole, short]),
  compile: ({ above, of }) => ({
    kind: "look",
    type: "frustration",
    gate: { role: ["user"] },
    judge({ reading }) {
      const score = Math.round(scoreOf(reading, of) * 100) / 100;
      if (!(score > above)) return { held: false, saw: score };
      const cues = reading?.frustration.cues ?? [];
      const why = cues.length > 0 ? `: ${cues.slice(0, 3).join(", ")}` : "";
      const whose = of === "session" ? "frustration of the conversation" : "frustration";
      return { held: true, because: [{ condition: "frustration", text: `${whose} ${score}${why}` }], facts: { score, cues } };
    },
  }),
};

function scoreOf(reading: Reading | undefined, of: Settings["of"]): number {
  const { message, session } = reading?.frustration ?? { message: 0, session: 0 };
  if (of === "message") return message;
  return of === "session" ? session : Math.max(message, session);
}
