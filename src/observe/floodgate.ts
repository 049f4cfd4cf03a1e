/** Lets a few lines of a kind through in each minute, and counts the others: a stranger must not fill the disk. */

import { type Clock, minute } from "../core/time.ts";

/** How many were held back since the last that passed; undefined where this one does not pass. */
export type Floodgate = (kind: string) => number | undefined;

const passEachMinute = 10;

export function createFloodgate(now: Clock): Floodgate {
  const kinds = new Map<string, { since: number; passed: number; held: number }>();
  return (kind) => {
    const gate = kinds.get(kind) ?? { since: now(), passed: 0, held: 0 };
    kinds.set(kind, gate);
    if (now() - gate.since >= minute) Object.assign(gate, { since: now(), passed: 0 });
    if (gate.passed >= passEachMinute) {
      gate.held += 1;
      return undefined;
    }
    gate.passed += 1;
    const { held } = gate;
    gate.held = 0;
    return held;
  };
}
