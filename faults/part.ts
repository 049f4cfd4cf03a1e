/** A kind of fault, and what one round of it found. */

export interface Part {
  readonly name: string;
  /** What is done and what must hold; printed where it did not. */
  readonly sentence: string;
  readonly cases: Sizes;
  run(round: Round): Promise<Outcome>;
}

/** How many cases: in the gate, in one round of a nightly run, and in all its rounds. */
export interface Sizes {
  readonly quick: number;
  readonly round: number;
  readonly nightly: number;
}

export interface Round {
  readonly cases: number;
  /** How many rounds of this part were before it. */
  readonly index: number;
  readonly seed: number;
  /** A folder of its own, empty. It is kept where something failed. */
  readonly folder: string;
}

export type Outcome = Ran | Skipped;

export interface Ran {
  readonly kind: "ran";
  readonly cases: number;
  /** One line for each case that did not end as it must. */
  readonly failures: readonly string[];
  readonly counts: Counts;
}

/** This machine lacks something. */
interface Skipped {
  readonly kind: "skipped";
  readonly why: string;
}

export type Counts = Readonly<Record<string, number>>;

export function ran(cases: number, failures: readonly string[], counts: Counts = {}): Ran {
  return { kind: "ran", cases, failures, counts };
}

export function skipped(why: string): Skipped {
  return { kind: "skipped", why };
}

/** The sums of two rounds; what only one of them counted counts as well. */
export function added(one: Counts, other: Counts): Counts {
  const sums = { ...one };
  for (const [name, count] of Object.entries(other)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
