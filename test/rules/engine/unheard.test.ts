import { expect, it } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import { plus, second } from "../../../src/core/time.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { createReplay } from "../../../src/rules/trials/replay.ts";
import { makeChat, monday } from "../../support/make.ts";
import { digest, programOf } from "../../support/program.ts";

function unheardOf(messages: readonly string[], when: object): readonly (string | undefined)[] {
  const replay = createReplay({ planner: createPlanner(programOf([{ on: ["chat.push"], when }])), digest });
  const events = messages.map((message, index): Event => {
    const at = plus(monday, index * second);
    return makeChat({ message, occurredAt: at, receivedAt: at, session: `s${index}` });
  });
  return events.flatMap((event) => replay.take(event)).map(({ evaluation }) => evaluation.trace.unheard);
}

const korean = "주문한 상품이 언제 도착하는지 알려 주세요";

it("a message in a language without a pack is told in the trace", () => {
  expect(unheardOf([korean, "where is my order?", "wo ist meine Bestellung?"], { wants_human: true })).toEqual([
    "ko",
    undefined,
    undefined,
  ]);
});

it("where no rule listens nothing is told", () => {
  expect(unheardOf([korean], { keywords: ["refund"] })).toEqual([undefined]);
});
