import { z } from "zod";
import type { Condition } from "../../core/condition.ts";
import { agentMatcher } from "../kit/agents.ts";
import { oneOrMany } from "../language/schema.ts";

export const agent: Condition<readonly string[]> = {
  type: "agent",
  summary: "The event is of one of these agents; a `*` stands for anything.",
  example: { when: { agent: ["A80HVD8577", "support-*"] }, matches: [{ agent: "support-de" }], ignores: [{ agent: "sales-de" }] },
  schema: () => oneOrMany(z.string().min(1)),
  compile(wanted) {
    const isWanted = agentMatcher(wanted);
    return {
      kind: "look",
      type: "agent",
      ...(wanted.some((each) => each.includes("*")) ? {} : { gate: { agent: wanted } }),
      judge({ event }) {
        return isWanted(event.agent) ? { held: true, because: [] } : { held: false, saw: event.agent };
      },
    };
  },
};
