/** What became of a rule that has labels. */

import type { Proposal } from "../../rules/trials/tune/propose.ts";

/** What became of each rule that has labels. */
export interface TuneOutcome {
  readonly proposal: Proposal;
  /** The new bound, where one was proven. */
  readonly bound?: number;
}
