/** The result for a rule with labels. */

import type { Proposal } from "../../rules/trials/tune/propose.ts";

/** The result for each rule with labels. */
export interface TuneOutcome {
  readonly proposal: Proposal;
  /** The new bound, where one was proven. */
  readonly bound?: number;
}
