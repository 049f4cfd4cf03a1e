/** The keys of every destination: rate, concurrency, retries, time limit and target. */

import { z } from "zod";
import { defaultRetry, retryPolicy } from "../../core/delivery.ts";
import type { DeliveryPolicy } from "../../core/destination.ts";
import { type Duration, hour, second } from "../../core/time.ts";
import { cidr, duration, oneOrMany, rateLimit } from "../../rules/language/schema.ts";

/** The most attempts, and messages at the same time, that a file may ask for. */
const attempts = z.int().min(1).max(100);
const concurrency = z.int().min(1).max(256);

const retry = z
  .strictObject({
    attempts: attempts.optional(),
    first: duration().optional(),
    longest: duration().optional(),
    give_up_after: duration().optional(),
  })
  .meta({
    description:
      "How often a failed delivery is repeated, the first wait and the longest; the waits grow evenly between them. A delivery that waits for its destination for longer than `give_up_after` (7d) ends.",
  });

/** The keys, to be spread into a destination's schema. */
export const policyKeys = {
  limit: rateLimit().optional().meta({ description: "The most messages in a time." }),
  concurrency: concurrency.optional().meta({ description: "The most messages under way at the same time." }),
  retry: retry.optional(),
  timeout: duration().optional().meta({ description: "The longest time for one attempt." }),
};

/** For destinations whose URL is in rules.yaml. */
export const guardKeys = {
  allow_private: oneOrMany(cidr(), z.array(cidr())).optional().meta({ description: "Private addresses that messages may be sent to." }),
};

const policySettings = z.object(policyKeys);

export type PolicySettings = z.output<typeof policySettings>;

/** The defaults of a kind of destination. */
export interface PolicyDefaults {
  readonly concurrency: number;
  readonly limit?: { readonly count: number; readonly per: Duration };
  readonly timeout?: Duration;
}

/** The default time limit of one attempt as a whole. */
const usualTimeout: Duration = 10 * second;

/** The settings, with the defaults for the rest. */
export function policyOf(settings: PolicySettings, defaults: PolicyDefaults): DeliveryPolicy {
  return {
    retry: retryOf(settings.retry),
    concurrency: settings.concurrency ?? defaults.concurrency,
    limit: settings.limit ?? defaults.limit,
    timeout: settings.timeout ?? defaults.timeout ?? usualTimeout,
  };
}

function retryOf(retry: PolicySettings["retry"] = {}): DeliveryPolicy["retry"] {
  const { give_up_after: giveUpAfter, ...waits } = retry;
  const { attempts = 8, first = 5 * second, longest = 10 * hour } = waits;
  const isUsual = Object.keys(waits).length === 0;
  const policy = isUsual ? defaultRetry : retryPolicy({ attempts, first, longest: Math.max(first, longest) });
  return giveUpAfter === undefined ? policy : { ...policy, giveUpAfter };
}
