import { z } from "zod";
import type { Condition, When } from "../../core/condition.ts";

export const any: Condition<readonly When[]> = {
  type: "any",
  summary: "At least one of these holds.",
  example: {
    when: { any: [{ keywords: "refund" }, { field: { path: "data.lang", equals: "de" } }] },
    matches: [{ message: "a refund, please" }, { data: { lang: "de" } }],
    ignores: [{ message: "hello" }],
  },
  schema: (when) => z.array(when).min(1),
  compile: (parts, tools) => ({ kind: "any", children: parts.map((part) => tools.when(part)) }),
};
