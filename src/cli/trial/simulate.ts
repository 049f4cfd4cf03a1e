/** An invented conversation: what each rule would do at each turn, and how the messages would look. */

import { type JsonObject, valueAt } from "../../core/json.ts";
import { type Duration, second, toIso } from "../../core/time.ts";
import type { SimulatedConversation } from "../../core/trial.ts";
import { lookOf } from "../../destinations/look.ts";
import { createPlanner } from "../../rules/engine/evaluate.ts";
import type { RuleTest, TestStep } from "../../rules/language/rule-tests.ts";
import { explain, writtenRules } from "../../rules/trials/explain.ts";
import { createReplay, type ReplayStep } from "../../rules/trials/replay.ts";
import { eventsOf } from "../../rules/trials/transcript.ts";
import { ruleJson } from "../explain/view.ts";
import type { ReadTrial } from "./load.ts";

type Ready = ReadTrial & { readonly kind: "ready" };

/** The time between two turns by default. */
const usualPause: Duration = 5 * second;

export function simulated(
  { turns, source, agent = "sample-agent", session = "simulation", at, rest = 0 }: SimulatedConversation,
  ready: Ready,
): JsonObject {
  const { loaded, program } = ready;
  let after = 0;
  const steps = turns.map((turn, index): TestStep => {
    after += turn.after ?? (index === 0 ? 0 : usualPause);
    return { after, type: turn.type ?? "chat.push", data: dataOf(turn) };
  });
  const test: RuleTest = { name: "simulation", line: 0, at, agent, session, steps, expect: [], never: [] };
  const replay = createReplay({ planner: createPlanner(program), digest: program.digest });
  const events = eventsOf(test, loaded.file.settings.timezone, program.digest).map((event) =>
    source === undefined ? event : { ...event, source },
  );
  const taken = events.flatMap((event, index) =>
    replay.take(event).map((step) => ({ step, turn: step.event.id === event.id ? index : null })),
  );
  const later = rest === 0 ? [] : replay.rest(rest).map((step) => ({ step, turn: null }));
  return { steps: [...taken, ...later].map(({ step, turn }) => stepView(step, turn, ready)) };
}

function dataOf({ role = "user", text, data = {}, type = "chat.push" }: SimulatedConversation["turns"][number]): JsonObject {
  return type === "chat.push" ? { ...data, role, message: text ?? "" } : data;
}

/** `turn` is the index of the turn, or null for what the relay itself makes: a timer, the end of a conversation. */
function stepView({ event, evaluation }: ReplayStep, turn: number | null, { loaded, program }: Ready): JsonObject {
  const written = writtenRules(loaded.effective);
  const said = event.kind === "chat" ? { role: event.role, text: event.message } : { role: null, text: null };
  return {
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
