/** How well groups match known classes. */

export interface ClusteringFigures {
  /** Rosenberg and Hirschberg 2007: the harmonic mean of homogeneity and completeness. */
  readonly v: number;
  readonly homogeneity: number;
  readonly completeness: number;
  /** The adjusted Rand index (Hubert and Arabie 1985). */
  readonly rand: number;
}

export function measured(classes: readonly string[], groups: readonly number[]): ClusteringFigures {
  const ofClass = counted(classes);
  const ofGroup = counted(groups);
  const ofBoth = counted(classes.map((each, index) => `${groups[index]} ${each}`));
  const all = classes.length;
  const [hClass, hGroup, hBoth] = [ofClass, ofGroup, ofBoth].map((counts) => entropy(counts, all)) as [number, number, number]; // of three
  const homogeneity = hClass === 0 ? 1 : (hClass + hGroup - hBoth) / hClass;
  const completeness = hGroup === 0 ? 1 : (hClass + hGroup - hBoth) / hGroup;
  return {
    homogeneity,
    completeness,
    v: (2 * homogeneity * completeness) / (homogeneity + completeness || 1),
    rand: randOf(ofClass, ofGroup, ofBoth, all),
  };
}

function randOf(ofClass: Counts, ofGroup: Counts, ofBoth: Counts, all: number): number {
  const [inClass, inGroup, inBoth] = [pairs(ofClass), pairs(ofGroup), pairs(ofBoth)];
  const expected = (inClass * inGroup) / ((all * (all - 1)) / 2);
  return (inBoth - expected) / ((inClass + inGroup) / 2 - expected || 1);
}

/** The largest groups: their size, and how many of them are of their commonest class. */
export function largestGroups(classes: readonly string[], groups: readonly number[], count: number) {
  const members = new Map<number, string[]>();
  for (const [index, group] of groups.entries()) members.set(group, [...(members.get(group) ?? []), classes[index] ?? ""]);
  const largest = [...members.values()].sort((one, other) => other.length - one.length).slice(0, count);
  return largest.map((each) => ({ size: each.length, of: Math.max(...counted(each).values()) }));
}

type Counts = ReadonlyMap<string | number, number>;

function counted(values: readonly (string | number)[]): Counts {
  const counts = new Map<string | number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function entropy(counts: Counts, all: number): number {
  let sum = 0;
  for (const count of counts.values()) sum -= (count / all) * Math.log(count / all);
  return sum;
}

function pairs(counts: Counts): number {
  let sum = 0;
  for (const count of counts.values()) sum += (count * (count - 1)) / 2;
  return sum;
}
