/** The key `batch` of destinations that take many messages in one request. */

import { z } from "zod";
import type { DeliveryPolicy, Sender } from "../../core/destination.ts";
import type { Duration } from "../../core/time.ts";
import { duration } from "../../rules/language/schema.ts";

type Batch = NonNullable<DeliveryPolicy["batch"]>;

/** The key, for a destination's schema. `most` is what the other side accepts at once. */
export function batchKeys(most: number) {
  const batch = z.strictObject({ max: z.int().min(1).max(most).optional(), every: duration().optional() });
  return {
    batch: batch
      .optional()
      .meta({ description: `At most how many go in one request (up to ${most}), and for how long they are collected before.` }),
  };
}

/** The settings, with defaults. */
export function batchOf(
  written: { readonly max?: number | undefined; readonly every?: Duration | undefined } | undefined,
  usual: Batch,
): Batch {
  return { max: written?.max ?? usual.max, every: written?.every ?? usual.every };
}

type SendMany = NonNullable<Sender["sendMany"]>;

/** A sender for which one message is a batch of one. */
export function batching(sendMany: SendMany, { load, close }: Pick<Required<Sender>, "load" | "close">): Sender {
  return {
    async send(message, context) {
      const [outcome] = await sendMany([{ message, context }], context.signal);
      if (outcome === undefined) throw new Error("a message ended in no way");
      return outcome;
    },
    sendMany,
    load,
    close,
  };
}
