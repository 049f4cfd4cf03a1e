/** One group of questions: how many of them hold which term. */

import type { QuestionGroup } from "../../core/insights/questions.ts";
import type { QuestionFeatures } from "./features.ts";

/** Terms of a group; the rarest are dropped beyond `mostTerms`. */
const keptTerms = 64;
const mostTerms = 96;

export interface TermChanges {
  readonly gained: readonly number[];
  readonly lost: readonly number[];
}

/** As stored: the number of questions, the size at which it last looked for others, and terms with their counts. */
type Stored = readonly [size: number, looked: number, terms: readonly number[], counts: readonly number[]];

export class Group {
  readonly num: number;
  readonly language: string;
  size = 0;
  #looked = 1;
  readonly #counts = new Map<number, number>();

  constructor(num: number, language: string) {
    this.num = num;
    this.language = language;
  }

  static from({ num, language, model }: QuestionGroup): Group {
    const group = new Group(num, language);
    const [size, looked, terms, counts] = JSON.parse(model) as Stored; // written by `stored`
    group.size = size;
    group.#looked = looked;
    for (const [index, term] of terms.entries()) group.#counts.set(term, counts[index] ?? 0);
    return group;
  }

  terms(): IterableIterator<number> {
    return this.#counts.keys();
  }

  /** The share of its questions that hold a term. */
  share(term: number): number {
    return (this.#counts.get(term) ?? 0) / this.size;
  }

  add({ terms }: QuestionFeatures): TermChanges {
    this.size += 1;
    return this.#count(terms.map((term) => [term, 1]));
  }

  /** Takes the questions of another group. */
  take(other: Group): TermChanges {
    this.size += other.size;
    return this.#count([...other.#counts]);
  }

  /** Drops what one question alone holds. */
  forget(): TermChanges {
    const lost = [...this.#counts].filter(([, count]) => count === 1).map(([term]) => term);
    for (const term of lost) this.#counts.delete(term);
    return { gained: [], lost };
  }

  /** Whether it has doubled since it last looked for groups like it. */
  hasDoubled(): boolean {
    if (this.size < 2 * this.#looked) return false;
    this.#looked = this.size;
    return true;
  }

  stored(): QuestionGroup {
    const model: Stored = [this.size, this.#looked, [...this.#counts.keys()], [...this.#counts.values()]];
    return { num: this.num, language: this.language, model: JSON.stringify(model) };
  }

  #count(added: readonly (readonly [number, number])[]): TermChanges {
    const gained: number[] = [];
    for (const [term, count] of added) {
      const before = this.#counts.get(term);
      if (before === undefined) gained.push(term);
      this.#counts.set(term, (before ?? 0) + count);
    }
    return { gained, lost: this.#counts.size > mostTerms ? this.#trim() : [] };
  }

  #trim(): readonly number[] {
    const ranked = [...this.#counts].sort(([one, often], [other, seldom]) => seldom - often || one - other);
    const lost = ranked.slice(keptTerms).map(([term]) => term);
    for (const term of lost) this.#counts.delete(term);
    return lost;
  }
}
