import type { Condition } from "../../core/condition.ts";
import { oneOrMany, regex } from "../language/schema.ts";

export const pattern: Condition<readonly string[]> = {
  type: "pattern",
  summary: "The message matches one of these RE2 patterns. They run in linear time, whatever the pattern and the message are.",
  example: {
    when: { pattern: "order #\\d+" },
    matches: [{ message: "where is order #4711?" }],
    ignores: [{ message: "where is my order?" }],
  },
  only: "chat.push",
  schema: () => oneOrMany(regex()),
  compile(sources, tools) {
    const terms = sources.map((source) => tools.pattern(source));
    return {
      kind: "look",
      type: "pattern",
      gate: { terms },
      judge(sight) {
        const index = terms.findIndex((term) => sight.found(term));
        const source = sources[index];
        if (source === undefined) return { held: false, saw: null };
        return { held: true, because: [{ condition: "pattern", text: `matches ${source}` }], facts: { pattern: source } };
      },
    };
  },
};
