/** What a visitor wants beside an answer: a person, or something that must reach people fast. */

import { type Concern, concerns, type Reading, type Said } from "../core/condition.ts";
import type { Patterns } from "./patterns/patterns.ts";
import { hearTopics } from "./patterns/topics.ts";
import type { LinearModel } from "./structures/linear.ts";
import { urgencyOf } from "./urgency.ts";
import type { Utterance } from "./utterance.ts";
import { spokenForm } from "./wording.ts";

const nothing: Said = { score: 0, cues: [] };

/** Of the concerns only those that were heard. An emergency is heard by the grammar, which knows its words, or by the model, which knows others. */
export function wishesOf(utterance: Utterance, patterns: Patterns, urgency: LinearModel): Pick<Reading, "human" | "concern"> {
  const heard = hearTopics(utterance, patterns);
  const concern: Partial<Record<Concern, Said>> = {};
  for (const name of concerns) {
    const said =
      name === "urgent" ? surer(heard.get(name), urgencyOf(spokenForm(utterance, patterns.vocabulary), urgency)) : heard.get(name);
    if (said !== undefined) concern[name] = said;
  }
  return { human: heard.get("human") ?? nothing, concern };
}

/** Below this the model has heard nothing. */
const leastUrgency = 0.3;

function surer(said: Said | undefined, modelled: Said): Said | undefined {
  if (modelled.score < leastUrgency) return said;
  return said === undefined ? modelled : { score: Math.max(said.score, modelled.score), cues: said.cues };
}
