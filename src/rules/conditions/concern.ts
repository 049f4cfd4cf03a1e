import { z } from "zod";
import { type Concern, type Condition, concerns } from "../../core/condition.ts";
import { oneOrMany } from "../language/schema.ts";
import { above, balanced } from "../language/sureness.ts";

interface Settings {
  readonly is: readonly Concern[];
  readonly above: number;
}

const names = oneOrMany(z.enum(concerns));
const whole = z.strictObject({ is: names, above: above() });
const short = z.codec(names, z.custom<Settings>(), { decode: (is) => ({ is, above: balanced }), encode: ({ is }) => is });

const words: Readonly<Record<Concern, string>> = {
  urgent: "may be an emergency",
  leaving: "wants to leave",
  legal: "speaks of the law",
  data_request: "asks about their data",
};

export const concern: Condition<Settings> = {
  type: "concern",
  summary:
    "The visitor says something that must reach people fast: `urgent` (danger to life, threats), `leaving`, `legal`, `data_request`. A finding of `urgent` is critical and is never held back the first time in a conversation. It helps to reach a person fast, and it is no diagnosis.",
  example: {
    when: { concern: ["urgent", "legal"] },
    matches: [{ message: "help somebody collapsed here call an ambulance" }, { message: "you will hear from my lawyer" }],
    ignores: [{ message: "my battery died and this is killing me" }, { message: "please close my account today" }],
  },
  only: "chat.push",
  // The map comes first, so that the written form includes the bound.
  schema: () => z.union([whole, short]),
  compile: ({ is, above }) => ({
    kind: "look",
    type: "concern",
    gate: { role: ["user"] },
    judge({ reading }) {
      const heard = is.map((name) => ({ name, ...(reading?.concern[name] ?? { score: 0, cues: [] }) }));
      const held = heard.filter(({ score }) => score > above);
      if (held.length === 0) return { held: false, saw: Math.max(...heard.map(({ score }) => score)) };
      const because = held.map(({ name, cues }) => ({ condition: "concern", text: `${words[name]}: ${cues.join(", ")}` }));
      const cues = held.flatMap((each) => each.cues);
      const facts = { concern: held.map(({ name }) => name), score: Math.max(...held.map(({ score }) => score)), cues };
      return { held: true, because, facts, ...(held.some(({ name }) => name === "urgent") && { urgent: true }) };
    },
  }),
};
