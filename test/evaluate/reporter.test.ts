import { describe, expect, it } from "vitest";
import type { Hours } from "../../src/core/clock/hours.ts";
import type { Signal } from "../../src/core/signal.ts";
import type { Acceptance, Arrival, Store } from "../../src/core/store.ts";
import { type Duration, day, hour, type Instant, minute, plus, toIso, type Zone } from "../../src/core/time.ts";
import { createReporter } from "../../src/evaluate/reporter.ts";
import { calendarOf } from "../../src/rules/calendar/calendar.ts";
import { makeSource } from "../receive/public-port.ts";
import { spansOf } from "../support/calendar.ts";
import { makeChat, makeOther, monday } from "../support/make.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { digest } from "../support/program.ts";
import { makeAccepted, makeAccountRefused, makeAnswered, makeAttempted, makeBackfillFailed } from "../support/signals.ts";

const refusedSignature = makeAnswered({ status: 401, code: "signature_invalid" });

const zone: Zone = { offsetAt: () => 0 };

/** Tuesday is a holiday. */
const almanac = () => ({ zone, calendars: new Map([["holidays", calendarOf(spansOf("2026-03-03"), zone)]]) });

interface Setting {
  readonly silentAfter?: Duration;
  readonly silentWithin?: Hours;
  /** What the store says to the first arrivals instead of taking them. */
  readonly refusals?: Acceptance[];
}

/** A reporter before a store in memory, on a clock of the test's. */
function report({ silentAfter, silentWithin, refusals = [] }: Setting = {}) {
  const store = createMemoryStore();
  const clock: { now: Instant; elapsed?: number } = { now: monday };
  const signals: Signal[] = [];
  const guarded: Pick<Store, "accept" | "event" | "searchEvents"> = {
    event: store.event,
    searchEvents: store.searchEvents,
    accept: async (arrival: Arrival) => refusals.shift() ?? store.accept(arrival),
  };
  const sources = () => [makeSource({ silentAfter, silentWithin })];
  const reporter = createReporter({
    store: guarded,
    sources,
    almanac,
    digest,
    now: () => clock.now,
    elapsed: () => clock.elapsed ?? clock.now,
    emit: (signal) => void signals.push(signal),
  });
  return {
    store,
    clock,
    signals,
    reporter,
    /** Each signal, and how long after the one before it. */
    async hear(...heard: readonly (Signal | readonly [Signal, Duration])[]) {
      for (const each of heard) {
        const [signal, after] = Array.isArray(each) ? (each as readonly [Signal, Duration]) : [each as Signal, 0]; // told apart by being a list
        clock.now = plus(clock.now, after);
        reporter.watch(signal);
      }
      await reporter.stop();
      return told(store);
    },
  };
}

async function told(store: Store) {
  const { rows } = await store.searchEvents({ limit: 100 });
  const details = await Promise.all(rows.map(({ id }) => store.event(id)));
  return details.flatMap((detail) => (detail?.event?.type.startsWith("relay.") ? [detail.event] : [])).toReversed();
}

/** The trouble with telling of trouble. */
const own = makeOther({ source: "relay", type: "relay.breaker.open", session: undefined });

const dead = makeAttempted({ state: "dead", outcome: "refused", reason: "permanent", detail: "channel_not_found", attempt: 2 });

