/** An invented conversation: what each rule would do at each turn, and how the messages would look. */

import { type JsonObject, valueAt } from "../../core/json.ts";
import { type Duration, second, toIso } from "../../core/time.ts";
import type { SimulatedConversation, SimulatedTurn } from "../../core/trial.ts";
import { lookOf } from "../../destinations/look.ts";
import { createPlanner } from "../../rules/engine/evaluate.ts";
import type { RuleTest, TestStep } from "../../rules/language/rule-tests.ts";
import { explain, writtenRules } from "../../rules/trials/explain.ts";
import { createReplay, type ReplayStep } from "../../rules/trials/replay.ts";
import { eventsOf } from "../../rules/trials/transcript.ts";
import { ruleJson } from "../explain/view.ts";
import { type BodyEvent, createBodyReader } from "./body.ts";
import type { ReadTrial } from "./load.ts";

type Ready = ReadTrial & { readonly kind: "ready" };

/** The time between two turns by default. */
const usualPause: Duration = 5 * second;

export function simulated(conversation: SimulatedConversation, ready: Ready): JsonObject {
  const { program } = ready;
  const replay = createReplay({ planner: createPlanner(program), digest: program.digest });
  const happened = happenings(conversation, ready);
  const taken = happened.flatMap((each) =>
    each.kind === "problem"
      ? []
      : replay.take(each.event).map((step) => ({ step, turn: step.event.id === each.event.id ? each.turn : null })),
  );
  const { rest = 0 } = conversation;
  const later = rest === 0 ? [] : replay.rest(rest).map((step) => ({ step, turn: null }));
  return {
    steps: [...taken, ...later].map(({ step, turn }) => stepView(step, turn, ready)),
    problems: happened.flatMap((each) => (each.kind === "problem" ? [{ turn: each.turn, problem: each.problem }] : [])),
  };
}

type Happened = BodyEvent & { readonly turn: number };

/** The events of the turns in order. A body becomes its events at the time of its turn. */
function happenings(
  { turns, source, agent = "sample-agent", session = "simulation", at }: SimulatedConversation,
  { loaded, program }: Ready,
): readonly Happened[] {
  let after = 0;
  const steps = turns.map((turn, index): TestStep => {
    after += turn.after ?? (index === 0 ? 0 : usualPause);
    return "body" in turn ? { after, type: "body", data: {} } : { after, type: turn.type ?? "chat.push", data: dataOf(turn) };
  });
  const test: RuleTest = { name: "simulation", line: 0, at, agent, session, steps, expect: [], never: [] };
  const bodies = createBodyReader(loaded.file.sources);
  return eventsOf(test, loaded.file.settings.timezone, program.digest).flatMap((event, turn): readonly Happened[] => {
    const written = turns[turn];
    if (written !== undefined && "body" in written) return bodies.read(written, event.receivedAt).map((each) => ({ ...each, turn }));
    return [{ kind: "event", event: source === undefined ? event : { ...event, source }, turn }];
  });
}

function dataOf({ role = "user", text, data = {}, type = "chat.push" }: SimulatedTurn): JsonObject {
  return type === "chat.push" ? { ...data, role, message: text ?? "" } : data;
}

/** `turn` is the index of the turn, or null for what the relay itself makes: a timer, the end of a conversation. */
function stepView({ event, evaluation }: ReplayStep, turn: number | null, { loaded, program }: Ready): JsonObject {
  const written = writtenRules(loaded.effective);
  const said = event.kind === "chat" ? { role: event.role, text: event.message } : { role: null, text: null };
  return {
    event: event.id,
    turn,
    at: toIso(event.receivedAt),
    type: event.type,
    ...said,
    rules: explain({ event, trace: evaluation.trace, program, written }).map((rule) => {
      const { deliveries: _, ...view } = ruleJson(rule, []);
      return view;
    }),
    messages: evaluation.messages.map(({ rule, to, mode = "new", body, dueAt, urgent, renderFailure }): JsonObject => {
      const type = loaded.file.destinations.find(({ name }) => name === to)?.kind.type ?? "";
      const settings = valueAt(loaded.effective, ["destinations", to, type]) ?? {};
      const problem = renderFailure === undefined ? null : `${renderFailure.reason}: ${renderFailure.detail}`;
      return { rule, to, type, mode, urgent, due_at: toIso(dueAt), problem, look: lookOf({ type, body, settings }) };
    }),
  };
}
