/** Passes a few lines of a kind in each minute and counts the others, so that a stranger cannot fill the disk. */

import { type Duration, minute } from "../core/time.ts";

/**
 * How many lines were held back since the last one that passed; undefined where this one does not pass. One address gets fewer lines than
 * all
 * together, so that other addresses' lines are not lost.
 */
export type LogLimiter = (kind: string, address?: string) => number | undefined;

/** Held-back lines of a kind that no later line has reported. */
export interface HeldLines {
  readonly kind: string;
  readonly count: number;
  /** The addresses with the most of them, with their counts. */
  readonly addresses: readonly string[];
}

export interface LogLimiterOptions {
  /** Milliseconds that only go forward. */
  readonly elapsed: () => number;
  /** Called once a minute where something was held back. */
  readonly report: (held: HeldLines) => void;
  /** Does something later, without keeping the process alive. */
  readonly later?: (work: () => void, after: Duration) => void;
}

const passEachMinute = 10;
const passOfAnAddress = 5;

/** Addresses beyond this number are counted together, because a stranger may have many. */
const mostAddresses = 200;
const others = "others";

/** How many addresses a line names. */
const named = 5;

interface Gate {
  since: number;
  passed: number;
  readonly passedOf: Map<string, number>;
  /** Not reported yet: by address, and in all. */
  held: number;
  readonly heldOf: Map<string, number>;
  /** Whether a line with them is scheduled. */
  isTimed: boolean;
}

export function createLogLimiter({ elapsed, report, later = unrefTimer }: LogLimiterOptions): LogLimiter {
  const gates = new Map<string, Gate>();

  function reportHeld(kind: string, gate: Gate): void {
    gate.isTimed = false;
    const addresses = commonest(gate.heldOf);
    const count = takeHeld(gate);
    if (count > 0) report({ kind, count, addresses });
  }

  return (kind, address = others) => {
    const gate = gates.get(kind) ?? openGate(elapsed());
    gates.set(kind, gate);
    if (elapsed() - gate.since >= minute) startAgain(gate, elapsed());
    const from = gate.passedOf.has(address) || gate.passedOf.size < mostAddresses ? address : others;
    if (passes(gate, from)) return takeHeld(gate);
    gate.held += 1;
    gate.heldOf.set(from, (gate.heldOf.get(from) ?? 0) + 1);
    if (!gate.isTimed) later(() => reportHeld(kind, gate), minute);
    gate.isTimed = true;
    return undefined;
  };
}

function openGate(since: number): Gate {
  return { since, passed: 0, passedOf: new Map(), held: 0, heldOf: new Map(), isTimed: false };
}

function startAgain(gate: Gate, since: number): void {
  gate.since = since;
  gate.passed = 0;
  gate.passedOf.clear();
}

function passes(gate: Gate, from: string): boolean {
  const before = gate.passedOf.get(from) ?? 0;
  const isAllowed = gate.passed < passEachMinute && (from === others || before < passOfAnAddress);
  gate.passedOf.set(from, isAllowed ? before + 1 : before);
  if (isAllowed) gate.passed += 1;
  return isAllowed;
}

function takeHeld(gate: Gate): number {
  const { held } = gate;
  gate.held = 0;
  gate.heldOf.clear();
  return held;
}

function commonest(counts: ReadonlyMap<string, number>): readonly string[] {
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.slice(0, named).map(([address, count]) => `${address}: ${count}`);
}

function unrefTimer(work: () => void, after: Duration): void {
  setTimeout(work, after).unref();
}
