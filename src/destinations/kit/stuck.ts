import type { Sender } from "../../core/destination.ts";

/** A sender that cannot send before somebody mends the environment; until then deliveries wait. */
export function stuck(detail: string): Sender {
  return { send: async () => ({ kind: "pause", reason: "credentials", detail }), close: async () => undefined };
}
