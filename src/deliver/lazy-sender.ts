/** A sender that is opened when it is first needed. */

import type { Configured, Edge, Sender } from "../core/destination.ts";

export interface LazySender {
  open(): Sender;
  /** Nothing to do where it was never opened. */
  close(): Promise<void>;
}

export function createLazySender(configured: Configured, edge: Edge): LazySender {
  let sender: Sender | undefined;
  return {
    open() {
      sender ??= configured.open(edge);
      return sender;
    },
    close: async () => sender?.close(),
  };
}
