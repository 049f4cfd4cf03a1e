/** What a visitor wants beside an answer: a person, or something that must reach people fast. */

import { type Concern, concerns, type Reading, type Said } from "../core/condition.ts";
import type { Patterns } from "./patterns/patterns.ts";
import { hearTopics } from "./patterns/topics.ts";
import type { LinearModel } from "./structures/linear.ts";
import { urgencyOf } from "./urgency.ts";
import type { Utterance } from "./utterance.ts";
import { spokenForm } from "./wording.ts";

const nothing: Said = { score: 0, cues: [] };

export interface Wording {
  readonly utterance: Utterance;
  /** ISO 639-1; undefined where it is not known. */
  readonly language: string | undefined;
}

/** Only the concerns that were found. The grammar finds an emergency by its words, or the model by others. */
export function wishesOf({ utterance, language }: Wording, patterns: Patterns, urgency: LinearModel): Pick<Reading, "human" | "concern"> {
  const spoken = spokenForm(utterance, patterns.vocabulary);
  const heard = hearTopics(spoken, patterns);
  const concern: Partial<Record<Concern, Said>> = {};
  for (const name of concerns) {
    const found = heard.get(name);
    const surest = name === "urgent" ? surer(found, trained.has(language) ? urgencyOf(spoken, urgency) : nothing) : found;
    if (surest !== undefined) concern[name] = surest;
  }
  return { human: heard.get("human") ?? nothing, concern };
}

/** Languages that the model was trained on. */
const trained: ReadonlySet<string | undefined> = new Set(["en", "de", "es", "fr", "pt", "it", "nl", "zh"]);

/** A lower score of the model counts as nothing. */
const leastUrgency = 0.3;

function surer(found: Said | undefined, modelSaid: Said): Said | undefined {
  if (modelSaid.score < leastUrgency) return found;
  return found === undefined ? modelSaid : { score: Math.max(found.score, modelSaid.score), cues: found.cues };
}
