/** When and where the relay is killed: decided beforehand, from the seed. */

import { type FailpointName, failpoints } from "../src/core/failpoint.ts";
import type { Random } from "./random.ts";

export type Kill =
  | { readonly kind: "moment" /** Milliseconds after it is ready. */; readonly after: number }
  | { readonly kind: "start-up" /** Milliseconds after it was started. */; readonly after: number }
  | { readonly kind: "point"; readonly point: FailpointName; readonly nth: number }
  | { readonly kind: "stop" };

/** Points that are crossed only now and then: waiting for the twentieth time would take too long. */
const rare: ReadonlySet<FailpointName> = new Set(["in-bury", "in-redrive", "in-prune", "in-reload"]);

/** Half at named points, each in its turn; of the others most at any moment, some while starting, some as an ordinary stop. */
export function planKills(count: number, chance: Random): readonly Kill[] {
  const points: FailpointName[] = [];
  return Array.from({ length: count }, (_, index): Kill => {
    if (index % 2 === 1) return unnamed(chance);
    if (points.length === 0) points.push(...chance.shuffled(failpoints));
    const point = points.pop() ?? failpoints[0];
    return { kind: "point", point, nth: rare.has(point) ? chance.between(1, 2) : chance.between(1, 20) };
  });
}

function unnamed(chance: Random): Kill {
  if (chance.happens(0.08)) return { kind: "start-up", after: chance.between(20, 300) };
  return chance.happens(0.06) ? { kind: "stop" } : { kind: "moment", after: chance.between(30, 500) };
}
