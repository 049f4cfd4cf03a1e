/** Limits the cost of questions: cached answers, and a budget. */

import type { Duration, Instant } from "../../core/time.ts";
import type { SecondOpinion } from "./answer.ts";

/** Cached answers, some 300 bytes each. */
const mostAnswers = 2_000;

export interface AskBudget {
  /** The answer to the same question about the same words. */
  known(key: string): SecondOpinion | undefined;
  learn(key: string, verdict: SecondOpinion): void;
  /** Takes one request from the budget; false where it is used up. */
  spend(now: Instant): boolean;
}

export interface Budget {
  readonly count: number;
  readonly per: Duration;
}

/** Both live as long as the process: a restart begins with a full budget and no answers. */
export function openAskBudget(budget: Budget): AskBudget {
  const answers = new Map<string, SecondOpinion>();
  let begun: number | undefined;
  let spent = 0;
  return {
    known: (key) => answers.get(key),
    learn(key, verdict) {
      const [oldest] = answers.keys();
      if (answers.size >= mostAnswers && oldest !== undefined) answers.delete(oldest);
      answers.set(key, verdict);
    },
    spend(now) {
      const span = Math.floor(now / budget.per);
      if (span !== begun) [begun, spent] = [span, 0];
      if (spent >= budget.count) return false;
      spent += 1;
      return true;
    },
  };
}
