/** The figures of visits, counted in the plainest way: conversation by conversation, without shares or differences. */

import type { StoredFigures } from "../../src/core/insights/figures.ts";
import { hour, type Instant } from "../../src/core/time.ts";
import { hourRows } from "../../src/insights/summary.ts";
import type { Visited } from "./visits.ts";

/** Counts by `hour agent source language name`. */
export type Table = ReadonlyMap<string, number>;

const buckets = { latency: 250, turns: 1, duration: 15_000 } as const;

/** One session is one conversation here: visits go on after no end. */
export function recounted(all: readonly Visited[]): Table {
  const table = new Map<string, number>();
  const sessions = new Map<string, Visited[]>();
  for (const each of all) {
    const { session, occurredAt, agent, source } = each.event;
    if (session !== undefined) sessions.set(session, [...(sessions.get(session) ?? []), each]);
    else for (const rule of each.rules) add(table, [occurredAt, agent, source, "", `findings ${rule}`]);
  }
  for (const own of sessions.values()) {
    const key = { agent: own.at(-1)?.event.agent ?? "", source: own[0]?.event.source ?? "" };
    const language = own.findLast(({ reading }) => reading?.language !== undefined)?.reading?.language ?? "";
    for (const [at, name] of countsOf(own)) add(table, [at, key.agent, key.source, language, name]);
  }
  return table;
}

type Cell = readonly [Instant, string, string, string, string];

function add(table: Map<string, number>, [at, ...rest]: Cell): void {
  const name = [Math.floor(at / hour), ...rest].join("|");
  table.set(name, (table.get(name) ?? 0) + 1);
}

function countsOf(own: readonly Visited[]): readonly (readonly [Instant, string])[] {
  const times = own.map(({ event }) => event.occurredAt);
  const counts: (readonly [Instant, string])[] = [[Math.min(...times) as Instant, "sessions"]];
  const once = new Map<string, Instant>();
  let [waits, turns]: [Instant | undefined, number] = [undefined, 0];
  for (const [index, { event, reading, rules }] of own.entries()) {
    const at = event.occurredAt;
    const first = (name: string) => void (once.has(name) || once.set(name, at));
    for (const rule of rules) counts.push([at, `findings ${rule}`]);
    if (event.kind === "chat") turns += 1;
    if (event.kind === "chat" && event.role === "user") {
      counts.push([at, "messages"]);
      waits ??= at;
    } else if (event.kind === "chat") {
      counts.push([at, "answers"]);
      const isAnswer = waits !== undefined && at >= waits;
      if (isAnswer) counts.push([at, bucket("latency", at - (waits ?? at))]);
      if (isAnswer) waits = undefined;
    }
    if (event.kind === "agent-error") counts.push([at, "errors"]);
    if (event.kind === "session-end" && !once.has("ended")) {
      first("ended");
      const until = own.slice(0, index + 1).map((each) => each.event.occurredAt);
      counts.push([at, bucket("turns", turns)], [at, bucket("duration", Math.max(...until) - Math.min(...until))]);
    }
    if (reading?.asks) counts.push([at, "question_turns"]);
    if (reading?.asks) first("asked");
    if ((reading?.frustration ?? 0) >= 0.5) first("frustrated");
    if ((reading?.wants_human ?? 0) >= 0.5) first("wants_human");
    if ((reading?.unanswered ?? 0) >= 0.5) counts.push([at, "unanswered_turns"]);
    if ((reading?.unanswered ?? 0) >= 0.5) first("unanswered");
    for (const name of Object.keys(reading?.concern ?? {})) first(name);
  }
  return [...counts, ...[...once].map(([name, at]) => [at, name] as const)];
}

function bucket(name: keyof typeof buckets, value: number): string {
  const steps = Math.max(0, Math.ceil(Math.log2(value / buckets[name])));
  return `${name} ${Math.min(steps, name === "turns" ? 9 : 11)}`;
}

/** The same table from a store. */
export function tableOf(stored: StoredFigures): Table {
  const table = new Map<string, number>();
  const span = { since: 0 as Instant, until: 4e12 as Instant };
  for (const { hour: at, agent, source, language, counts, histograms, rules } of hourRows(stored, span)) {
    const set = (name: string, count: number) => void (count > 0 && table.set([at / hour, agent, source, language, name].join("|"), count));
    for (const [name, count] of Object.entries(counts)) set(name, count);
    for (const [name, histogram] of Object.entries(histograms))
      for (const [index, each] of histogram.buckets.entries()) set(`${name} ${index}`, each.count);
    for (const { rule, findings } of rules) set(`findings ${rule}`, findings);
  }
  return table;
}
