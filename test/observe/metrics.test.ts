import { describe, expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import type { Stats } from "../../src/core/store.ts";
import { day, hour, plus, second } from "../../src/core/time.ts";
import { createMetrics, type Metrics } from "../../src/observe/metrics.ts";
import { createBodyBudget } from "../../src/receive/body/body-budget.ts";
import { monday } from "../support/make.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { recounted } from "../support/recount.ts";
import {
  makeAccepted,
  makeAccountRefused,
  makeAccountSeen,
  makeAnswered,
  makeAttempted,
  makeBackfillFailed,
  makeEvaluated,
} from "../support/signals.ts";
import { live, visits } from "../support/visits.ts";

/** A log that nobody holds up. */
const quiet = { dropped: () => 0, waiting: () => 0 };

const stats: Stats = {
  events: 9,
  pending: 3,
  evaluated: 6,
  quarantined: 0,
  quarantinedBytes: 5,
  deliveries: { waiting: 4, sending: 1, delivered: 7, dead: 2 },
  sessions: 5,
};

function metricsOf(signals: readonly Signal[] = []): Metrics {
  const metrics = createMetrics({
    version: "1.2.3",
    store: createMemoryStore(),
    now: () => monday,
    elapsed: () => monday,
    log: quiet,
    unfinished: () => 0,
  });
  metrics.know({ rules: ["asks-for-a-human"], destinations: ["support"] });
  for (const signal of signals) metrics.watch(signal);
  return metrics;
}

/** The value of one series, e.g. `a_total{b="c"}`. */
async function readSeries(metrics: Metrics, series: string): Promise<number | undefined> {
  const line = (await metrics.text()).split("\n").find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

const counted: readonly { readonly what: string; readonly signals: readonly Signal[]; readonly series: string; readonly value: number }[] =
  [
    {
      what: "an accepted event by its type",
      signals: [makeAccepted(), makeAccepted()],
      series: 'webhook_requests_total{event_type="chat.push",status="accepted"}',
      value: 2,
    },
    {
      what: "a duplicate by its type",
      signals: [{ name: "event.duplicate", id: "e1", type: "room.join", source: "bithuman" }],
      series: 'webhook_requests_total{event_type="room.join",status="duplicate"}',
      value: 1,
    },
    {
      what: "what is quarantined by its reason",
      signals: [{ name: "event.quarantined", id: "e1", source: "bithuman", reason: "too_deep", detail: "/data" }],
      series: 'relay_events_quarantined_total{reason="too_deep"}',
      value: 1,
    },
    {
      what: "what was set aside and is emptied by why",
      signals: [
        { name: "quarantine.emptied", why: "age", count: 2 },
        { name: "quarantine.emptied", why: "limit", count: 3 },
      ],
      series: 'relay_quarantine_emptied_total{why="limit"}',
      value: 3,
    },
    {
      what: "a forged signature as rejected",
      signals: [makeAnswered({ status: 401, code: "signature_invalid" })],
      series: 'webhook_requests_total{event_type="unknown",status="rejected"}',
      value: 1,
    },
    {
      what: "a refusal by its code",
      signals: [makeAnswered({ status: 401, code: "signature_invalid" })],
      series: 'relay_requests_refused_total{code="signature_invalid"}',
      value: 1,
    },
    {
      what: "how long an answer took, in seconds",
      signals: [makeAnswered({ took: 250, type: "chat.push" })],
      series: 'webhook_processing_seconds_sum{event_type="chat.push"}',
      value: 0.25,
    },
    {
      what: "joins that were answered within 20 ms, for which a visitor waits",
      signals: [18, 20, 21].map((took) => makeAnswered({ took, type: "room.join" })),
      series: 'webhook_processing_seconds_bucket{le="0.02",event_type="room.join"}',
      value: 2,
    },
    {
      what: "answers to types that nobody knows under one name",
      signals: ["a.b", "c.d"].map((type) => makeAnswered({ took: 1, type })),
      series: 'webhook_processing_seconds_count{event_type="other"}',
      value: 2,
    },
    {
      what: "refusals under the type of what nobody has read",
      signals: [makeAnswered({ status: 401, code: "signature_invalid" })],
      series: 'webhook_processing_seconds_count{event_type="unknown"}',
      value: 1,
    },
    {
      what: "a rule that held",
      signals: [makeEvaluated({ rules: ["asks-for-a-human"] })],
      series: 'relay_rule_findings_total{rule="asks-for-a-human"}',
      value: 1,
    },
    {
      what: "an attempt by how it ended",
      signals: [makeAttempted({ outcome: "later", state: "waiting", reason: "unavailable" })],
      series: 'relay_delivery_attempts_total{to="support",outcome="later",reason="unavailable"}',
      value: 1,
    },
    {
      what: "a dead delivery",
      signals: [makeAttempted({ outcome: "refused", state: "dead", reason: "permanent" })],
      series: 'relay_deliveries_total{to="support",state="dead"}',
      value: 1,
    },
    {
      what: "an open breaker as 2",
      signals: [{ name: "breaker.changed", to: "support", state: "open" }],
      series: 'relay_breaker_state{to="support"}',
      value: 2,
    },
    {
      what: "a destination that waits for a person",
      signals: [{ name: "destination.paused", to: "support", reason: "credentials", detail: "" }],
      series: 'relay_destination_paused{to="support"}',
      value: 1,
    },
    { what: "credits", signals: [makeAccountSeen()], series: "relay_bithuman_balance_credits", value: 1_200 },
    { what: "the minutes they last", signals: [makeAccountSeen()], series: "relay_bithuman_minutes_left", value: 600 },
    { what: "what sessions cost", signals: [makeAccountSeen()], series: "relay_bithuman_burn_rate_credits_per_minute", value: 2 },
    { what: "sessions that run", signals: [makeAccountSeen()], series: "relay_bithuman_live_sessions", value: 1 },
    {
      what: "an account that bitHuman refuses",
      signals: [makeAccountRefused()],
      series: 'relay_bithuman_refusals_total{code="PLAN_REQUIRED"}',
      value: 1,
    },
    {
      what: "events that were missed",
      signals: [{ name: "backfill.done", source: "bithuman", sessions: 2, events: 7 }],
      series: "relay_backfill_events_total",
      value: 7,
    },
    {
      what: "looks into bitHuman's record that failed",
      signals: [makeBackfillFailed(), makeBackfillFailed()],
      series: 'relay_backfill_failures_total{code="PLAN_REQUIRED"}',
      value: 2,
    },
    {
      what: "a record of bitHuman that cannot be had",
      signals: [makeBackfillFailed()],
      series: "relay_backfill_failing",
      value: 1,
    },
    {
      what: "that it can be had again",
      signals: [makeBackfillFailed(), { name: "backfill.recovered", failures: 1 }],
      series: "relay_backfill_failing",
      value: 0,
    },
    {
      what: "an error of the relay itself",
      signals: [{ name: "bug", where: "deliver", error: "x" }],
      series: "relay_bugs_total",
      value: 1,
    },
  ];

async function seriesCount(metrics: Metrics): Promise<number> {
  return (await metrics.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#")).length;
}

describe("metrics", () => {
  it.each(counted)("count $what", async ({ signals, series, value }) => {
    expect(await readSeries(metricsOf(signals), series)).toBe(value);
  });

  it.each([
    'webhook_requests_total{event_type="session.end",status="accepted"}',
    'webhook_requests_total{event_type="other",status="accepted"}',
    'relay_events_quarantined_total{reason="crash_loop"}',
    'relay_rule_findings_total{rule="asks-for-a-human"}',
    'relay_deliveries_total{to="support",state="dead"}',
    "relay_config_reload_failures_total",
  ])("have %s at 0 before anything happened", async (series) => {
    expect(await readSeries(metricsOf(), series)).toBe(0);
  });

  it("show that a destination is paused, until it takes what is sent again", async () => {
    const paused: Signal = { name: "destination.paused", to: "support", reason: "credentials", detail: "token_revoked" };
    const resumed: Signal = { name: "destination.resumed", to: "support", was: "credentials", lasted: second };
    const series = 'relay_destination_paused{to="support"}';
    expect(await readSeries(metricsOf([paused]), series)).toBe(1);
    expect(await readSeries(metricsOf([paused, resumed]), series)).toBe(0);
  });

  // C01
  it("tell that a reload was refused, until one is not", async () => {
    const refused = metricsOf([{ name: "rules.refused", problems: 2, first: "rules.yaml:1:1: …" }]);
    expect(await readSeries(refused, "relay_config_reload_failures_total")).toBe(1);
    expect(await readSeries(refused, "relay_config_last_reload_successful")).toBe(0);
    refused.watch({ name: "rules.loaded", version: "v2", rules: 7, changed: [] });
    expect(await readSeries(refused, "relay_config_last_reload_successful")).toBe(1);
    expect(await readSeries(refused, "relay_rules")).toBe(7);
  });

  // R27
  it("stay below 500 series, whatever types and agents arrive", async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `made-up-${index}`);
    const metrics = metricsOf(names.map((name) => makeAccepted({ type: name, agent: name, session: name })));
    for (const name of names) metrics.watch(makeAnswered({ status: 400, code: name }));
    expect(await seriesCount(metrics)).toBeLessThan(500);
    expect(await readSeries(metrics, 'webhook_requests_total{event_type="other",status="accepted"}')).toBe(10_000);
  });

  it("stay bounded, however many rules and destinations there are", async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `n${index}`);
    const metrics = metricsOf(names.flatMap((name) => [makeEvaluated({ rules: [name] }), makeAttempted({ to: name })]));
    expect(await seriesCount(metrics)).toBeLessThan(800);
    expect(await readSeries(metrics, 'relay_rule_findings_total{rule="other"}')).toBeGreaterThan(800);
  });

  // W10
  it("hold no id, session or text of what went through", async () => {
    const secret = "canary-51f3";
    const metrics = metricsOf([
      makeAccepted({ id: secret, agent: secret, session: secret }),
      makeAttempted({ id: secret, detail: secret }),
      { name: "bug", where: secret, error: secret },
      { name: "store.trouble", detail: secret },
    ]);
    expect(await metrics.text()).not.toContain(secret);
  });

  // W10
  it("keep the form that Prometheus reads: each name with help and type, counters ending in _total", async () => {
    const lines = (await metricsOf().text()).split("\n");
    const types = new Map(lines.filter((line) => line.startsWith("# TYPE ")).map((line) => [line.split(" ")[2], line.split(" ")[3]]));
    const helped = new Set(lines.filter((line) => line.startsWith("# HELP ")).map((line) => line.split(" ")[2]));
    const named = lines.filter((line) => /^[a-z]/.test(line)).map((line) => line.split(/[{ ]/)[0]?.replace(/_(bucket|sum|count)$/, ""));
    expect(named.filter((name) => name !== undefined && !types.has(name))).toEqual([]);
    expect([...types.keys()].filter((name) => !helped.has(name))).toEqual([]);
    expect([...types].filter(([name, type]) => type === "counter" && !name?.endsWith("_total"))).toEqual([]);
  });

  it("read what the store holds at most once a second", async () => {
    let now = monday;
    let reads = 0;
    const store = {
      trouble: () => undefined,
      projected: async () => ({ behind: 7, filled: 10, toFill: 30 }),
      figures: createMemoryStore().figures,
      stats() {
        reads += 1;
        return Promise.resolve(stats);
      },
    };
    const metrics = createMetrics({ version: "1", store, now: () => monday, elapsed: () => now, log: quiet, unfinished: () => 0 });
    expect(await readSeries(metrics, "active_avatar_sessions")).toBe(5);
    expect(await readSeries(metrics, 'relay_deliveries_queue{state="dead"}')).toBe(2);
    expect(await readSeries(metrics, "relay_index_behind_events")).toBe(7);
    expect(await readSeries(metrics, "relay_index_filling_events")).toBe(20);
    expect(reads).toBe(1);
    now = plus(now, second);
    expect(await readSeries(metrics, "relay_events_pending")).toBe(3);
    expect(reads).toBe(2);
  });

  it("tell what conversations there were in the last 24 hours, by agent, for twenty agents", async () => {
    const store = createMemoryStore();
    const made = visits({ seed: 9, sessions: 120, from: monday, hours: 40, agents: 30 });
    await live(store, made);
    const now = plus(monday, 40 * hour);
    const metrics = createMetrics({ version: "1", store, now: () => now, elapsed: () => now, log: quiet, unfinished: () => 0 });
    const series = (await metrics.text()).split("\n").filter((line) => line.startsWith("relay_insights_last_day{"));
    const sessions = series.filter((line) => line.includes('figure="sessions"')).map((line) => Number(line.split(" ").at(-1)));
    const isNew = (at: string) => Number(at) >= (now - day) / hour && Number(at) < now / hour;
    const expected = [...recounted(made)].filter(([cell]) => cell.endsWith("|sessions") && isNew(cell.split("|")[0] ?? ""));
    expect(sessions.reduce((sum, each) => sum + each, 0)).toBe(expected.reduce((sum, [, count]) => sum + count, 0));
    expect(new Set(series.map((line) => line.match(/agent="([^"]*)"/)?.[1])).size).toBe(21);
    expect(series.some((line) => line.includes('agent="other"'))).toBe(true);
  });

  it("are still served where the store cannot be read, and say so", async () => {
    const failing = () => Promise.reject(new Error("disk full"));
    const store = { trouble: () => "disk full", stats: failing, projected: failing, figures: failing };
    const metrics = createMetrics({ version: "1", store, now: () => monday, elapsed: () => monday, log: quiet, unfinished: () => 0 });
    expect(await readSeries(metrics, "relay_store_up")).toBe(0);
  });

  it("tell the bytes of unfinished bodies as they are at each scrape", async () => {
    const bodies = createBodyBudget(1_000);
    const store = createMemoryStore();
    const metrics = createMetrics({ version: "1", store, now: () => monday, elapsed: () => monday, log: quiet, unfinished: bodies.used });
    const share = bodies.enter(() => {});
    share.grow(300);
    expect(await readSeries(metrics, "relay_unfinished_body_bytes")).toBe(300);
    share.leave();
    expect(await readSeries(metrics, "relay_unfinished_body_bytes")).toBe(0);
  });
});

it("counts messages that are not heard by their language, and bounds the languages", async () => {
  const codes = Array.from({ length: 40 }, (_, index) => `x${index}`);
  const metrics = metricsOf([...["ko", "ko", ...codes].map((unheard) => makeEvaluated({ unheard })), makeEvaluated()]);
  expect(await readSeries(metrics, 'relay_unheard_total{language="ko"}')).toBe(2);
  expect(await readSeries(metrics, 'relay_unheard_total{language="other"}')).toBe(21);
});

it("shows for how long the event loop kept others waiting since the last scrape", async () => {
  const metrics = metricsOf();
  const longest = async () => {
    const until = performance.now() + 120;
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve)); // Node measures between two of its timers, so the first read may find none
    return readSeries(metrics, 'relay_event_loop_delay_seconds{quantile="1"}');
  };
  await expect.poll(longest).toBeGreaterThan(0.08);
});
