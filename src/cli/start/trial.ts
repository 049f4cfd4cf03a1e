/** The process that tries out texts of rules. It is not for people: `start` opens it, and it ends with `start`. */

import { constants, setPriority } from "node:os";
import type { TrialReply, TrialRequest } from "../../core/trial.ts";
import { answerTrial } from "../trial/answer.ts";

/** Answers each request. A bug of ours ends it, and the caller gets that as the answer. Resolves when the other side ends. */
export function runTrials(): Promise<number> {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL); // webhooks come first
  } catch {} // a system that forbids it runs it at the normal priority
  const reply = (answer: TrialReply) => void process.send?.(answer);
  return new Promise((resolve, reject) => {
    process.on("message", (request: TrialRequest) => void answerTrial(request, reply).then(reply, reject)); // `start` sends nothing else
    process.once("disconnect", () => resolve(0));
  });
}
