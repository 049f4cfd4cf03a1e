/** What a plain HTTP receiver can be made to do for the conformance of destinations. */

import type { Fault } from "../conformance/destination.ts";
import { answer, type SinkStep } from "./http-sink.ts";

const steps = {
  unavailable: answer(503),
  refused: answer(422),
  throttled: answer(429, { "retry-after": "3" }),
  lost: { kind: "lost" },
  silent: { kind: "hang" },
  echoing: { kind: "respond", respond: ({ headers, body, path }) => ({ status: 400, body: `${JSON.stringify(headers)} ${path} ${body}` }) },
} satisfies Partial<Record<Fault, SinkStep>>;

/** Those that plain HTTP has: it knows no difference between a wrong token and a wrong message. */
export const httpFaults: readonly Fault[] = Object.keys(steps) as (keyof typeof steps)[]; // the keys of the object above

export function httpFault(fault: Fault): SinkStep {
  if (!(fault in steps)) throw new Error(`plain HTTP cannot be made to be ${fault}`);
  return steps[fault as keyof typeof steps]; // the line above has looked
}
