/** Opens a sender when it is first needed. */

import type { Configured, Sender, SenderEnvironment } from "../core/destination.ts";

export interface LazySender {
  open(): Sender;
  /** Does nothing where it was never opened. */
  close(): Promise<void>;
}

export function createLazySender(configured: Configured, environment: SenderEnvironment): LazySender {
  let sender: Sender | undefined;
  return {
    open() {
      sender ??= configured.open(environment);
      return sender;
    },
    close: async () => sender?.close(),
  };
}
