import { z } from "zod";
import type { Condition } from "../../core/condition.ts";
import { oneOrMany } from "../language/schema.ts";

export const agent: Condition<readonly string[]> = {
  type: "agent",
  summary: "The event is of one of these agents; a `*` at the end stands for any ending.",
  example: { when: { agent: ["A80HVD8577", "support-*"] }, matches: [{ agent: "support-de" }], ignores: [{ agent: "sales-de" }] },
  schema: () => oneOrMany(z.string().min(1)),
  compile(wanted) {
    const exact = new Set(wanted.filter((each) => !each.endsWith("*")));
    const beginnings = wanted.filter((each) => each.endsWith("*")).map((each) => each.slice(0, -1));
    return {
      kind: "look",
      type: "agent",
      ...(beginnings.length === 0 ? { gate: { agent: [...exact] } } : {}),
      judge({ event }) {
        const held = exact.has(event.agent) || beginnings.some((beginning) => event.agent.startsWith(beginning));
        return held ? { held: true, because: [] } : { held: false, saw: event.agent };
      },
    };
  },
};
