/** The result of testing a destination. The wiring of the port provides it. */

export type DestinationTested =
  | { readonly kind: "unknown" }
  /** A test would do harm, or its effect is unknown. */
  | { readonly kind: "unfit"; readonly why: string }
  | { readonly kind: "busy" }
  | {
      readonly kind: "tried";
      readonly outcome: string;
      readonly reason: string;
      readonly detail: string;
      /** In milliseconds. */
      readonly took: number;
      /** It was delivered, and ended trouble of the destination. */
      readonly resumed: boolean;
    };

/** Sends a message that is marked as a test; `by` is the person who asks for it. */
export type TestDestination = (name: string, by: string) => Promise<DestinationTested>;
