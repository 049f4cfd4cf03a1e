/** Prints what a destination would send, and sends nothing. */

import type { Configured, DeliveryPolicy, Sender } from "../../core/destination.ts";
import { framed } from "./frame.ts";

/** The destination's name and type, which are printed. */
export interface Shown {
  readonly name: string;
  readonly type: string;
}

/** The same destination with its messages printed instead of sent. They are rendered as usual. */
export function preview<Action>(configured: Configured<Action>, { name, type }: Shown): Configured<Action> {
  const heading = `${name} (${type}), preview: nothing was sent`;
  const { recipientIdentity, report } = configured;
  return {
    policy: unhurried(configured.policy),
    ...(recipientIdentity && { recipientIdentity }),
    ...(report && { report }),
    render: (action, view) => configured.render(action, view).map(({ notBefore: _notBefore, ...now }) => now),
    ...(configured.board === undefined ? {} : { board: configured.board }),
    ...(configured.voice === undefined ? {} : { voice: configured.voice }),
    open: ({ print }) => printer(print, heading),
  };
}

/** No receiver has to be spared, and the reader wants the output now. */
function unhurried({ batch: _batch, overflow: _overflow, updates: _updates, ...policy }: DeliveryPolicy): DeliveryPolicy {
  return { ...policy, limit: undefined };
}

/** Prints each message under a heading. */
export function printer(print: (text: string) => void, heading: string): Sender {
  return {
    async send(message) {
      print(framed(heading, message));
      return { kind: "delivered" };
    },
    async close() {},
  };
}
