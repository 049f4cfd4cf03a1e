/** `ordered: true`: the messages of one conversation reach a destination in the order in which they were queued. */

import { z } from "zod";
import { orderedThread } from "../../core/delivery.ts";
import type { Configured, View } from "../../core/destination.ts";

/** To be spread into a destination's schema. */
export const orderKeys = {
  ordered: z.boolean().optional().meta({
    description:
      "The messages of one conversation arrive in order: one that waits holds back those behind it. Messages of no conversation have an order of their own.",
  }),
};

/**
 * The messages of a conversation form a thread, and the store releases them one at a time (core/store.ts). The destination's own thread
 * stays.
 */
export function inOrder<Action>(
  configured: Configured<Action>,
  { ordered = false }: { readonly ordered?: boolean | undefined },
): Configured<Action> {
  if (!ordered) return configured;
  return {
    ...configured,
    render: (action, view) => configured.render(action, view).map((each) => ({ ...each, thread: each.thread ?? threadOf(view) })),
  };
}

function threadOf({ event: { session } }: View): string {
  return typeof session === "string" ? `${orderedThread} ${session}` : orderedThread;
}
