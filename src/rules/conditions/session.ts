import { z } from "zod";
import type { Condition, SessionFacts } from "../../core/condition.ts";
import { type Comparison, comparison, isWithin } from "../language/comparison.ts";
import { oneOrMany } from "../language/schema.ts";

const values = {
  events: (session: SessionFacts) => session.events,
  messages: (session: SessionFacts) => session.messages,
  user_messages: (session: SessionFacts) => session.userMessages,
  agent_messages: (session: SessionFacts) => session.agentMessages,
  joins: (session: SessionFacts) => session.joins,
  errors: (session: SessionFacts) => session.errors,
  seconds: (session: SessionFacts) => (session.lastAt - session.startedAt) / 1_000,
  engagement: (session: SessionFacts) => session.engagement,
  quality: (session: SessionFacts) => session.quality,
  unanswered: (session: SessionFacts) => session.unanswered,
  frustration: (session: SessionFacts) => session.frustration,
};

type Name = keyof typeof values;

const names = Object.keys(values) as Name[]; // the keys of the object above

const settings = z.strictObject({
  ...(Object.fromEntries(names.map((name) => [name, comparison.optional()])) as Record<Name, z.ZodOptional<typeof comparison>>),
  last_role: oneOrMany(z.enum(["user", "agent"])).optional(),
});

export const session: Condition<z.output<typeof settings>> = {
  type: "session",
  summary: `Counts of the session so far, with this event: ${names.map((name) => `\`${name}\``).join(", ")}, and \`last_role\`, who spoke last. \`unanswered\` counts turns of the agent that were no answer and, at the end, a last question without an answer. \`frustration\` is the score of the conversation so far.`,
  example: {
    when: { session: { user_messages: { at_least: 2 } } },
    matches: [{ message: "hello" }, { message: "anyone there?", after: 5 }],
    ignores: [{ message: "hello" }],
  },
  schema: () => settings,
  compile(wanted) {
    const bounds = names.flatMap((name) => (wanted[name] === undefined ? [] : [[name, wanted[name]] as const]));
    return {
      kind: "look",
      type: "session",
      judge({ session: facts }) {
        if (facts === undefined) return { held: false, saw: null };
        const outside = bounds.find(([name, bound]) => !isWithin(values[name](facts), bound));
        const { lastRole: last } = facts;
        if (wanted.last_role !== undefined && (last === undefined || !wanted.last_role.includes(last)))
          return { held: false, saw: { last_role: last ?? null } };
        if (outside !== undefined) return { held: false, saw: { [outside[0]]: values[outside[0]](facts) } };
        return {
          held: true,
          because: [
            ...bounds.map(([name, bound]) => ({ condition: "session", text: sentence(name, values[name](facts), bound) })),
            ...(wanted.last_role === undefined ? [] : [{ condition: "session", text: `the ${speaker(last)} spoke last` }]),
          ],
        };
      },
    };
  },
};

function speaker(role: SessionFacts["lastRole"]): string {
  return role === "user" ? "visitor" : "agent";
}

function sentence(name: Name, value: number, bound: Comparison): string {
  const wanted = Object.entries(bound).map(([word, number]) => `${word.replace("_", " ")} ${number}`);
  return `${name.replace("_", " ")} of the session: ${value} (${wanted.join(", ")})`;
}
