/** Sums up the figures of a span by day, hour, agent and rule, by the wall clock of a zone. Pure. */

import {
  type CountName,
  countNames,
  countNumbers,
  eachFigure,
  type FigureKey,
  type FigureQuery,
  type HistogramName,
  histogramShapes,
  hourNumber,
  hourStart,
  type RuleFigure,
  ruleFigureNumber,
  ruleFigures,
  type StoredFigures,
} from "../core/insights/figures.ts";
import { day, hour, type Instant, toIso, type Zone } from "../core/time.ts";

export type Counts = Readonly<Record<CountName, number>>;

/** Counts by the upper bound of their bucket; `le` is undefined for the last one. */
export interface Histogram {
  readonly count: number;
  /** Estimated inside of a bucket; undefined where nothing was counted. */
  readonly median: number | undefined;
  readonly p90: number | undefined;
  readonly buckets: readonly { readonly le: number | undefined; readonly count: number }[];
}

export type Histograms = Readonly<Record<HistogramName, Histogram>>;

/** Figures of one agent, one source, one language, or of all. */
export interface Sums {
  readonly counts: Counts;
  readonly histograms: Histograms;
}

export interface RuleSums extends Readonly<Record<RuleFigure, number>> {
  readonly rule: string;
}

export interface Summary extends Sums {
  /** Each day of the span, also days without anything. */
  readonly byDay: readonly { readonly day: string; readonly counts: Counts }[];
  /** Hours of the day, 0 to 23. */
  readonly byHour: readonly { readonly hour: number; readonly counts: Counts }[];
  /** Hours of the week. Monday is 1, as in ISO 8601. */
  readonly byWeekHour: readonly { readonly weekday: number; readonly hour: number; readonly counts: Counts }[];
  /** The most findings come first. */
  readonly rules: readonly RuleSums[];
  /** The most conversations come first. */
  readonly agents: readonly (Sums & { readonly name: string })[];
  readonly sources: readonly (Sums & { readonly name: string })[];
  readonly languages: readonly (Sums & { readonly name: string })[];
}

type Numbers = number[];

/** An hour belongs to the local hour and day in which it begins, so in zones with half hours it is counted half an hour early. */
export function summarize({ days, rules }: StoredFigures, span: Pick<FigureQuery, "since" | "until">, zone: Zone): Summary {
  const local = localHours(span, zone);
  const all: Numbers = [];
  const byDay = local.days.map((): Numbers => []);
  const week = Array.from({ length: 7 * 24 }, (): Numbers => []);
  const by = { agent: new Map<string, Numbers>(), source: new Map<string, Numbers>(), language: new Map<string, Numbers>() };
  for (const day of days) {
    const own: Numbers = [];
    eachFigure([day], span, (at, number, count) => {
      own[number] = (own[number] ?? 0) + count;
      if (number >= countNames.length) return;
      addTo(byDay[local.dayIndexOf(at)] ?? [], number, count);
      addTo(week[local.weekHourOf(at)] ?? [], number, count);
    });
    const groups = [all, sumsIn(by.agent, day.agent), sumsIn(by.source, day.source), sumsIn(by.language, day.language)];
    for (const group of groups) own.forEach((count, number) => void addTo(group, number, count));
  }
  return {
    ...sumsOf(all),
    byDay: local.days.map((name, index) => ({ day: name, counts: countsOf(byDay[index] ?? []) })),
    byHour: Array.from({ length: 24 }, (_, at) => ({ hour: at, counts: summed(week.filter((_each, index) => index % 24 === at)) })),
    byWeekHour: week.map((each, index) => ({ weekday: Math.floor(index / 24) + 1, hour: index % 24, counts: countsOf(each) })),
    rules: ruleSums(all, rules),
    agents: ranked(by.agent),
    sources: ranked(by.source),
    languages: ranked(by.language),
  };
}

function addTo(sums: Numbers, number: number, count: number): void {
  sums[number] = (sums[number] ?? 0) + count;
}

function sumsIn(groups: Map<string, Numbers>, name: string): Numbers {
  const known = groups.get(name) ?? [];
  groups.set(name, known);
  return known;
}

function ranked(groups: ReadonlyMap<string, Numbers>): Summary["agents"] {
  const rows = [...groups].map(([name, numbers]) => ({ name, ...sumsOf(numbers) }));
  return rows.sort((one, other) => other.counts.sessions - one.counts.sessions || (one.name < other.name ? -1 : 1));
}

function sumsOf(numbers: Numbers): Sums {
  const histograms = Object.keys(histogramShapes).map((name) => [name, histogramOf(name as HistogramName, numbers)] as const); // the keys of the record
  return { counts: countsOf(numbers), histograms: Object.fromEntries(histograms) as Histograms }; // one for each name
}