describe("the relay's own trouble comes in as an event", () => {
  it("but not the trouble with an event that the relay made itself, or there would be no end", async () => {
    const { store, hear } = report();
    await store.accept({ kind: "event", event: own, raw: new Uint8Array() });
    expect(await hear(makeAttempted({ state: "dead", outcome: "refused", reason: "permanent", event: own.id }))).toEqual([own]);
  });

  it.each<[string, readonly Signal[], object]>([
    [
      "a delivery that ended undelivered",
      [dead],
      {
        type: "relay.delivery.dead",
        data: { subject: "support", to: "support", rule: "asks-for-a-human", reason: "permanent", attempts: 2 },
      },
    ],
    ["a breaker that opened", [{ name: "breaker.changed", to: "crm", state: "open" }], { type: "relay.breaker.open", data: { to: "crm" } }],
    [
      "a destination that waits for a person",
      [{ name: "destination.paused", to: "support", reason: "credentials", detail: "token_revoked" }],
      { type: "relay.destination.paused", data: { to: "support", reason: "credentials", detail: "token_revoked" } },
    ],
    [
      "a destination that takes what is sent again",
      [{ name: "destination.resumed", to: "support", was: "throttled", lasted: 90 * minute }],
      { type: "relay.destination.resumed", data: { to: "support", was: "throttled", minutes: 90 } },
    ],
    [
      "deliveries that have waited for too long",
      [{ name: "deliveries.ended", to: "crm", reason: "expired", detail: "waited for more than 7d", count: 12 }],
      { type: "relay.delivery.dead", data: { to: "crm", reason: "expired", deliveries: 12 } },
    ],
    [
      "a file that is not used",
      [{ name: "rules.refused", problems: 3, first: "rules.yaml:1:1: error E_YAML_SYNTAX (file): …" }],
      { type: "relay.reload.failed", data: { problems: 3 } },
    ],
    [
      "a record of bitHuman that cannot be had",
      [makeBackfillFailed()],
      {
        type: "relay.backfill.failed",
        data: {
          subject: "PLAN_REQUIRED",
          code: "PLAN_REQUIRED",
          detail: expect.stringContaining("Creator plan"),
          cure: expect.stringContaining("API access"),
          link: "https://www.bithuman.ai/pricing",
        },
      },
    ],
    [
      "a bitHuman that fails three times",
      [1, 2, 3, 4].map((failures) => makeBackfillFailed({ code: "UNAVAILABLE", passes: true, failures })),
      { type: "relay.backfill.failed", data: { code: "UNAVAILABLE", failures: 3 } },
    ],
    [
      "credits that do not last",
      [{ name: "account.low", balance: 1_200, rate: 2, active: 1, minutesLeft: 600, below: day }],
      { type: "relay.bithuman.balance_low", data: { balance: 1_200, rate: 2, active: 1, minutes_left: 600, below_minutes: 1_440 } },
    ],
    [
      "an account that bitHuman refuses",
      [makeAccountRefused({ link: "https://www.bithuman.ai/pricing" })],
      { type: "relay.bithuman.refused", data: { subject: "PLAN_REQUIRED", link: "https://www.bithuman.ai/pricing" } },
    ],
    ["a full disk", [makeAnswered({ status: 503, code: "storage_full" })], { type: "relay.store.full" }],
    [
      "a source that signs with another secret",
      Array(5).fill(refusedSignature),
      { type: "relay.source.rejecting", data: { source: "bithuman", refused: 5 } },
    ],
  ])("%s", async (_, signals, event) => {
    const { hear } = report();
    expect(await hear(...signals)).toMatchObject([{ source: "relay", session: undefined, occurredAt: monday, ...event }]);
  });

  it.each<[string, readonly Signal[]]>([
    ["an attempt that is repeated", [makeAttempted({ state: "waiting", outcome: "later" })]],
    [
      "a bitHuman that fails for a moment",
      [makeBackfillFailed({ passes: true, failures: 2 }), { name: "backfill.recovered", failures: 2 }],
    ],
    ["an account that cannot be looked at for a moment", [makeAccountRefused({ passes: true })]],
    ["a breaker that closes", [{ name: "breaker.changed", to: "crm", state: "closed" }]],
    ["strangers who try now and then", [refusedSignature, refusedSignature, makeAnswered(), ...Array(4).fill(refusedSignature)]],
    ["requests that are refused for something else", Array(9).fill(makeAnswered({ status: 413, code: "body_too_large" }))],
  ])("and nothing of %s", async (_, signals) => {
    const { hear } = report();
    expect(await hear(...signals)).toEqual([]);
  });

  it("once an hour of each destination, whatever process tells it", async () => {
    const { hear, store } = report();
    const events = await hear(dead, dead, [dead, 10 * minute], makeAttempted({ ...(dead as object), to: "crm" }), [dead, hour]);
    expect(events.map(({ data }) => data.to)).toEqual(["support", "crm", "support"]);
    const other = createReporter({ store, sources: () => [], almanac, digest, now: () => monday, elapsed: () => 0, emit: () => {} });
    other.watch(dead);
    await other.stop();
    expect(await told(store)).toHaveLength(3);
  });

  it("of a breaker once, however often its tries fail, and once when it is closed", async () => {
    const { hear } = report();
    const breaker = (state: "open" | "half-open" | "closed"): Signal => ({ name: "breaker.changed", to: "crm", state });
    const outage = Array.from({ length: 5 }, (): [Signal, Duration] => [breaker("open"), hour]);
    const events = await hear(...outage, breaker("half-open"), breaker("closed"));
    expect(events.map(({ type }) => type)).toEqual(["relay.breaker.open", "relay.destination.resumed"]);
  });

  it("but nothing that people were told by another process, or before a restart", async () => {
    const { hear } = report();
    const known = { to: "crm", isKnown: true } as const;
    const paused: Signal = { name: "destination.paused", reason: "throttled", detail: "HTTP 429", ...known };
    expect(await hear(paused, { name: "breaker.changed", state: "open", ...known })).toEqual([]);
  });

  it("but nothing of a delivery that was to tell of such trouble, and that hides no other", async () => {
    const { hear, store } = report();
    const own = makeOther({ type: "relay.breaker.open", source: "relay", session: undefined });
    await store.accept({ kind: "event", event: own, raw: new Uint8Array() });
    const events = await hear(makeAttempted({ ...(dead as object), event: own.id }), [dead, minute]);
    expect(events.map(({ type }) => type)).toEqual(["relay.breaker.open", "relay.delivery.dead"]);
  });

  it("is offered again where the store could not take it", async () => {
    const { hear } = report({ refusals: [{ status: "refused", reason: "storage_full" }] });
    expect(await hear(makeAnswered({ status: 503, code: "storage_full" }))).toEqual([]);
    expect(await hear({ name: "breaker.changed", to: "crm", state: "open" })).toHaveLength(2);
  });

  it("is counted like every event that was accepted", async () => {
    const { hear, signals } = report();
    await hear(dead, dead);
    expect(signals).toMatchObject([{ name: "event.accepted", type: "relay.delivery.dead", source: "relay" }]);
  });
});

