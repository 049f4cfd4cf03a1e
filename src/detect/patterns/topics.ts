/** The readings of each topic of the grammars. */

import type { Topic } from "../grammar.ts";
import { longestOf } from "../strongest-cues.ts";
import type { Patterns } from "./patterns.ts";
import { matchesIn, type PatternMatch } from "./scan.ts";

/** A grammar's reading of one topic. */
export interface HeardTopic {
  /** 0..1; 0.5 is balanced, 0.8 is sure. */
  readonly score: number;
  /** The words that show it. */
  readonly cues: readonly string[];
}

/** The readings of each topic in a spoken form, without topics that were not found. */
export function hearTopics(text: string, patterns: Patterns): ReadonlyMap<Topic, HeardTopic> {
  const matches = matchesIn(text, patterns);
  const guards = matches.filter(({ pattern }) => pattern.isGuard);
  const heard = new Map<Topic, HeardTopic>();
  for (const { pattern, from, to } of matches) {
    if (pattern.isGuard || guards.some((guard) => isGuarded({ pattern, from, to }, guard))) continue;
    const before = heard.get(pattern.topic) ?? { score: 0, cues: [] };
    const cues = longestOf([...new Set([...before.cues, text.slice(from, to)])]).slice(0, 3);
    heard.set(pattern.topic, { score: Math.max(before.score, pattern.score), cues });
  }
  return heard;
}

/** A guard applies to its own language. Words that languages share ("suicide", "gdpr") are also guarded where they are inside of it. */
function isGuarded({ pattern, from, to }: PatternMatch, guard: PatternMatch): boolean {
  if (guard.pattern.topic !== pattern.topic) return false;
  if (guard.pattern.language === pattern.language) return guard.from < to && from < guard.to;
  return guard.from <= from && to <= guard.to && to - from < guard.to - guard.from;
}
