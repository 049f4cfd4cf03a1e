import { z } from "zod";
import type { Condition } from "../../core/condition.ts";
import { oneOrMany } from "../language/schema.ts";

export const keywords: Condition<readonly string[]> = {
  type: "keywords",
  summary:
    "The message contains one of these words or phrases. They are whole words; case and accents do not matter. `cancel*` also finds `cancelled`. A mark at the end, such as `?`, has to be in the message too.",
  example: {
    when: { keywords: ["refund", "speak to a human", "cancel*"] },
    matches: [{ message: "I was CANCELLED!" }, { message: "let me speak to a human" }],
    ignores: [{ message: "the nonrefundable fare" }],
  },
  only: "chat.push",
  schema: () => oneOrMany(z.string().trim().min(1)),
  compile(phrases, tools) {
    const terms = phrases.map((phrase) => tools.keyword(phrase));
    return {
      kind: "look",
      type: "keywords",
      gate: { terms },
      judge(sight) {
        const found = phrases.filter((_, index) => terms[index] !== undefined && sight.found(terms[index]));
        const [keyword] = found;
        if (keyword === undefined) return { held: false, saw: null };
        return { held: true, because: [{ condition: "keywords", text: `said ${quoted(found)}` }], facts: { keyword, keywords: found } };
      },
    };
  },
};

function quoted(phrases: readonly string[]): string {
  return phrases.map((phrase) => `"${phrase}"`).join(", ");
}
