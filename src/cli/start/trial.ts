/** The process in which texts of rules are tried. Not for people: `start` opens it, and it ends with `start`. */

import { constants, setPriority } from "node:os";
import type { TrialReply, TrialRequest } from "../../core/trial.ts";
import { answerTrial } from "../trial/answer.ts";

/** Answers each request; a bug of ours ends it, and whoever asked is told so. Resolves when the other side is gone. */
export function runTrials(): Promise<number> {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL); // webhooks are answered first
  } catch {} // a system that forbids it runs it like the rest
  const reply = (said: TrialReply) => void process.send?.(said);
  return new Promise((resolve, reject) => {
    process.on("message", (request: TrialRequest) => void answerTrial(request, reply).then(reply, reject)); // `start` sends nothing else
    process.once("disconnect", () => resolve(0));
  });
}
