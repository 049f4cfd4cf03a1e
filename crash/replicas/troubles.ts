/** What befalls the replicas, decided beforehand from the seed. */

import { type Kill, planKills } from "../kills.ts";
import type { Random } from "../random.ts";

export type Trouble =
  | { readonly kind: "kill"; readonly kill: Kill }
  /** Stopped (SIGSTOP) for so many milliseconds, and then it goes on as if nothing had happened. */
  | { readonly kind: "pause"; readonly lasts: number }
  /** Cut off from the database. */
  | { readonly kind: "cut"; readonly how: "reset" | "swallow"; readonly lasts: number }
  /** The database itself crashes and is away for so long. */
  | { readonly kind: "crash"; readonly lasts: number };

/** As many kills as asked for; among them, evenly spread, pauses (one of a whole minute), cuts and crashes of the database. */
export function planTroubles(kills: number, chance: Random): readonly Trouble[] {
  const others: Trouble[] = [{ kind: "pause", lasts: kills >= 100 ? 60_000 : 14_000 }];
  for (let n = 0; n < Math.max(1, Math.round(kills / 40)); n += 1) {
    others.push({ kind: "cut", how: "swallow", lasts: chance.between(9_000, 14_000) });
    others.push({ kind: "cut", how: "reset", lasts: 0 }, { kind: "cut", how: "reset", lasts: 0 });
    others.push({ kind: "crash", lasts: chance.between(100, 1_500) });
    if (n > 0) others.push({ kind: "pause", lasts: chance.between(11_000, 15_000) });
  }
  const planned: Trouble[] = planKills(kills, chance).map((kill) => ({ kind: "kill", kill }));
  const each = Math.max(1, Math.floor(planned.length / (others.length + 1)));
  for (const [index, other] of others.entries()) planned.splice((index + 1) * (each + 1) - 1, 0, other);
  return planned;
}
