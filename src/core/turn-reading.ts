/** The stored form of the detectors' readings of one turn. */

import type { Concern } from "./condition.ts";

/** The detectors' readings of one turn, as they are stored. Scores are 0..1 in hundredths. Readings without a find are left out. */
export interface TurnReading {
  /** Of the visitor's message, and of the conversation up to it. */
  readonly frustration?: number;
  readonly session?: number;
  /** How likely the visitor repeats an earlier question. */
  readonly repeat?: number;
  readonly wants_human?: number;
  readonly concern?: Readonly<Partial<Record<Concern, number>>>;
  /** The turn asks something: it is no greeting, no thanks and no answer of one word. */
  readonly asks?: true;
  readonly language?: string;
  /** False where the visitor's language has no language pack. */
  readonly heard?: false;
  /** How likely the agent's turn is no answer. */
  readonly unanswered?: number;
}
