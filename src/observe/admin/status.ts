/** `/api/status`: how the relay does, for people. */

import type { Projected } from "../../core/store.ts";

/** How far conversations and their search are behind, and how much of what an earlier version has left is still to be taken in. */
export function indexingView({ behind, filled, toFill }: Projected) {
  return { done: behind === 0 && filled >= toFill, behind, filled, to_fill: toFill };
}
