import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import { hour, plus, second } from "../../../src/core/time.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { createReplay, type ReplayStep } from "../../../src/rules/trials/replay.ts";
import { makeChat, makeIdentity, makeJoin, makeSessionEnd, monday } from "../../support/make.ts";
import { digest, programOf, type RuleCase } from "../../support/program.ts";

/** What happens in sessions, e.g. `s1 user 0 hello`. */
function at(line: string): Event {
  const [session = "", who = "", after = "", ...words] = line.split(" ");
  const when = { session, occurredAt: plus(monday, Number(after) * second), receivedAt: plus(monday, Number(after) * second) };
  if (who === "join") return makeJoin({ ...when, room: `room-of-${session}` });
  if (who === "end") return makeSessionEnd(when);
  if (who === "identity") return makeIdentity({ email: words.join(" ") }, when);
  return makeChat({ ...when, role: who === "user" ? "user" : "agent", message: words.join(" ") });
}

function play(rules: readonly RuleCase[], lines: readonly string[], splitAfter?: number): readonly ReplayStep[] {
  const program = programOf(rules, { rejoin: 60 * second, talks: true, ...(splitAfter !== undefined && { splitAfter }) });
  const replay = createReplay({ planner: createPlanner(program), digest });
  return [...lines.flatMap((line) => replay.take(at(line))), ...replay.rest(2 * hour)];
}

interface Body {
  readonly event: { readonly data: { readonly rejoined?: string } };
  readonly session: Readonly<Record<string, unknown>>;
  readonly identity?: { readonly email?: string };
}

const summary: RuleCase = { on: ["session.end"], then: [{ to: "support", settings: "identity" }] };

function summaries(lines: readonly string[], splitAfter?: number): readonly Body[] {
  return play([summary], lines, splitAfter).flatMap(({ evaluation }) => evaluation.messages.map(({ body }) => body as unknown as Body));
}

/** The session of each summary, the one that it goes on with, and what the visitor said in all. */
function ends(lines: readonly string[], splitAfter?: number) {
  return summaries(lines, splitAfter).map(({ session, event }) => [session.id, event.data.rejoined, session.user_messages]);
}

const restarted = ["s1 join 0", "s1 user 1 hello", "s2 user 50 are you still there?"];

describe("a session that restarts without a join", () => {
  it.each([undefined, 90 * second])("goes on with the one that fell silent, and both end as one, marked (split after %s)", (splitAfter) => {
    expect(ends(restarted, splitAfter)).toEqual([["s2", "s1", 2]]);
    expect(summaries(restarted, splitAfter)[0]?.session).toMatchObject({ rejoined: "s1", room: "room-of-s1", joins: 1 });
  });

  it.each<[string, readonly string[], readonly (readonly unknown[])[]]>([
    [
      "it has a join of its own",
      ["s1 join 0", "s1 user 1 a", "s2 join 50", "s2 user 51 b"],
      [
        ["s1", undefined, 1],
        ["s2", undefined, 1],
      ],
    ],
    [
      "too much time has passed",
      ["s1 join 0", "s1 user 1 a", "s2 user 62 b"],
      [
        ["s1", undefined, 1],
        ["s2", undefined, 1],
      ],
    ],
    [
      "two fell silent",
      ["s1 join 0", "s1 user 0 a", "s3 join 1", "s3 user 1 c", "s2 user 50 b"],
      [
        ["s1", undefined, 1],
        ["s3", undefined, 1],
        ["s2", undefined, 1],
      ],
    ],
    [
      "it was another agent's",
      ["s1 user 0 a", "s2 user 50 b"],
      [
        ["s1", undefined, 1],
        ["s2", undefined, 1],
      ],
    ],
    [
      "the other one has ended",
      ["s1 user 0 a", "s1 end 10", "s2 user 50 b"],
      [
        ["s1", undefined, 1],
        ["s2", undefined, 1],
      ],
    ],
  ])("begins anew where %s", (what, lines, expected) => {
    if (what !== "it was another agent's") expect(ends(lines)).toEqual(expected);
    else {
      const program = programOf([summary], { rejoin: 60 * second });
      const replay = createReplay({ planner: createPlanner(program), digest });
      const others = lines.map((line, index) => ({ ...at(line), agent: `agent-${index}` }));
      const steps = [...others.flatMap((event) => replay.take(event)), ...replay.rest(2 * hour)];
      expect(steps.flatMap(({ evaluation }) => evaluation.messages)).toHaveLength(2);
    }
  });

  it("is marked in the trace of each of its events", () => {
    const marks = play([summary], restarted).map(({ event, evaluation }) => [event.session, evaluation.trace.rejoined]);
    expect(marks.filter(([, rejoined]) => rejoined !== undefined).map(([session]) => session)).toContain("s2");
    expect(marks.filter(([session, rejoined]) => session === "s1" && rejoined !== undefined)).toEqual([]);
  });

  it("is joined to one conversation once, and goes on from one restart to the next", () => {
    expect(ends([...restarted, "s3 user 60 and now?"])).toEqual([["s3", "s2", 3]]);
  });

  it("sees many others: of more than are listed it joins none", () => {
    const others = Array.from({ length: 6 }, (_, n) => `o${n} join ${n}`);
    expect(ends([...others, "s2 user 30 b"]).filter(([, rejoined]) => rejoined !== undefined)).toEqual([]);
    const gone = others.map((_, n) => `o${n} end ${10 + n}`).slice(1);
    expect(ends([...others, ...gone, "s2 user 30 b"]).filter(([, rejoined]) => rejoined !== undefined)).toEqual([]);
  });

  it("takes the visitor's frustration and questions along", () => {
    const rule = { when: { repeat: { times: 2, within: "10m" } } };
    const lines = ["s1 user 0 where is my order?", "s2 user 20 where is my order?"];
    expect(play([rule], lines).flatMap(({ evaluation }) => evaluation.findings)).toHaveLength(1);
  });

  it("takes along who the visitor is", () => {
    const lines = ["s1 join 0", "s1 identity 1 ann@example.com", "s1 user 2 hello", "s2 user 30 again"];
    expect(summaries(lines).map(({ identity }) => identity?.email)).toEqual(["ann@example.com"]);
  });

  it("does not call for an answer that the session that stopped waits for", () => {
    const rule = { when: { silence: { after: { role: "user" }, without: { role: "agent" }, for: "40s" } } };
    const lines = ["s1 user 0 hello", "s2 user 20 hello?", "s2 agent 25 here i am"];
    expect(play([rule], lines).flatMap(({ evaluation }) => evaluation.findings)).toEqual([]);
  });

  it("takes along its incidents: they are over when it is", () => {
    const rule = { on: ["chat.push"], when: { keywords: "help" }, then: [{ to: "desk", settings: {} }] };
    const steps = play([rule], ["s1 user 0 help", "s2 user 20 thanks"]);
    const states = steps.flatMap(({ event, evaluation }) =>
      evaluation.messages.filter(({ mode }) => mode !== "append").map(({ body }) => [event.session, (body as { state: string }).state]),
    );
    expect(states).toEqual([
      ["s1", "open"],
      ["s2", "resolved"],
    ]);
  });

  it("does not end twice where the sender's end of the one that stopped comes afterwards", () => {
    expect(ends([...restarted, "s1 end 70", "s2 end 80"])).toEqual([["s2", undefined, 2]]);
  });
});
