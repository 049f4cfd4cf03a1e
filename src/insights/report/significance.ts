/**
 * Whether two counts, or two shares, differ by more than chance. The test is two-sided. Visitors come in groups and say several things of a
 * kind, so their counts vary more than independent ones: the variance is that of independent counts times `dispersion`.
 */

/** Two counts, and how much could have been counted in each span. */
export interface CountPair {
  readonly now: number;
  readonly before: number;
  readonly exposure: { readonly now: number; readonly before: number };
  readonly dispersion: number;
}

/** Parts of two wholes. */
export interface SharePair {
  readonly now: number;
  readonly before: number;
  readonly of: { readonly now: number; readonly before: number };
  readonly dispersion: number;
}

/** A difference. `ratio` is 2 where there is twice as much; `p` is the probability of such a difference by chance. */
export interface Significance {
  readonly p: number;
  readonly ratio: number;
}

/** Smaller differences are of no use to a reader. */
const smallestRatio = 1.25;
/** With less than this nothing is compared. */
const fewestCounts = 20;
const fewestParts = 10;
const fewestInWhole = 50;

/** At most one report in a hundred names a change that is none. */
const perReport = 0.01;

/**
 * Given the sum of two Poisson counts, the first is binomial with the share of its exposure (Przyborowski and Wilenski, 1940). Undefined
 * where there is too little to compare.
 */
export function compareCounts({ now, before, exposure, dispersion }: CountPair): Significance | undefined {
  const sum = now + before;
  if (sum < fewestCounts || exposure.now <= 0 || exposure.before <= 0) return undefined;
  const part = exposure.now / (exposure.now + exposure.before);
  const z = (now - sum * part) / Math.sqrt(dispersion * sum * part * (1 - part));
  return { p: twoSided(z), ratio: ratioOf(now / exposure.now, before / exposure.before) };
}

/** The test of two proportions with their common share. Undefined where there is too little to compare. */
export function compareShares({ now, before, of, dispersion }: SharePair): Significance | undefined {
  if (now + before < fewestParts || of.now < fewestInWhole || of.before < fewestInWhole) return undefined;
  const common = (now + before) / (of.now + of.before);
  const z = (now / of.now - before / of.before) / Math.sqrt(dispersion * common * (1 - common) * (1 / of.now + 1 / of.before));
  return Number.isFinite(z) ? { p: twoSided(z), ratio: ratioOf(now / of.now, before / of.before) } : undefined;
}

/** Whether a difference is named, where `comparisons` were made (Bonferroni). */
export function isSignificant({ p, ratio }: Significance, comparisons: number): boolean {
  return p * comparisons <= perReport && (ratio >= smallestRatio || ratio <= 1 / smallestRatio);
}

function ratioOf(now: number, before: number): number {
  return before === 0 ? Number.MAX_VALUE : now / before;
}

/** The probability that a normal variable is farther from 0 than z (Abramowitz and Stegun, 7.1.26: wrong by 1.5e-7 at most). */
function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return sum * Math.exp(-x * x);
}
