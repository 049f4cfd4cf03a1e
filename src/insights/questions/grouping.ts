/**
 * Groups questions one by one: a question joins the group that has its signature, or the nearest group whose members are near enough on
 * average, or begins one. A group that has doubled looks once for a group that has become the same.
 */

import type {
  AskedText,
  GroupingChanges,
  MergedGroups,
  PlacedQuestion,
  QuestionGroup,
  QuestionGrouping,
} from "../../core/insights/questions.ts";
import { featuresOf, type QuestionFeatures } from "./features.ts";
import { Group, type TermChanges } from "./group.ts";
import { LanguageGroups, type NearGroup } from "./language-groups.ts";

export interface GroupingSettings {
  /** The least likeness of a question to a group. */
  readonly joins: number;
  /** The least likeness of two groups that become one. */
  readonly merges: number;
  /** Groups that take questions. Beyond that an eighth of them closes: the smallest ones, the oldest of them first. */
  readonly most: number;
}

/** Chosen so that large groups hold one question only (train/questions.ts). */
export const usualGrouping: GroupingSettings = { joins: 0.5, merges: 0.55, most: 8_000 };

export function createGrouping(settings: GroupingSettings = usualGrouping): QuestionGrouping {
  return new Grouping(settings);
}

class Grouping implements QuestionGrouping {
  readonly #settings: GroupingSettings;
  readonly #languages = new Map<string, LanguageGroups>();
  readonly #groups = new Map<number, Group>();
  readonly #changed = new Set<Group>();
  #merged: MergedGroups[] = [];
  #closed: number[] = [];
  #last = 0;

  constructor(settings: GroupingSettings) {
    this.#settings = settings;
  }

  load(stored: readonly QuestionGroup[]): void {
    for (const each of stored) this.#enter(Group.from(each));
  }

  place({ text, language }: AskedText): PlacedQuestion | undefined {
    const features = featuresOf(text);
    if (features === undefined) return undefined;
    const near = nearOf(this.#sameLanguage(language), features, this.#settings.joins);
    if (near === undefined) return this.#begin(language, features);
    const { group, likeness } = near;
    this.#change(group, group.add(features));
    if (group.hasDoubled()) this.#mergeNearest(group);
    return { group: group.num, fit: Math.min(1, likeness) };
  }

  forget(num: number, isEmpty: boolean): void {
    const group = this.#groups.get(num);
    if (group === undefined) return;
    if (isEmpty) this.#leave(group);
    else this.#change(group, group.forget());
  }

  changes(): GroupingChanges {
    const taken = { groups: [...this.#changed].map((group) => group.stored()), merged: this.#merged, closed: this.#closed };
    this.#changed.clear();
    this.#merged = [];
    this.#closed = [];
    return taken;
  }

  #sameLanguage(language: string): LanguageGroups {
    const known = this.#languages.get(language) ?? new LanguageGroups();
    this.#languages.set(language, known);
    return known;
  }

  #enter(group: Group): void {
    this.#groups.set(group.num, group);
    this.#sameLanguage(group.language).enter(group);
    this.#last = Math.max(this.#last, group.num);
  }

  #leave(group: Group): void {
    this.#groups.delete(group.num);
    this.#sameLanguage(group.language).leave(group);
    this.#changed.delete(group);
  }

  #change(group: Group, terms: TermChanges): void {
    this.#sameLanguage(group.language).note(group, terms);
    this.#changed.add(group);
  }

  #begin(language: string, features: QuestionFeatures): PlacedQuestion {
    if (this.#groups.size >= this.#settings.most) this.#closeSmallest();
    const group = new Group(this.#last + 1, language);
    this.#enter(group);
    this.#change(group, group.add(features));
    return { group: group.num, fit: 1 };
  }

  #closeSmallest(): void {
    const ranked = [...this.#groups.values()].sort((one, other) => one.size - other.size || one.num - other.num);
    for (const group of ranked.slice(0, this.#settings.most / 8)) {
      this.#leave(group);
      this.#closed.push(group.num);
    }
  }

  #mergeNearest(group: Group): void {
    const other = this.#sameLanguage(group.language).nearestTo(group, this.#settings.merges)?.group;
    if (other === undefined) return;
    const [into, from] = other.size >= group.size ? [other, group] : [group, other];
    this.#leave(from);
    this.#change(into, into.take(from));
    this.#merged.push({ from: from.num, into: into.num });
  }
}

/** The group with the same question, otherwise the nearest one. */
function nearOf(groups: LanguageGroups, features: QuestionFeatures, joins: number): NearGroup | undefined {
  const same = groups.signed(features.signature);
  return same === undefined ? groups.nearest(features, joins) : { group: same, likeness: groups.likeness(features, same) };
}
