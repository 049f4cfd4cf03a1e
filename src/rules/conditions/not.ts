import type { Condition, When } from "../../core/condition.ts";

export const not: Condition<When> = {
  type: "not",
  summary: "This does not hold.",
  example: { when: { not: { role: "agent" } }, matches: [{ role: "user" }], ignores: [{ role: "agent" }] },
  schema: (when) => when,
  compile: (part, tools) => ({ kind: "not", child: tools.when(part) }),
};
