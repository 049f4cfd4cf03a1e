import type { Sender } from "../../core/destination.ts";

/** A sender that cannot send until somebody corrects the environment. Deliveries wait until then. */
export function stuck(detail: string): Sender {
  return { send: async () => ({ kind: "pause", reason: "credentials", detail }), close: async () => undefined };
}
