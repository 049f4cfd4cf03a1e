/** An answered request, or one to an unknown path, for people and programs: names as in the sender's answer. */

import type { Signal } from "../core/signal.ts";
import type { ProvenBy } from "../core/source.ts";

type Answered = Extract<Signal, { readonly name: "request.answered" | "webhook.missed" | "setup.test_arrived" }>;

export function isAnswered(signal: Signal): signal is Answered {
  return signal.name === "request.answered" || signal.name === "webhook.missed" || signal.name === "setup.test_arrived";
}

export function answeredFields({
  requestId,
  provenBy,
  ...rest
}: Answered & { readonly requestId?: string; readonly provenBy?: ProvenBy | undefined }) {
  return {
    ...rest,
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(provenBy === undefined ? {} : { proven_by: provenBy }),
  };
}
