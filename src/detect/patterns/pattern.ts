/** A line of a grammar as the scan takes it: parts that have to be found one after the other. */

import type { Topic } from "../grammar.ts";

export interface Pattern {
  readonly topic: Topic;
  readonly language: string;
  readonly isGuard: boolean;
  readonly score: number;
  /** Numbers of slots: what has to be found one after the other. */
  readonly slots: readonly number[];
  /** Words that may stand before each of them. */
  readonly gaps: readonly number[];
  /** Those that may be left out. */
  readonly optional: readonly boolean[];
  readonly begins: boolean;
  readonly ends: boolean;
}

/** A part of a pattern: how far it got. */
export interface Step {
  readonly pattern: Pattern;
  readonly index: number;
  /** Where the progress of the pattern's part before is kept. */
  readonly cell: number;
  /** All parts before it may be left out. */
  readonly canBegin: boolean;
  /** All parts behind it may be left out. */
  readonly canEnd: boolean;
}

/** A phrase where it stands, and the parts of patterns that it is. */
export interface Spot {
  readonly from: number;
  readonly to: number;
  readonly steps: readonly Step[];
}
