/** A destination whose other side is the test: it answers what the test says, and remembers what it was sent. */

import { defaultRetry, type Message, type Outcome } from "../../src/core/delivery.ts";
import type { Configured, DeliveryPolicy, SendContext, SenderEnvironment } from "../../src/core/destination.ts";
import { minute } from "../../src/core/time.ts";
import { noRooms } from "./destination-edge.ts";

export interface Sent {
  readonly message: Message;
  readonly context: SendContext;
}

export interface DestinationCase {
  readonly configured: Configured;
  readonly sent: Sent[];
  /** How the next attempts end; delivered where it is not told. */
  readonly answers: (Outcome | ((sent: Sent) => Promise<Outcome>))[];
}

export function aDestination(policy: Partial<DeliveryPolicy> = {}): DestinationCase {
  const sent: Sent[] = [];
  const answers: DestinationCase["answers"] = [];
  return {
    sent,
    answers,
    configured: {
      policy: { retry: defaultRetry, concurrency: 8, limit: undefined, timeout: minute, ...policy },
      render: () => [],
      open: () => ({
        async send(message, context) {
          const each = { message, context };
          sent.push(each);
          const answer = answers.shift() ?? { kind: "delivered" };
          return typeof answer === "function" ? answer(each) : answer;
        },
        close: () => Promise.resolve(),
      }),
    },
  };
}

/** The outside world of a sender in a test. */
export const anEdge: SenderEnvironment = {
  seal: (text) => `${text}.sealed`,
  addEvent: () => Promise.resolve(true),
  now: () => Date.now() as ReturnType<SenderEnvironment["now"]>, // the clock of the test's machine
  chance: () => 0,
  variable: () => undefined,
  userAgent: "avatar-relay/test",
  keep: async (_name, text) => text,
  rooms: noRooms,
  print: () => {},
};