function countsOf(numbers: Numbers): Counts {
  return Object.fromEntries(countNames.map((name) => [name, numbers[countNumbers[name]] ?? 0])) as Counts; // one for each name
}

function summed(all: readonly Numbers[]): Counts {
  return countsOf(countNames.map((_, number) => all.reduce((sum, numbers) => sum + (numbers[number] ?? 0), 0)));
}

function histogramOf(name: HistogramName, numbers: Numbers): Histogram {
  const { number, bound, buckets: length } = histogramShapes[name];
  const counts = Array.from({ length }, (_, bucket) => numbers[number + bucket] ?? 0);
  const buckets = counts.map((count, bucket) => ({ le: bucket === length - 1 ? undefined : bound * 2 ** bucket, count }));
  const count = counts.reduce((sum, each) => sum + each, 0);
  return { count, median: quantile(counts, bound, 0.5), p90: quantile(counts, bound, 0.9), buckets };
}

/** Values are taken to lie evenly inside of their bucket; in the last bucket they are taken for its lower bound. */
function quantile(counts: readonly number[], bound: number, share: number): number | undefined {
  const wanted = counts.reduce((sum, each) => sum + each, 0) * share;
  if (wanted === 0) return undefined;
  let before = 0;
  for (const [bucket, count] of counts.entries()) {
    const lower = bucket === 0 ? 0 : bound * 2 ** (bucket - 1);
    if (before + count >= wanted && count > 0)
      return bucket === counts.length - 1 ? lower : lower + ((bound * 2 ** bucket - lower) * (wanted - before)) / count;
    before += count;
  }
  return undefined;
}

function ruleSums(numbers: Numbers, names: StoredFigures["rules"]): readonly RuleSums[] {
  const rows = [...names].map(([number, rule]): RuleSums => {
    const sums = ruleFigures.map((figure) => [figure, numbers[ruleFigureNumber(number, figure)] ?? 0]);
    return { rule, ...(Object.fromEntries(sums) as Record<RuleFigure, number>) }; // one for each figure
  });
  const known = rows.filter(({ findings, useful, noise }) => findings + useful + noise > 0);
  return known.sort((one, other) => other.findings - one.findings || (one.rule < other.rule ? -1 : 1));
}

/** The local day and hour of each hour of a span. The clock is asked once a day, and each hour on days when it moves. */
function localHours({ since, until }: Pick<FigureQuery, "since" | "until">, zone: Zone) {
  const [first, end] = [hourNumber(since), Math.max(hourNumber(since) + 1, Math.ceil(until / hour))];
  const [dayIndexes, weekHours]: readonly [number[], number[]] = [[], []];
  const walls: number[] = [];
  for (let from = first; from < end; from += 24) {
    const [offset, next] = [zone.offsetAt(hourStart(from)), zone.offsetAt(hourStart(from + 24))];
    for (let at = from; at < Math.min(end, from + 24); at += 1)
      walls.push(Math.floor((at * hour + (offset === next ? offset : zone.offsetAt(hourStart(at)))) / hour));
  }
  const firstDay = Math.floor((walls[0] ?? 0) / 24);
  for (const wall of walls) {
    const dayOf = Math.floor(wall / 24);
    dayIndexes.push(dayOf - firstDay);
    weekHours.push(((dayOf + 3) % 7) * 24 + (wall % 24)); // 1970 began on a Thursday
  }
  const count = (dayIndexes.at(-1) ?? 0) + 1;
  return {
    days: Array.from({ length: count }, (_, index) => toIso(((firstDay + index) * day) as Instant).slice(0, 10)), // midnight by that clock
    dayIndexOf: (at: number) => dayIndexes[at - first] ?? 0,
    weekHourOf: (at: number) => weekHours[at - first] ?? 0,
  };
}

/** The figures of one hour, whole. */
export interface HourRow extends FigureKey, Sums {
  readonly hour: Instant;
  readonly rules: readonly RuleSums[];
}

/** A row for each hour, agent, source and language with something in it, in order. For short spans: two years have very many. */
export function hourRows({ days, rules }: StoredFigures, span: Pick<FigureQuery, "since" | "until">): readonly HourRow[] {
  const rows = new Map<string, FigureKey & { readonly at: number; readonly numbers: Numbers }>();
  eachFigure(days, span, (at, number, count, { agent, source, language }) => {
    const name = JSON.stringify([at, agent, source, language]);
    const row = rows.get(name) ?? { at, agent, source, language, numbers: [] };
    rows.set(name, row);
    row.numbers[number] = (row.numbers[number] ?? 0) + count;
  });
  const ordered = [...rows.values()].sort((one, other) => one.at - other.at);
  return ordered.map(({ at, numbers, ...key }) => ({ ...key, hour: hourStart(at), ...sumsOf(numbers), rules: ruleSums(numbers, rules) }));
}
