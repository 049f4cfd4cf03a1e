/** What the detectors heard in one turn, as it is kept. */

import type { Concern } from "./condition.ts";

/** What the detectors heard in one turn, as it is kept. Scores are 0..1 in hundredths; what was not heard is left out. */
export interface TurnReading {
  /** Of the visitor's message, and of the conversation up to it. */
  readonly frustration?: number;
  readonly session?: number;
  /** How likely the visitor asks for the same again. */
  readonly repeat?: number;
  readonly wants_human?: number;
  readonly concern?: Readonly<Partial<Record<Concern, number>>>;
  /** It asks something: it is no greeting, no thanks and no answer of one word. */
  readonly asks?: true;
  readonly language?: string;
  /** False where there is no language pack for the visitor's language. */
  readonly heard?: false;
  /** Of the agent's turn: it is no answer. */
  readonly unanswered?: number;
}
