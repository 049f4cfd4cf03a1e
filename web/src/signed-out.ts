import { Refusal } from "./client.ts";

export const whoKey = ["who"];

/** The session has ended, or there was none. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof Refusal && error.status === 401;
}
