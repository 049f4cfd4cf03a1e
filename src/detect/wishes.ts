/** What a visitor wants beside an answer: a person, or something that must reach people fast. */

import { type Concern, concerns, type Reading, type Said } from "../core/condition.ts";
import { hearTopics, type Patterns } from "./patterns.ts";
import type { Utterance } from "./utterance.ts";

const nothing: Said = { score: 0, cues: [] };

/** Of the concerns only those that were heard. */
export function wishesOf(utterance: Utterance, patterns: Patterns): Pick<Reading, "human" | "concern"> {
  const heard = hearTopics(utterance, patterns);
  const concern: Partial<Record<Concern, Said>> = {};
  for (const name of concerns) {
    const said = heard.get(name);
    if (said !== undefined) concern[name] = said;
  }
  return { human: heard.get("human") ?? nothing, concern };
}
