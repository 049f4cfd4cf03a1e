/** A `request.answered` as people and programs read it: names as in the answer that the sender got. */

import type { Signal } from "../core/signal.ts";

type Answered = Extract<Signal, { readonly name: "request.answered" }>;

export function answeredFields({ requestId, provenBy, ...rest }: Answered) {
  return {
    ...rest,
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(provenBy === undefined ? {} : { proven_by: provenBy }),
  };
}
