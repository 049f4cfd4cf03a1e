import { z } from "zod";
import type { Condition } from "../../core/condition.ts";
import { formatDuration, minute } from "../../core/time.ts";
import { duration } from "../language/schema.ts";

const settings = z.strictObject({
  times: z.number().int().min(2).max(6).default(2),
  within: duration().default(10 * minute),
  similarity: z.number().min(0).max(1).default(0.5),
});

export const repeat: Condition<z.output<typeof settings>> = {
  type: "repeat",
  summary:
    "The visitor asks the same again: `times` messages of the session, this one among them, are at least this similar (0.5 is balanced, 0.8 is sure).",
  example: {
    when: { repeat: { times: 2, within: "10m" } },
    matches: [{ message: "How do I reset my password?" }, { message: "how can I reset the password?", after: 40 }],
    ignores: [{ message: "How do I reset my password?" }, { message: "and where is my invoice?", after: 40 }],
  },
  only: "chat.push",
  schema: () => settings,
  compile: ({ times, within, similarity }) => ({
    kind: "look",
    type: "repeat",
    gate: { role: ["user"] },
    judge({ event, reading }) {
      const alike = (reading?.repeats ?? []).filter(({ score, at }) => score >= similarity && event.occurredAt - at <= within);
      const count = alike.length + 1;
      const score = Math.max(0, ...(reading?.repeats ?? []).map((each) => each.score));
      if (count < times) return { held: false, saw: { count, score } };
      return {
        held: true,
        because: [{ condition: "repeat", text: `asked ${count} times within ${formatDuration(within)}` }],
        facts: { count, score },
      };
    },
  }),
};
