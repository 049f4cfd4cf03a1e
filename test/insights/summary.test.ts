import { describe, expect, it } from "vitest";
import { zoneOf } from "../../src/core/clock/wall-time.ts";
import {
  bucketNumber,
  countNumbers,
  dayStart,
  type FigureDay,
  hourNumber,
  hoursOfDay,
  ruleFigureNumber,
  type StoredFigures,
} from "../../src/core/insights/figures.ts";
import { day, hour, type Instant, minute, plus } from "../../src/core/time.ts";
import { hourRows, summarize } from "../../src/insights/summary.ts";

const at = (text: string) => Date.parse(text) as Instant;

/** One count, as a store keeps it. */
function figure(when: string, number: number, count = 1, key: Partial<FigureDay> = {}): FigureDay {
  const start = dayStart(at(when));
  const slot = number * hoursOfDay + (hourNumber(at(when)) - hourNumber(start));
  return { agent: "a", source: "bithuman", language: "en", day: start, cells: [slot, count], ...key };
}

const stored = (...days: readonly FigureDay[]): StoredFigures => ({
  days,
  rules: new Map([
    [0, "asks"],
    [1, "greets"],
  ]),
  uncounted: 0,
});

const { sessions, messages } = countNumbers;

describe("the summary of a span", () => {
  it("counts whole hours, from that of its beginning", () => {
    const days = stored(
      figure("2026-03-02T08:59:00Z", sessions),
      figure("2026-03-02T09:00:00Z", sessions),
      figure("2026-03-02T11:00:00Z", sessions),
    );
    const summary = summarize(days, { since: at("2026-03-02T09:30:00Z"), until: at("2026-03-02T10:30:00Z") }, zoneOf("UTC"));
    expect(summary.counts.sessions).toBe(1);
  });

  it("has each local day, and the 23 and 25 hours of those on which the clock moves", () => {
    const zone = zoneOf("Europe/Berlin");
    const span = { since: at("2026-03-27T23:00:00Z"), until: at("2026-03-30T22:00:00Z") };
    const hours = Array.from({ length: 71 }, (_, n) => figure(new Date(span.since + n * hour).toISOString(), messages));
    const summary = summarize(stored(...hours), span, zone);
    expect(summary.byDay.map((each) => [each.day, each.counts.messages])).toEqual([
      ["2026-03-28", 24],
      ["2026-03-29", 23],
      ["2026-03-30", 24],
    ]);
    expect(summary.byHour.map(({ counts }) => counts.messages)).toEqual(Array.from({ length: 24 }, (_, n) => (n === 2 ? 2 : 3)));
    const autumn = { since: at("2026-10-24T22:00:00Z"), until: at("2026-10-25T23:00:00Z") };
    const long = Array.from({ length: 25 }, (_, n) => figure(new Date(autumn.since + n * hour).toISOString(), messages));
    expect(summarize(stored(...long), autumn, zone).byDay.map((each) => [each.day, each.counts.messages])).toEqual([["2026-10-25", 25]]);
    const twice = summarize(stored(...long), autumn, zone).byWeekHour.filter(({ counts }) => counts.messages > 1);
    expect(twice.map((each) => [each.weekday, each.hour])).toEqual([[7, 2]]);
  });

  it("counts an hour of UTC in the local hour in which it begins, where a zone has half hours", () => {
    const span = { since: at("2026-03-01T00:00:00Z"), until: at("2026-03-03T00:00:00Z") };
    const summary = summarize(
      stored(figure("2026-03-01T18:00:00Z", sessions), figure("2026-03-01T19:00:00Z", sessions)),
      span,
      zoneOf("Asia/Kolkata"),
    );
    expect(summary.byWeekHour.filter(({ counts }) => counts.sessions > 0).map((each) => [each.weekday, each.hour])).toEqual([
      [1, 0],
      [7, 23],
    ]);
    expect(summary.byDay.map((each) => [each.day, each.counts.sessions])).toEqual([
      ["2026-03-01", 1],
      ["2026-03-02", 1],
      ["2026-03-03", 0],
    ]);
  });

  it("puts agents, sources and languages side by side, those with the most conversations first", () => {
    const days = stored(
      figure("2026-03-02T09:00:00Z", sessions, 2),
      figure("2026-03-02T09:00:00Z", sessions, 5, { agent: "b", language: "" }),
      figure("2026-03-03T09:00:00Z", sessions, 1, { source: "livekit" }),
    );
    const summary = summarize(days, { since: at("2026-03-01T00:00:00Z"), until: at("2026-03-05T00:00:00Z") }, zoneOf("UTC"));
    const shown = (rows: typeof summary.agents) => rows.map(({ name, counts }) => [name, counts.sessions]);
    expect(shown(summary.agents)).toEqual([
      ["b", 5],
      ["a", 3],
    ]);
    expect(shown(summary.sources)).toEqual([
      ["bithuman", 7],
      ["livekit", 1],
    ]);
    expect(shown(summary.languages)).toEqual([
      ["", 5],
      ["en", 3],
    ]);
  });

  it("estimates median and 90th percentile inside of a bucket, to a fifth of what they are", () => {
    const waits = Array.from({ length: 500 }, (_, n) => 400 + ((n * 7_919) % 30_000));
    const days = waits.map((wait) => figure("2026-03-02T09:00:00Z", bucketNumber("latency", wait)));
    const { latency } = summarize(
      stored(...days),
      { since: at("2026-03-02T00:00:00Z"), until: at("2026-03-03T00:00:00Z") },
      zoneOf("UTC"),
    ).histograms;
    const sorted = [...waits].sort((one, other) => one - other);
    expect(latency.count).toBe(500);
    for (const [estimated, exact] of [
      [latency.median, sorted[250]],
      [latency.p90, sorted[450]],
    ] as const)
      expect(Math.abs((estimated ?? 0) / (exact ?? 1) - 1)).toBeLessThan(0.2);
    expect(latency.buckets.at(-1)).toEqual({ le: undefined, count: 0 });
  });

  it("has no median where nothing was counted, and the lower bound beyond the last one", () => {
    const span = { since: at("2026-03-02T00:00:00Z"), until: at("2026-03-03T00:00:00Z") };
    expect(summarize(stored(), span, zoneOf("UTC")).histograms.latency).toMatchObject({ count: 0, median: undefined, p90: undefined });
    const days = stored(figure("2026-03-02T09:00:00Z", bucketNumber("time_to_claim", 30 * day)));
    expect(summarize(days, span, zoneOf("UTC")).histograms.time_to_claim.median).toBe((minute / 4) * 2 ** 14);
  });

  it("lists rules by their findings, and leaves out those without any", () => {
    const days = stored(
      figure("2026-03-02T09:00:00Z", ruleFigureNumber(1, "findings"), 3),
      figure("2026-03-02T10:00:00Z", ruleFigureNumber(1, "noise"), 1),
    );
    const { rules } = summarize(days, { since: at("2026-03-02T00:00:00Z"), until: at("2026-03-03T00:00:00Z") }, zoneOf("UTC"));
    expect(rules).toEqual([{ rule: "greets", findings: 3, useful: 0, noise: 1 }]);
  });
});

describe("the rows of a span", () => {
  it("are one for each hour, agent, source and language with something in it", () => {
    const days = stored(
      figure("2026-03-02T09:00:00Z", sessions),
      figure("2026-03-02T09:00:00Z", messages, 4),
      figure("2026-03-02T08:00:00Z", sessions, 1, { agent: "b" }),
    );
    const since = at("2026-03-02T00:00:00Z");
    const rows = hourRows(days, { since, until: plus(since, day) });
    expect(rows.map((row) => [row.agent, row.hour, row.counts.sessions, row.counts.messages])).toEqual([
      ["b", plus(since, 8 * hour), 1, 0],
      ["a", plus(since, 9 * hour), 1, 4],
    ]);
  });
});