describe("a source that falls silent", () => {
  async function afterSilence(setting: Setting, since: Duration, before: readonly Signal[] = [makeAccepted()]) {
    const { reporter, clock, store } = report(setting);
    reporter.start();
    for (const signal of before) reporter.watch(signal);
    clock.now = plus(monday, since);
    return {
      store,
      async look() {
        await reporter.look();
        await reporter.stop();
        return told(store);
      },
    };
  }

  it("is not told of where only the clock was set", async () => {
    const { reporter, clock, store } = report({ silentAfter: 10 * minute });
    clock.elapsed = 0;
    reporter.start();
    reporter.watch(makeAccepted());
    clock.now = plus(monday, 48 * 60 * minute);
    await reporter.look();
    await reporter.stop();
    expect(await told(store)).toEqual([]);
  });

  it("is told of, where its time is known", async () => {
    const { look } = await afterSilence({ silentAfter: 10 * minute }, 10 * minute);
    expect(await look()).toMatchObject([{ type: "relay.source.silent", data: { source: "bithuman", since: monday } }]);
  });

  it("is said to be silent since its last webhook, whether or not that one can be found", async () => {
    const { reporter, clock, store } = report({ silentAfter: 10 * minute });
    clock.now = plus(monday, 5 * minute);
    reporter.watch(makeAccepted());
    clock.now = plus(monday, 12 * minute);
    await reporter.look();
    expect(await told(store)).toEqual([]);
    clock.now = plus(monday, 15 * minute);
    await reporter.look();
    await reporter.stop();
    expect(await told(store)).toMatchObject([{ data: { since: plus(monday, 5 * minute) } }]);
  });

  it("is not told of before, nor where nobody asked for it", async () => {
    expect(await (await afterSilence({ silentAfter: 10 * minute }, 9 * minute)).look()).toEqual([]);
    expect(await (await afterSilence({}, 24 * hour)).look()).toEqual([]);
  });

  it("does not grow silent outside of its hours, nor on the days of a calendar", async () => {
    const office = { days: [[0, 1, 2, 3, 4]], hours: [{ from: 9 * hour, to: 17 * hour }], except: ["holidays"] };
    const { reporter, clock, store } = report({ silentAfter: 4 * hour, silentWithin: office });
    clock.now = plus(monday, 6 * hour); // Monday, 15:00
    reporter.watch(makeAccepted());
    const found: string[] = [];
    for (let at = clock.now; at < plus(monday, 3 * day); at = plus(at, 10 * minute)) {
      clock.now = at;
      await reporter.look();
      await reporter.stop();
      if ((await told(store)).length > found.length) found.push(toIso(at));
    }
    expect(found[0]).toBe("2026-03-04T11:00:00.000Z"); // two hours of Monday, none of Tuesday, and two of Wednesday
  });

  it("is told of once an hour where nothing ever came", async () => {
    const { look } = await afterSilence({ silentAfter: 10 * minute }, 11 * minute, []);
    await look();
    expect(await look()).toHaveLength(1);
  });

  it("has not where another process received something", async () => {
    const { look, store } = await afterSilence({ silentAfter: 10 * minute }, 10 * minute);
    const receivedAt = plus(monday, 5 * minute) as Instant;
    await store.accept({ kind: "event", event: makeChat({ receivedAt, occurredAt: receivedAt }), raw: new Uint8Array() });
    expect(await look()).toEqual([]);
  });
});
