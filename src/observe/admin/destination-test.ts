/** What a test of a destination comes to. Whoever wires the port gives it. */

export type DestinationTested =
  | { readonly kind: "unknown" }
  /** A test would do harm, or nobody knows what it would say. */
  | { readonly kind: "unfit"; readonly why: string }
  | { readonly kind: "busy" }
  | { readonly kind: "tried"; readonly outcome: string; readonly reason: string; readonly detail: string; readonly took: number };

/** Sends a message that says it is a test; `by` is who wants it. */
export type TestDestination = (name: string, by: string) => Promise<DestinationTested>;
