import { z } from "zod";
import type { Condition, When } from "../../core/condition.ts";

export const all: Condition<readonly When[]> = {
  type: "all",
  summary: "Every one of these holds.",
  example: {
    when: { all: [{ role: "user" }, { field: { path: "data.lang", equals: "de" } }] },
    matches: [{ data: { lang: "de" } }],
    ignores: [{ role: "agent", data: { lang: "de" } }, { data: { lang: "en" } }],
  },
  schema: (when) => z.array(when).min(1),
  compile: (parts, tools) => ({ kind: "all", children: parts.map((part) => tools.when(part)) }),
};
