/** Numbers against bounds, for the conditions that compare. */

import { z } from "zod";

/** `above` and `below` exclude the bound; `at_least` and `at_most` include it. */
export const comparison = z
  .strictObject({
    above: z.number().optional(),
    at_least: z.number().optional(),
    below: z.number().optional(),
    at_most: z.number().optional(),
    equals: z.number().optional(),
  })
  .refine((bounds) => Object.values(bounds).some((bound) => bound !== undefined), {
    error: "give at least one of above, at_least, below, at_most, equals",
  });

export type Comparison = z.output<typeof comparison>;

/** Whether a number is within all given bounds. */
export function isWithin(value: number, { above, at_least, below, at_most, equals }: Comparison): boolean {
  if (above !== undefined && !(value > above)) return false;
  if (at_least !== undefined && !(value >= at_least)) return false;
  if (below !== undefined && !(value < below)) return false;
  if (at_most !== undefined && !(value <= at_most)) return false;
  return equals === undefined || value === equals;
}
