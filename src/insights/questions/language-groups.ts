/** The groups of one language, found by their terms. */

import { denial, type QuestionFeatures, worthOf } from "./features.ts";
import type { Group, TermChanges } from "./group.ts";

/** Terms of a question that find groups, the heaviest ones. */
const askedTerms = 12;
/** A term of more groups finds none. */
const mostPostings = 200;
/** Groups that are compared in full. */
const mostCompared = 8;
/** With few groups every term looks rare; the number of groups begins here. */
const fewGroups = 50;

export interface NearGroup {
  readonly group: Group;
  readonly likeness: number;
}

/** Terms, and what each adds to a comparison. */
type Weighted = readonly (readonly [term: number, worth: number])[];

export class LanguageGroups {
  readonly #groups = new Set<Group>();
  readonly #postings = new Map<number, Set<Group>>();

  enter(group: Group): void {
    this.#groups.add(group);
    this.note(group, { gained: [...group.terms()], lost: [] });
  }

  leave(group: Group): void {
    this.#groups.delete(group);
    this.note(group, { gained: [], lost: [...group.terms()] });
  }

  /** The terms of a group have changed. */
  note(group: Group, { gained, lost }: TermChanges): void {
    for (const term of gained) {
      const holding = this.#postings.get(term);
      if (holding === undefined) this.#postings.set(term, new Set([group]));
      else holding.add(group);
    }
    for (const term of lost) {
      const holding = this.#postings.get(term);
      holding?.delete(group);
      if (holding?.size === 0) this.#postings.delete(term);
    }
  }

  /** The first group with a question of this signature. */
  signed(signature: number): Group | undefined {
    const holding = [...(this.#postings.get(signature) ?? [])];
    return holding.toSorted((one, other) => one.num - other.num)[0];
  }

  /** The nearest group that is at least so like the question. */
  nearest({ terms }: QuestionFeatures, least: number): NearGroup | undefined {
    const weighted = this.#weighted(terms);
    const denies = terms.includes(denial);
    const agreeing = this.#candidates(weighted).filter((group) => group.share(denial) >= 0.5 === denies);
    return best(agreeing, (group) => this.#likeness(weighted, group), least);
  }

  likeness({ terms }: QuestionFeatures, group: Group): number {
    return this.#likeness(this.#weighted(terms), group);
  }

  /** The group that is most like another one. */
  nearestTo(group: Group, least: number): NearGroup | undefined {
    const weighted = [...group.terms()].map((term) => [term, this.#worth(term) * group.share(term)] as const);
    const others = this.#candidates(weighted).filter((each) => each !== group);
    return best(others, (other) => this.#likenessOf(group, other), least);
  }

  #weighted(terms: readonly number[]): Weighted {
    return terms.map((term) => [term, this.#worth(term)] as const);
  }

  /** The square of the term's weight: a rare term is worth more. */
  #worth(term: number): number {
    const rarity = Math.log((this.#groups.size + fewGroups) / ((this.#postings.get(term)?.size ?? 0) + 1));
    return worthOf(term) * Math.max(0, rarity);
  }

  /** The mean cosine to the members of the group. */
  #likeness(weighted: Weighted, group: Group): number {
    let [shared, length] = [0, 0];
    for (const [term, worth] of weighted) {
      length += worth;
      shared += worth * group.share(term);
    }
    return shared / (Math.sqrt(length * this.#meanLength(group)) || 1);
  }

  /** The mean cosine between members of two groups. */
  #likenessOf(one: Group, other: Group): number {
    let shared = 0;
    for (const term of one.terms()) shared += this.#worth(term) * one.share(term) * other.share(term);
    return shared / (Math.sqrt(this.#meanLength(one) * this.#meanLength(other)) || 1);
  }

  #meanLength(group: Group): number {
    let length = 0;
    for (const term of group.terms()) length += this.#worth(term) * group.share(term);
    return length;
  }

  /** Groups that hold the heaviest terms, those with the most of them first. */
  #candidates(weighted: Weighted): readonly Group[] {
    const scores = new Map<Group, number>();
    const heaviest = weighted.toSorted(([one, more], [other, less]) => less - more || one - other);
    let asked = 0;
    for (const [term, worth] of heaviest) {
      if (worth === 0) break;
      const holding = this.#postings.get(term);
      if (holding === undefined || holding.size > mostPostings) continue;
      for (const group of holding) scores.set(group, (scores.get(group) ?? 0) + worth * group.share(term));
      asked += 1;
      if (asked === askedTerms) break;
    }
    return firstOf(scores, mostCompared);
  }
}

/** The groups with the highest scores, the highest first; of equals the older one. A few of many, so nothing is sorted. */
function firstOf(scores: ReadonlyMap<Group, number>, most: number): readonly Group[] {
  const first: { readonly group: Group; readonly score: number }[] = [];
  for (const [group, score] of scores) {
    const last = first[most - 1];
    if (last !== undefined && score < last.score) continue;
    const at = first.findIndex((each) => score > each.score || (score === each.score && group.num < each.group.num));
    first.splice(at < 0 ? first.length : at, 0, { group, score });
    if (first.length > most) first.pop();
  }
  return first.map(({ group }) => group);
}

function best(groups: readonly Group[], likeness: (group: Group) => number, least: number): NearGroup | undefined {
  let found: NearGroup | undefined;
  for (const group of groups) {
    const near = { group, likeness: likeness(group) };
    if (near.likeness >= Math.max(least, found?.likeness ?? 0)) found = near;
  }
  return found;
}
