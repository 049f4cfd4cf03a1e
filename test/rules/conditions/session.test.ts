import { describe, expect, it } from "vitest";
import type { Event, Role } from "../../../src/core/event.ts";
import { plus, second } from "../../../src/core/time.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { createReplay } from "../../../src/rules/trials/replay.ts";
import { makeChat, monday } from "../../support/make.ts";
import { digest, programOf } from "../../support/program.ts";

type Said = readonly [role: Role, message: string];

function talk(said: readonly Said[]): readonly Event[] {
  const at = (index: number) => plus(monday, 10 * second * index);
  return said.map(([role, message], index) => makeChat({ role, message, occurredAt: at(index), receivedAt: at(index) }));
}

/** Whether a rule on the end of the conversation held. */
function heldAtEnd(session: object, said: readonly Said[]): boolean {
  const program = programOf([{ on: ["session.end"], when: { session } }]);
  const replay = createReplay({ planner: createPlanner(program), digest });
  const steps = [...talk(said).flatMap((event) => replay.take(event)), ...replay.rest(3_600 * second)];
  return steps.some(({ evaluation }) => evaluation.findings.length > 0);
}

const question: Said = ["user", "do you repair old watches?"];
const refusal: Said = ["agent", "I'm sorry, I didn't understand that."];
const reply: Said = ["agent", "Yes, we do, every day until six."];
const thanks: Said = ["user", "thank you, that works"];

describe("a conversation that ends", () => {
  it.each<readonly [string, object, readonly Said[], boolean]>([
    ["the visitor spoke last", { last_role: "user" }, [question], true],
    ["the agent spoke last", { last_role: "user" }, [question, reply], false],
    ["a question without an answer", { unanswered: { at_least: 1 }, last_role: "user" }, [question], true],
    ["thanks need no answer", { unanswered: { at_least: 1 } }, [question, reply, thanks], false],
    ["a refusal is no answer", { unanswered: { at_least: 1 } }, [question, refusal], true],
    ["two refusals and an open question are three", { unanswered: { equals: 3 } }, [question, refusal, question, refusal, question], true],
    ["an answer is one", { unanswered: { at_least: 1 } }, [question, reply], false],
    ["a conversation that is angry", { frustration: { above: 0.5 } }, [["user", "this is useless garbage, it is still broken!"]], true],
    ["a conversation that is calm", { frustration: { above: 0.5 } }, [question, reply, thanks], false],
  ])("%s", (_, session, said, wanted) => {
    expect(heldAtEnd(session, said)).toBe(wanted);
  });
});

it("frustration can be asked of the message or of the conversation alone", () => {
  const heldFor = (of: string) => {
    const program = programOf([{ on: ["chat.push"], when: { frustration: { above: 0.5, of } } }]);
    const replay = createReplay({ planner: createPlanner(program), digest });
    const said: readonly Said[] = [
      ["user", "this is useless garbage, it is still broken and nobody helps!"],
      ["user", "where is the museum"],
    ];
    return talk(said).flatMap((event) => replay.take(event).map(({ evaluation }) => evaluation.findings.length > 0));
  };
  expect(heldFor("message")).toEqual([true, false]);
  expect(heldFor("session").at(0)).toBe(true);
});
