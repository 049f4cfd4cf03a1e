import { z } from "zod";
import type { Condition, Reading } from "../../core/condition.ts";
import type { Event } from "../../core/event.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { languageCodes } from "../../detect/index.ts";
import { oneOrMany } from "../language/schema.ts";

export const language: Condition<readonly string[]> = {
  type: "language",
  summary:
    "The visitor writes in one of these languages (`de`, `fr` …). The sender's word counts (`data.language`, `data.lang` or `data.message.language`); without it, the language of this message and those before it. A text that is too short is in no language, so it holds under `not:`.",
  example: {
    when: { language: ["de", "fr"] },
    matches: [{ message: "Wo ist meine Bestellung?" }],
    ignores: [{ message: "Where is my order?" }],
  },
  only: "chat.push",
  schema: () => oneOrMany(z.enum(languageCodes)),
  compile: (languages) => ({
    kind: "look",
    type: "language",
    gate: { role: ["user"] },
    judge({ event, reading }) {
      const spoken = reported(event) ?? heard(reading);
      if (spoken === undefined || !languages.includes(spoken.code)) return { held: false, saw: spoken?.code ?? null };
      return {
        held: true,
        because: [{ condition: "language", text: `writes in ${spoken.code}` }],
        facts: { language: spoken.code, language_score: spoken.score },
      };
    },
  }),
};

interface Spoken {
  readonly code: string;
  readonly score: number;
}

/** The language that the sender states for the message, `de-AT` as well as `de`. */
function reported({ data }: Event): Spoken | undefined {
  const message = isJsonObject(data.message) ? data.message.language : undefined;
  for (const written of [data.language, data.lang, message]) {
    const code = codeIn(written);
    if (code !== undefined) return { code, score: 1 };
  }
  return undefined;
}

function codeIn(written: Json | undefined): string | undefined {
  const code = typeof written === "string" ? /^[a-z]{2}(?=$|[-_])/i.exec(written)?.[0].toLowerCase() : undefined;
  return code === "nb" || code === "nn" ? "no" : code;
}

function heard(reading: Reading | undefined): Spoken | undefined {
  return reading?.language;
}
