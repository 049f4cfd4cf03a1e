/** A line of a grammar in the form for the scan: parts that have to follow each other. */

import type { Topic } from "../grammar.ts";

export interface Pattern {
  readonly topic: Topic;
  readonly language: string;
  readonly isGuard: boolean;
  readonly score: number;
  /** Numbers of slots, in the order in which they have to be found. */
  readonly slots: readonly number[];
  /** How many words may be before each of them. */
  readonly gaps: readonly number[];
  /** Those that may be left out. */
  readonly optional: readonly boolean[];
  readonly begins: boolean;
  readonly ends: boolean;
}

/** A part of a pattern: its progress. */
export interface Step {
  readonly pattern: Pattern;
  readonly index: number;
  /** The cell with the progress of the part before. */
  readonly cell: number;
  /** All parts before it may be left out. */
  readonly canBegin: boolean;
  /** All parts after it may be left out. */
  readonly canEnd: boolean;
}

/** A phrase at its position, and the parts of patterns that it is. */
export interface Spot {
  readonly from: number;
  readonly to: number;
  readonly steps: readonly Step[];
}
