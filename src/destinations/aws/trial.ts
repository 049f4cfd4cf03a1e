/** For `doctor`: whether an AWS service can be reached and accepts the credentials, by a request that changes nothing. */

import type { Outcome } from "../../core/delivery.ts";
import type { Tried } from "../../core/destination.ts";
import { second } from "../../core/time.ts";
import { hopOf } from "../../net/classify.ts";
import { outcomeOf } from "./outcome.ts";

export interface AwsTrial {
  /** The target, e.g. `the bucket avatar-analytics`. */
  readonly what: string;
  /** The call, e.g. `ListObjectsV2`. */
  readonly call: string;
  /** What the role needs for messages, e.g. `s3:PutObject`. */
  readonly needs: string;
  readonly ask: (signal: AbortSignal) => Promise<unknown>;
}

/** The result where the AWS client is not installed. */
export function untried(outcome: Outcome): Tried {
  return {
    ok: false,
    what: "detail" in outcome ? outcome.detail : outcome.kind,
    cure: "install it beside the relay: messages wait until it is there",
  };
}

const timeout = 10 * second;

export async function tryService({ what, call, needs, ask }: AwsTrial): Promise<readonly Tried[]> {
  const signal = AbortSignal.timeout(timeout);
  try {
    await ask(signal);
    return [{ ok: true, what: `${what} is reached, and answers (${call})` }];
  } catch (error) {
    const outcome = outcomeOf(error, signal);
    if (outcome === undefined || !("detail" in outcome)) throw error;
    const { detail } = outcome;
    // A role with only the relay's rights may not ask.
    if (/^AccessDenied/.test(detail))
      return [
        {
          ok: true,
          what: `${what} is reached, and the credentials are known; ${needs} was not tried, since only a message shows it (${detail})`,
        },
      ];
    if (outcome.kind === "pause" && outcome.reason === "missing")
      return [{ ok: false, what: `${what} is not there: ${detail}`, cure: "is the name right, and the region?" }];
    if (outcome.kind === "pause")
      return [
        {
          ok: false,
          what: `the credentials for ${what} are not taken: ${detail}`,
          cure: `set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role with ${needs}`,
        },
      ];
    const hop = outcome.kind === "later" && /^(unreachable|timeout)$/.test(outcome.reason) ? `${hopOf(error)}: ` : "HTTP: ";
    return [
      {
        ok: false,
        what: `${what} is not reached: ${hop}${detail}`,
        cure: "is the network open to AWS from here, or AWS_ENDPOINT_URL right? Behind a proxy, is it named in HTTPS_PROXY?",
      },
    ];
  }
}
