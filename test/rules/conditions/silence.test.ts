import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import { hour, minute, plus, second } from "../../../src/core/time.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { createReplay, type ReplayStep } from "../../../src/rules/trials/replay.ts";
import { makeChat, makeJoin, makeOther, makeSessionEnd, monday } from "../../support/make.ts";
import { digest, engineOf, programOf, type RuleCase } from "../../support/program.ts";

const unanswered = { after: { type: "chat.push", role: "user" }, without: { type: "chat.push", role: "agent" }, for: "20s" };

/** Who said something when, e.g. `user 0`; `user 3/9` was said at 3 and came at 9. */
function talk(line: string, override: { readonly session?: string; readonly message?: string } = {}): Event {
  const [who = "", times = ""] = line.split(" ");
  const [said = 0, came = said] = times.split("/").map(Number);
  const at = { occurredAt: plus(monday, said * second), receivedAt: plus(monday, came * second), ...override };
  if (who === "end") return makeSessionEnd(at);
  if (who === "join") return makeJoin(at);
  if (who === "beat") return makeOther({ ...at, type: "agent.ready", session: undefined });
  return makeChat({ ...at, role: who === "user" ? "user" : "agent", message: override.message ?? line });
}

function play(rule: RuleCase, events: readonly Event[], rest = hour): readonly ReplayStep[] {
  const replay = createReplay({ planner: createPlanner(programOf([rule], { idleAfter: 2 * hour })), digest });
  return [...events.flatMap((event) => replay.take(event)), ...replay.rest(rest)];
}

/** When the rule held, in seconds after the start. */
function heldAt(rule: RuleCase, events: readonly Event[], rest = hour): readonly number[] {
  const held = play(rule, events, rest).filter(({ evaluation }) => evaluation.findings.length > 0);
  return held.map(({ event }) => (event.receivedAt - monday) / second);
}

const heartbeat = { after: { type: "agent.ready" }, without: { type: "agent.ready" }, for: "1m", per: "agent" };

describe("silence", () => {
  it.each<[string, object, readonly string[], readonly number[]]>([
    ["an answer in time", unanswered, ["user 0", "agent 19"], []],
    ["no answer at all", unanswered, ["user 0"], [20]],
    ["an answer that comes when it is over", unanswered, ["user 0", "agent 20"], [20]],
    ["further questions do not begin the wait anew", unanswered, ["user 0", "user 10", "user 19"], [20]],
    ["each unanswered question after that begins another", unanswered, ["user 0", "user 30"], [20, 50]],
    ["a question after an answer", unanswered, ["user 0", "agent 5", "user 6"], [26]],
    ["an answer that overtook its question", unanswered, ["agent 5", "user 4/6"], []],
    ["an answer from before the question", unanswered, ["user 10", "agent 3/12"], [30]],
    ["a visitor who has left", unanswered, ["user 0", "end 10"], []],
    ["only the avatar speaks", unanswered, ["agent 0", "agent 5"], []],
    ["nobody says anything after coming in", { after: { type: "room.join" }, without: { type: "chat.push" }, for: "1m" }, ["join 0"], [60]],
    ["somebody does", { after: { type: "room.join" }, without: { role: ["user", "agent"] }, for: "1m" }, ["join 0", "user 59"], []],
    ["a heartbeat that stops", heartbeat, ["beat 0", "beat 50", "beat 100"], [160]],
    ["a summary that should follow an end", { after: { type: "session.end" }, without: { type: "summary" }, for: "5s" }, ["end 0"], [5]],
  ])("%s", (_, settings, lines, expected) => {
    expect(
      heldAt(
        { when: { silence: settings } },
        lines.map((line) => talk(line)),
      ),
    ).toEqual(expected);
  });

  it("is told of the event that began the wait, with the reason", () => {
    const [step] = play({ when: { silence: unanswered } }, [talk("user 0", { message: "where is my order?" })]).slice(-1);
    expect(step?.evaluation.messages).toMatchObject([
      {
        event: step?.event.id,
        body: {
          event: { id: step?.event.id, type: "chat.push", message: "where is my order?", time: monday },
          finding: { because: "no chat.push from the avatar for 20s" },
          session: { user_messages: 1 },
        },
      },
    ]);
  });

  it("keeps sessions apart", () => {
    const events = [talk("user 0"), talk("user 1", { session: "other" }), talk("agent 2")];
    expect(heldAt({ when: { silence: unanswered } }, events)).toEqual([21]);
  });

  it("waits only for what the conditions beside it hold for, and is ended whatever they say", () => {
    const rule = { when: { role: "user", keywords: "refund", silence: unanswered } };
    expect(heldAt(rule, [talk("user 0", { message: "hello" })])).toEqual([]);
    expect(heldAt(rule, [talk("user 0", { message: "a refund" })])).toEqual([20]);
    expect(heldAt(rule, [talk("user 0", { message: "a refund" }), talk("agent 1", { message: "sure" })])).toEqual([]);
  });

  it("hears the tone of the message that nobody answered", () => {
    const rule = { when: { frustration: { above: 0.5 }, silence: unanswered } };
    const angry = "This is ridiculous, it is still broken and nobody helps me!";
    expect(heldAt(rule, [talk("user 0", { message: angry })])).toEqual([20]);
  });

  it("can be counted: a count beside it counts what nobody answered", () => {
    const rule = { when: { silence: unanswered, count: { over: 1, within: "10m" } } };
    expect(heldAt(rule, [talk("user 0"), talk("user 30"), talk("user 60"), talk("agent 61")])).toEqual([50]);
  });

  it("leaves no timer behind where an answer came", () => {
    const engine = engineOf(programOf([{ when: { silence: unanswered } }]));
    engine.run([talk("user 0")]);
    expect(engine.run([talk("agent 1")]).timers).toContainEqual(expect.objectContaining({ dueAt: undefined }));
  });

  it("does not hold for an edited rule whose wait began before the edit, nor for one that is gone or off", () => {
    const before = engineOf(programOf([{ when: { silence: unanswered } }]));
    const { timers } = before.run([talk("user 0")]);
    const due = play({ when: { silence: unanswered } }, [talk("user 0")]).at(-1)?.event;
    expect(timers.map(({ dueAt }) => dueAt)).toContain(plus(monday, 20 * second));
    for (const rules of [
      [{ when: { silence: { ...unanswered, for: "1m" } } }],
      [],
      [{ when: { silence: unanswered }, mode: "off" as const }],
    ]) {
      const engine = engineOf(programOf(rules));
      for (const [key, value] of before.memories) engine.memories.set(key, value);
      expect(engine.run(due === undefined ? [] : [due]).evaluations).toMatchObject([{ findings: [] }]);
    }
  });

  it("is told once, however often its timer comes in", () => {
    const steps = play({ when: { silence: unanswered } }, [talk("user 0")], minute);
    const engine = engineOf(programOf([{ when: { silence: unanswered } }]));
    engine.run([talk("user 0")]);
    const due = steps.at(-1)?.event ?? talk("user 0");
    expect(engine.run([due], [due]).evaluations.map(({ findings }) => findings.length)).toEqual([1, 0]);
  });

  it("leaves no trace at events that do not begin it", () => {
    const steps = play({ when: { silence: unanswered } }, [talk("join 0"), talk("agent 1"), talk("user 2")]);
    expect(steps.map(({ evaluation }) => evaluation.trace.rules.map(({ held }) => held))).toEqual([[], [], [false], [true]]);
  });
});
