/** What changed against the span before: only what chance does not explain. */

import type { ReportChange } from "../../core/insights/report.ts";
import type { Histogram } from "../summary.ts";
import { type CountKey, expectedOn, groupedBy, type SpanFigures, type Spans, summed } from "./figures.ts";
import { compareCounts, compareShares, isSignificant, type Significance } from "./significance.ts";
import { changeOf, languageName, numberText, percent, spanText } from "./words.ts";

/** Conversations come in groups, and with the weather. */
const dispersion = 2;

/** Shares of conversations. More of them is worse. */
const shares: readonly { readonly of: CountKey; readonly with: string }[] = [
  { of: "unanswered", with: "without an answer" },
  { of: "frustrated", with: "with a frustrated visitor" },
  { of: "wants_human", with: "with a visitor who asks for a person" },
  { of: "urgent", with: "with an emergency" },
  { of: "leaving", with: "with a visitor who wants to leave" },
  { of: "legal", with: "with a legal threat" },
  { of: "data_request", with: "with a request about personal data" },
];

type Candidate = Omit<ReportChange, "p"> & Significance;

export interface Changes {
  readonly changes: readonly ReportChange[];
  readonly compared: number;
}

/** The strongest evidence first. `quiet`: agents that are reported as quiet, and not again here. */
export function changesBetween(spans: Spans, quiet: ReadonlySet<string>): Changes {
  if (spans.before.counts.length === 0) return { changes: [], compared: 0 };
  const agents = groupedBy("agent", spans);
  const groups = [
    { all: sessionsOf(spans, undefined), parts: ofAgents(agents, (own, agent) => (quiet.has(agent) ? undefined : sessionsOf(own, agent))) },
    ...shares.map((share) => ({
      all: shareOf(spans, share, undefined),
      parts: ofAgents(agents, (own, agent) => shareOf(own, share, agent)),
    })),
  ];
  const single = [...findingsIn(spans), ...languagesIn(spans), ...claimsIn(spans)];
  const compared = single.length + groups.reduce((sum, { all, parts }) => sum + parts.length + (all === undefined ? 0 : 1), 0);
  const isNamed = (candidate: Candidate) => isSignificant(candidate, compared);
  const named = [...groups.flatMap(({ all, parts }) => ofGroup(all, parts.filter(isNamed), parts, isNamed)), ...single.filter(isNamed)];
  return { changes: named.sort((a, b) => a.p - b.p || b.now - a.now).map(({ ratio: _ratio, ...change }) => change), compared };
}

function ofAgents(
  agents: ReadonlyMap<string, Spans>,
  candidate: (spans: Spans, agent: string) => Candidate | undefined,
): readonly Candidate[] {
  return agents.size < 2 ? [] : [...agents].flatMap(([agent, spans]) => candidate(spans, agent) ?? []);
}

/** One agent explains a change of the sum; a change of most agents is one change. */
function ofGroup(
  all: Candidate | undefined,
  named: readonly Candidate[],
  parts: readonly Candidate[],
  isNamed: (candidate: Candidate) => boolean,
): readonly Candidate[] {
  if (all === undefined || !isNamed(all)) return named;
  const along = named.filter(({ ratio }) => ratio > 1 === all.ratio > 1);
  if (named.length === 0 || (along.length > 1 && along.length * 2 >= parts.length))
    return [all, ...named.filter((each) => !along.includes(each))];
  return named;
}

/** `spans` of one agent, or of all. */
function sessionsOf(spans: Spans, agent: string | undefined): Candidate | undefined {
  const { now, before, isOpen } = spans;
  const sessions = (span: SpanFigures) => summed(span, ({ date }) => isOpen(date)).sessions;
  const counts = { now: sessions(now), before: sessions(before) };
  const exposure = { now: expectedOn(now.dates, spans), before: expectedOn(before.dates, spans) };
  const difference = compareCounts({ ...counts, exposure, dispersion });
  if (difference === undefined) return undefined;
  const text = `${agentName(agent)}: ${countsText(counts, " conversations")}`;
  return { of: "sessions", subject: agent ?? null, ...counts, isShare: false, better: null, text, ...difference };
}

