/** How sure a detector has to be: 0.5 is balanced, 0.8 is sure. */

import { z } from "zod";

export const balanced = 0.5;

/** A score that has to be exceeded. */
export function above() {
  return z.number().min(0).lt(1).default(balanced);
}

/** `true` for the balanced bound, `0.8`, or `{ above: 0.8 }` → the bound. */
export function sureness(): z.ZodType<number> {
  const whole = z.codec(z.literal(true, { error: "true or a map like { above: 0.8 }" }), z.custom<number>(), {
    decode: () => balanced,
    encode: () => true as const,
  });
  const settings = z.strictObject({ above: above() });
  const bound = z.codec(settings, z.custom<number>(), { decode: (value) => value.above, encode: (value) => ({ above: value }) });
  // The map comes first, so that every bound is written as one.
  return z.union([bound, z.number().min(0).lt(1), whole]);
}
