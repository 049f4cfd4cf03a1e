/** Agents with made-up visitors: a profile of the day and the week, days that are busier than others, holidays, and planted drops. */

import { day, hour, type Instant, minute, plus, type Zone } from "../../src/core/time.ts";

export interface Drop {
  readonly from: Instant;
  readonly to: Instant;
}

export interface Agent {
  /** By the number of the hour since 1970. */
  readonly counts: ReadonlyMap<number, number>;
  /** In the hour that begins there. */
  readonly countIn: (from: Instant) => number;
  /** The span in which drops were planted; four weeks come before it. */
  readonly first: Instant;
  readonly last: Instant;
  readonly drops: readonly Drop[];
}

interface Generated {
  readonly agents: number;
  /** With one drop each. */
  readonly weeks: number;
  readonly zone: Zone;
  readonly isHoliday: (at: Instant) => boolean;
}

const slot = 5 * minute;
const before = 4 * 7 * day;
/** What is usual for the first hour of a drop is at least this. */
const atLeast = 30;

/** Half of the agents live through the night that loses an hour, half through the one that has it twice. */
export function generatedAgents({ agents, weeks, zone, isHoliday }: Generated): readonly Agent[] {
  const world = { zone, isHoliday: byHour(isHoliday) };
  return Array.from({ length: agents }, (_, index) => {
    const first = Date.UTC(2026, index % 2 === 0 ? 2 : 9, index % 2 === 0 ? 2 : 5) as Instant; // Mondays
    return agentOf({ seed: index + 1, first, weeks, ...world });
  });
}

/** Asking a zone is slow, and all agents ask for the same moments. */
export function remembering({ offsetAt }: Zone): Zone {
  const offsets = byHour(offsetAt);
  return { offsetAt: offsets };
}

/** Nothing here changes within an hour of UTC. */
function byHour<Value>(ask: (at: Instant) => Value): (at: Instant) => Value {
  const known = new Map<number, Value>();
  return (at) => {
    const number = Math.floor(at / hour);
    const found = known.get(number) ?? ask(at);
    known.set(number, found);
    return found;
  };
}

interface Made extends Omit<Generated, "agents"> {
  readonly seed: number;
  readonly first: Instant;
}

function agentOf({ seed, first, weeks, zone, isHoliday }: Made): Agent {
  const chance = randomFrom(seed);
  const begins = plus(first, -before);
  const last = plus(first, weeks * 7 * day);
  const usual = profileOf(chance, zone, isHoliday);
  const drops = Array.from({ length: weeks }, (_, week) => dropIn(plus(first, week * 7 * day), usual, chance));
  const slots = new Map<number, number>();
  const counts = new Map<number, number>();
  for (let at = begins; at < last; at = plus(at, slot)) {
    const dropped = drops.find(({ from, to }) => from <= at && at < to);
    const count = poisson(usual(at) * (dropped?.left ?? 1), chance);
    slots.set(at, count);
    counts.set(Math.floor(at / hour), (counts.get(Math.floor(at / hour)) ?? 0) + count);
  }
  const countIn = (from: Instant) =>
    Array.from({ length: 12 }, (_, index) => slots.get(from + index * slot) ?? 0).reduce((sum, each) => sum + each, 0);
  return { counts, countIn, first, last, drops };
}

/** How many come in the five minutes from a moment on. */
type Usual = (at: Instant) => number;

function profileOf(chance: () => number, zone: Zone, isHoliday: (at: Instant) => boolean): Usual {
  const peak = 30 + chance() * 170; // an hour
  const opens = (8 + Math.floor(chance() * 5) / 2) * hour; // on the half hour, too
  const closes = (17 + Math.floor(chance() * 10) / 2) * hour;
  const lunch = chance() < 0.3 ? 12 * hour : undefined; // half an hour without anybody
  const weekend = chance() * 0.8;
  const dayFactors = new Map<number, number>();
  return (at) => {
    const wall = at + zone.offsetAt(at);
    const date = Math.floor(wall / day);
    const time = wall - date * day;
    const factor = dayFactors.get(date) ?? Math.exp(0.1 * normal(chance));
    dayFactors.set(date, factor);
    if (isHoliday(at)) return 0;
    const isWeekend = (date + 3) % 7 > 4;
    const isClosed = time < opens || time >= closes || (lunch !== undefined && time >= lunch && time < lunch + hour / 2);
    const shape = isClosed ? 0.02 : 0.6 + 0.4 * Math.sin((Math.PI * (time - opens)) / (closes - opens));
    return ((peak * shape) / 12) * (isWeekend ? weekend : 1) * factor;
  };
}

/** Up to a fifth of the visitors are left, for two to six hours, from a time on at which enough of them usually come. */
function dropIn(week: Instant, usual: Usual, chance: () => number): Drop & { readonly left: number } {
  for (;;) {
    const from = plus(week, Math.floor((chance() * 7 * day) / slot) * slot);
    const lasts = (2 + Math.floor(chance() * 5)) * hour;
    const left = chance() * 0.2;
    const expected = Array.from({ length: 12 }, (_, index) => usual(plus(from, index * slot))).reduce((sum, each) => sum + each, 0);
    if (expected >= atLeast) return { from, to: plus(from, lasts), left };
  }
}

function poisson(mean: number, chance: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = chance(); product > limit; product *= chance()) count += 1;
  return count;
}

function normal(chance: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

/** Mulberry32, which gives the same numbers everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