function shareOf({ now, before }: Spans, share: (typeof shares)[number], agent: string | undefined): Candidate | undefined {
  const { of } = share;
  const [own, earlier] = [summed(now), summed(before)];
  const better = own[of] / own.sessions < earlier[of] / earlier.sessions;
  const parts = { now: own[of], before: earlier[of], of: { now: own.sessions, before: earlier.sessions } };
  return candidateOf(parts, { of, name: agentName(agent), subject: agent ?? null, better }, `of conversations ${share.with}`);
}

interface Naming {
  readonly of: string;
  readonly name: string;
  readonly subject: string | null;
  readonly better: boolean | null;
}

interface Parts {
  readonly now: number;
  readonly before: number;
  readonly of: { readonly now: number; readonly before: number };
}

function candidateOf(parts: Parts, { name, ...naming }: Naming, whole = "of conversations"): Candidate | undefined {
  const difference = compareShares({ ...parts, dispersion });
  if (difference === undefined) return undefined;
  const [now, before] = [parts.now / parts.of.now, parts.before / parts.of.before];
  const text = `${name}: ${percent(now)} ${whole}, ${percent(before)} before`;
  return { ...naming, now, before, isShare: true, text, ...difference };
}

/** More conversations find more, so findings are compared by their number for each conversation. */
function findingsIn({ now, before }: Spans): readonly Candidate[] {
  const exposure = { now: summed(now).sessions, before: summed(before).sessions };
  const names = [...new Set([...now.rules, ...before.rules].map(({ rule }) => rule))].sort();
  return names.flatMap((rule): readonly Candidate[] => {
    const counts = { now: findingCount(now, rule), before: findingCount(before, rule) };
    const difference = compareCounts({ ...counts, exposure, dispersion });
    if (difference === undefined) return [];
    return [
      {
        of: "findings",
        subject: rule,
        ...counts,
        isShare: false,
        better: null,
        text: `Rule ${rule}: ${countsText(counts)}`,
        ...difference,
      },
    ];
  });
}

function findingCount({ rules }: SpanFigures, name: string): number {
  return rules.reduce((sum, { rule, findings }) => sum + (rule === name ? findings : 0), 0);
}

function languagesIn(spans: Spans): readonly Candidate[] {
  const of = { now: knownSessions(spans.now), before: knownSessions(spans.before) };
  return [...groupedBy("language", spans)].flatMap(([language, { now, before }]) => {
    const naming = { of: "language", name: languageName(language), subject: language, better: null };
    return candidateOf({ now: summed(now).sessions, before: summed(before).sessions, of }, naming) ?? [];
  });
}

function knownSessions(span: SpanFigures): number {
  return summed(span, ({ language }) => language !== "").sessions;
}

/** Compares how many alerts were claimed within the time that half of all took. */
function claimsIn({ now, before }: Spans): readonly Candidate[] {
  const bound = middleOf(now.claims, before.claims);
  if (bound === undefined) return [];
  const parts = {
    now: within(now.claims, bound),
    before: within(before.claims, bound),
    of: { now: now.claims.count, before: before.claims.count },
  };
  const better = parts.now / parts.of.now > parts.before / parts.of.before;
  const naming = { of: "claims", name: "Claimed alerts", subject: null, better };
  const candidate = candidateOf(parts, naming, `within ${spanText(bound)}`);
  return candidate === undefined ? [] : [candidate];
}

/** The bound below which half of all lie; undefined where there is none. */
function middleOf(one: Histogram, other: Histogram): number | undefined {
  const bounds = one.buckets.flatMap(({ le }) => le ?? []);
  const half = (one.count + other.count) / 2;
  return half === 0 ? undefined : bounds.find((bound) => within(one, bound) + within(other, bound) >= half);
}

function within({ buckets }: Histogram, bound: number): number {
  return buckets.reduce((sum, { le, count }) => sum + (le !== undefined && le <= bound ? count : 0), 0);
}

function agentName(agent: string | undefined): string {
  return agent ?? "All agents";
}

function countsText({ now, before }: { readonly now: number; readonly before: number }, noun = ""): string {
  if (before === 0) return `${numberText(now)}${noun}, none before`;
  return now === 0
    ? `no${noun || "ne"}, ${numberText(before)} before`
    : `${numberText(now)}${noun}, ${numberText(before)} before (${changeOf(now, before)})`;
}
