import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Event } from "../../src/core/event.ts";
import { trendType } from "../../src/core/internal-event.ts";
import type { Store } from "../../src/core/store.ts";
import { day, hour, type Instant, minute, plus, toIso } from "../../src/core/time.ts";
import { ownEventWriter } from "../../src/evaluate/own-events.ts";
import { createTrendWatch } from "../../src/evaluate/trend-watch.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { makeChat } from "../support/make.ts";
import { digest, programOf } from "../support/program.ts";

/** Monday, 2026-03-30: the clock of Berlin was moved the day before. */
const nine = Date.parse("2026-03-30T09:00:00+02:00") as Instant;
const agent = "kiosk-1";
const trend = { of: "sessions", falls_below: "50%", at_least: 20 };
const options = { timezone: "Europe/Berlin" };

async function openStore(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-trends-"));
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: (_, error) => expect.unreachable(String(error)) });
  if (opened.kind !== "opened") throw new Error(opened.kind);
  onTestFinished(async () => {
    await opened.store.close();
    rmSync(folder, { recursive: true });
  });
  return opened.store;
}

async function settle(store: Store, program: ReturnType<typeof programOf>): Promise<readonly string[]> {
  const planner = createPlanner({ ...program, readsAll: true });
  const sent: string[] = [];
  for (;;) {
    const { count, decisions } = await store.evaluate(500, planner);
    sent.push(...decisions.flatMap(({ event, queued }) => queued.map((to) => `${to} ${event.type} ${toIso(event.occurredAt)}`)));
    if (count === 0) break;
  }
  while ((await store.project()).hasMore);
  return sent;
}

/** One visitor each minute and a half of an hour by the wall clock, as long as `lasts`. */
function visitors(begins: Instant, lasts: number, name: string): readonly Event[] {
  return Array.from({ length: Math.floor(lasts / 90_000) }, (_, index) => {
    const at = plus(begins, index * 90_000);
    return makeChat({ agent, session: `${name}-${index}`, occurredAt: at, receivedAt: at });
  });
}

async function take(store: Store, events: readonly Event[]): Promise<void> {
  await Promise.all(events.map((event) => store.accept({ kind: "event", event, raw: new Uint8Array() })));
}

/** Four weeks with forty visitors from nine to ten and from ten to eleven, and watches that began at seven. */
async function opened({ replicas = 1, rule = { when: { trend } } as object } = {}) {
  const store = await openStore();
  const program = programOf([rule], options);
  for (const week of [4, 3, 2, 1]) await take(store, visitors(plus(nine, hour - week * 7 * day), 2 * hour, `week-${week}`)); // winter time: an hour later in UTC
  await settle(store, program);
  const clock = { now: plus(nine, -2 * hour) };
  const watch = () =>
    createTrendWatch({
      store,
      asked: () => program.trends,
      almanac: () => program.almanac,
      addEvent: ownEventWriter(store, () => {}),
      digest,
      now: () => clock.now,
      emit: (signal) => {
        throw new Error(JSON.stringify(signal));
      },
    });
  let watches = Array.from({ length: replicas }, watch);
  const sent: string[] = [];
  return {
    store,
    sent,
    /** Lets the clock run, with a look every minute. */
    async until(end: Instant) {
      for (; clock.now <= end; clock.now = plus(clock.now, minute)) {
        for (const watch of watches) await watch.tick();
        sent.push(...(await settle(store, program)));
      }
    },
    take: (events: readonly Event[]) => take(store, events),
    restart() {
      watches = watches.map(watch);
    },
  };
}

async function trendsIn(store: Store) {
  const { rows } = await store.searchEvents({ limit: 100, type: trendType });
  const events = await Promise.all(rows.map(async ({ id }) => (await store.event(id))?.event));
  return events
    .toReversed()
    .map(
      (event) =>
        `${toIso(event?.occurredAt as Instant).slice(11, 16)} ${String(event?.data.state)} ${String(event?.data.now)} of ${String(event?.data.expected)}`,
    );
}

describe("nobody comes from nine on, where forty an hour usually do", () => {
  it("is reported within the hour, once, with the figures", async () => {
    const { store, sent, until } = await opened();
    await until(plus(nine, hour));
    expect(await trendsIn(store)).toEqual(["07:30 fallen 0 of 20"]);
    expect(sent).toEqual(["support relay.trend 2026-03-30T07:30:00.000Z"]);
    await until(plus(nine, 3 * hour));
    expect(sent).toHaveLength(1);
  });

  it("is one event although three replicas look", async () => {
    const { store, sent, until } = await opened({ replicas: 3 });
    await until(plus(nine, hour));
    expect(await trendsIn(store)).toHaveLength(1);
    expect(sent).toHaveLength(1);
  });

  it("is not reported where visitors come as usual", async () => {
    const { store, sent, until, take } = await opened();
    await take(visitors(nine, hour, "today"));
    await until(plus(nine, hour));
    expect(await trendsIn(store)).toEqual([]);
    await until(plus(nine, hour + minute));
    expect(await trendsIn(store)).toEqual(["08:00 normal 40 of 40"]);
    expect(sent).toEqual([]);
  });

  it("is no business of rules about another agent, nor of rules that are off", async () => {
    for (const rule of [{ when: { trend, agent: "kiosk-2" } }, { when: { trend }, mode: "off" }]) {
      const { store, until } = await opened({ rule });
      await until(plus(nine, hour));
      expect(await trendsIn(store)).toEqual([]);
    }
  });

  it("is not reported again after a restart in the middle of it, and is after a normal hour", async () => {
    const { store, sent, until, take, restart } = await opened();
    await until(plus(nine, hour));
    restart();
    await until(plus(nine, 2 * hour));
    expect(sent).toHaveLength(1);
    await take(visitors(plus(nine, 2 * hour), hour, "later"));
    expect((await trendsIn(store)).at(-1)).toMatch(/fallen/);
  });
});
