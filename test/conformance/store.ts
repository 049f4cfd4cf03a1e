/** What every store promises. Run it over an engine with `conformsToStore(name, open)`. */

import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Message, type Outcome, type Sending, type Settled, settle } from "../../src/core/delivery.ts";
import { ownEvent, sessionGroup } from "../../src/core/event.ts";
import { type Incident, type IncidentId, incidentKey } from "../../src/core/incident.ts";
import { forgottenWords, markName, markText, reportType } from "../../src/core/insights/report.ts";
import type { Json } from "../../src/core/json.ts";
import type { Decision, Planner } from "../../src/core/rule.ts";
import type { DeliveryQuery, Retention, Store, StoreChanges } from "../../src/core/store.ts";
import { type Duration, day, hour, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { aMessage, anArrival, anIncident, anna, aQuarantined, idOf, settledAs, t0 } from "../support/store-cases.ts";

export interface StoreUnderTest {
  readonly store: Store;
  /** Ends it as a kill would and opens it again; undefined where the engine keeps nothing. */
  readonly reopen?: () => Promise<Store>;
  /** Lets time pass for leases, where those go by a clock that nobody sets. */
  readonly elapse?: (span: Duration) => void;
  readonly cleanUp: () => Promise<void>;
}

const claimAll = { to: "crm", max: 100, lease: 30 * second, now: t0 };

const quarantine = { quarantined: day, quarantinedBytes: 1_000, figures: 730 * day };

export function conformsToStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the ${name} store`, () => {
    let under: StoreUnderTest;
    let store: Store;

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });

    afterEach(() => under.cleanUp());

    describe("accept", () => {
      it("accepts an event once, and calls the same id a duplicate ever after", async () => {
        expect(await store.accept(anArrival("a"))).toEqual({ status: "accepted", id: anArrival("a").event.id });
        expect(await store.accept(anArrival("a"))).toMatchObject({ status: "duplicate" });
        expect(await store.stats()).toMatchObject({ events: 1, pending: 1 });
      });

      it("accepts one of fifty that arrive together", async () => {
        const answers = await Promise.all(Array.from({ length: 50 }, () => store.accept(anArrival("a"))));
        expect(answers.filter(({ status }) => status === "accepted")).toHaveLength(1);
        expect(answers.filter(({ status }) => status === "duplicate")).toHaveLength(49);
      });

      it("keeps the raw bytes as they came, whatever they are", async () => {
        const raw = Uint8Array.from({ length: 256 }, (_, byte) => byte);
        const { event } = anArrival("a");
        await store.accept({ kind: "event", event, raw });
        expect(Uint8Array.from((await store.event(event.id))?.raw ?? [])).toEqual(raw);
      });

      it("keeps what is quarantined, never evaluates it, and shows why", async () => {
        const arrival = aQuarantined("q", "invalid_json");
        expect(await store.accept(arrival)).toEqual({ status: "quarantined", id: arrival.id });
        expect(await store.evaluate(10, deciding())).toMatchObject({ count: 0 });
        expect(await store.event(arrival.id)).toMatchObject({ status: "quarantined", quarantine: { reason: "invalid_json" } });
        expect(await store.stats()).toMatchObject({ events: 1, quarantined: 1, pending: 0 });
      });
    });

    describe("evaluate", () => {
      it("hands events over in the order in which they were accepted, each once", async () => {
        for (const id of ["a", "b", "c"]) await store.accept(anArrival(id));
        const seen: string[] = [];
        await store.evaluate(2, recording(seen));
        await store.evaluate(2, recording(seen));
        expect(await store.evaluate(2, recording(seen))).toMatchObject({ count: 0 });
        expect(seen).toEqual(["a", "b", "c"].map((id) => anArrival(id).event.id));
      });

      it("writes nothing of a decision that throws, and offers the events again", async () => {
        await store.accept(anArrival("a"));
        const broken: Planner = () => ({
          keys: [],
          decide: () => {
            throw new Error("a bug of ours");
          },
        });
        await expect(store.evaluate(10, broken)).rejects.toThrow("a bug of ours");
        expect(await store.evaluate(10, deciding())).toMatchObject({ count: 1 });
      });

      it("reads back the memories that the evaluation before has written", async () => {
        await store.accept(anArrival("a"));
        await store.accept(anArrival("b"));
        await store.evaluate(1, counting("k"));
        await store.evaluate(1, counting("k"));
        await store.accept(anArrival("c"));
        let read: Json | undefined;
        await store.evaluate(
          1,
          deciding({}, ["k"], (memories) => (read = memories.get("k"))),
        );
        expect(read).toBe(2);
      });

      it("queues a message once, however often it is decided", async () => {
        for (const id of ["a", "b"]) await store.accept(anArrival(id));
        await store.evaluate(10, deciding({ messages: [aMessage("m")] }));
        expect((await store.searchDeliveries({ limit: 10 })).rows).toHaveLength(1);
      });

      it("takes the events that a decision makes as its own, after what was there", async () => {
        await store.accept(anArrival("a"));
        await store.evaluate(10, deciding({ events: [anArrival("own").event] }));
        const seen: string[] = [];
        await store.evaluate(10, recording(seen));
        expect(seen).toEqual([anArrival("own").event.id]);
      });

      it("tells watchers that events wait, and which destinations have work", async () => {
        const news: StoreChanges[] = [];
        store.watch((told) => news.push(told));
        await store.accept(anArrival("a"));
        await store.evaluate(10, deciding({ messages: [aMessage("m")] }));
        await expect.poll(() => news.some(({ events }) => events)).toBe(true);
        await expect.poll(() => news.some(({ deliveries }) => deliveries.has("crm"))).toBe(true);
      });
    });

    describe("timers", () => {
      const timer = { key: "idle x", dueAt: plus(t0, minute), source: "bithuman", agent: "A1", session: "s1", payload: { idle: true } };

      it("turns a due timer into one event, and not before it is due", async () => {
        await store.accept(anArrival("a"));
        await store.evaluate(1, deciding({ timers: [timer] }));
        expect(await store.fireTimers(plus(t0, minute - 1), 10)).toBe(0);
        expect(await store.fireTimers(plus(t0, minute), 10)).toBe(1);
        expect(await store.fireTimers(plus(t0, minute), 10)).toBe(0);
        const { decisions } = await store.evaluate(10, deciding());
        expect(decisions[0]?.event).toMatchObject({
          kind: "due",
          timer: "idle x",
          session: "s1",
          occurredAt: timer.dueAt,
          data: { idle: true },
        });
      });

      it("fires earlier what was set before the clock was set back, at the moment that the clock of then would have shown", async () => {
        const later = { ...timer, key: "idle y", dueAt: plus(t0, 2 * hour) };
        const since = { ...timer, key: "idle z", dueAt: plus(t0, minute - hour) };
        await store.accept(anArrival("a"));
        await store.evaluate(1, deciding({ timers: [timer, later, since] }));
        const now = plus(t0, -hour); // it was t0 before
        await store.setBack(hour, now);
        expect(await store.fireTimers(plus(now, minute), 10)).toBe(2);
        const { decisions } = await store.evaluate(10, deciding());
        const seen = decisions.map(({ event }) => [event.kind === "due" && event.timer, event.occurredAt, event.data] as const);
        expect(seen.sort(([one], [other]) => (String(one) < String(other) ? -1 : 1))).toEqual([
          ["idle x", timer.dueAt, { idle: true, ahead: hour }],
          ["idle z", since.dueAt, { idle: true }],
        ]);
        await store.setBack(hour, plus(now, -hour));
        expect(await store.fireTimers(plus(t0, 0), 10)).toBe(1);
        expect((await store.evaluate(10, deciding())).decisions).toMatchObject([
          { event: { occurredAt: later.dueAt, data: { ahead: 2 * hour } } },
        ]);
      });

      it("has a delivery due earlier where the clock was set back", async () => {
        await store.accept(anArrival("a"));
        await store.evaluate(1, deciding({ messages: [aMessage("m", { dueAt: plus(t0, minute) })] }));
        const now = plus(t0, -hour);
        await store.setBack(hour, now);
        expect(await store.waiting()).toEqual([{ to: "crm", dueAt: plus(now, minute) }]);
      });

      it("keeps a delivery due that was due before the clock was set back, and was held back", async () => {
        await queue(store, aMessage("m", { dueAt: plus(t0, -10 * minute) }));
        const now = plus(t0, -hour);
        await store.setBack(hour, now);
        expect(await store.claimDeliveries({ ...claimAll, now })).toHaveLength(1);
      });

      it("fires early only what was due before anything that waits was received, and no absence of a source that is awaited", async () => {
        const step = { ...timer, key: "wake one", dueAt: plus(t0, minute) };
        const later = { ...step, key: "wake two", dueAt: plus(t0, 3 * minute) };
        const elsewhere = { ...timer, key: "idle y", source: "elsewhere", dueAt: plus(t0, 3 * minute) };
        await store.accept(anArrival("a"));
        await store.evaluate(1, deciding({ timers: [timer, { ...timer, key: "step i1 0" }, step, later, elsewhere] }));
        await store.accept(anArrival("b", { receivedAt: plus(t0, 2 * minute) }));
        const fired = async (): Promise<readonly string[]> => {
          const { count, decisions } = await store.evaluate(10, deciding());
          const timers = decisions.flatMap(({ event }) => (event.kind === "due" ? [event.timer] : []));
          return count === 0 ? timers : [...timers, ...(await fired())];
        };
        const awaited = ["another", "bithuman"];
        expect(await store.fireTimers(plus(t0, hour), 10, awaited)).toBe(1);
        expect(await fired()).toEqual(["wake one"]);
        expect(await store.fireTimers(plus(t0, hour), 10, awaited)).toBe(2);
        expect((await fired()).toSorted()).toEqual(["idle y", "wake two"]);
        expect(await store.fireTimers(plus(t0, hour), 10, awaited)).toBe(0);
        expect(await store.fireTimers(plus(t0, hour), 10)).toBe(2);
      });

      it("moves a timer that is set again, and drops one that is cancelled", async () => {
        for (const id of ["a", "b"]) await store.accept(anArrival(id));
        await store.evaluate(1, deciding({ timers: [timer, { ...timer, key: "other" }] }));
        await store.evaluate(
          1,
          deciding({
            timers: [
              { ...timer, dueAt: plus(t0, hour) },
              { ...timer, key: "other", dueAt: undefined },
            ],
          }),
        );
        expect(await store.fireTimers(plus(t0, minute), 10)).toBe(0);
        expect(await store.fireTimers(plus(t0, hour), 10)).toBe(1);
      });
    });

    describe("deliveries", () => {
      it("claims what is due, oldest first, and no one claims it again before its lease is over", async () => {
        await queue(store, aMessage("late", { dueAt: plus(t0, second) }), aMessage("b"), aMessage("a", { dueAt: plus(t0, -second) }));
        expect(idsOf(await store.claimDeliveries(claimAll))).toEqual([aMessage("a").id, aMessage("b").id]);
        expect(await store.claimDeliveries(claimAll)).toEqual([]);
        const later = { ...claimAll, now: plus(t0, minute) };
        under.elapse?.(minute);
        expect(idsOf(await store.claimDeliveries(later))).toEqual([aMessage("a").id, aMessage("b").id, aMessage("late").id]);
      });

      it("hands over what an evaluation queues and a lane has room for, or leaves it to be claimed, each once", async () => {
        const [first, second, late] = [aMessage("a"), aMessage("b"), aMessage("late", { dueAt: plus(t0, hour) })];
        await store.accept(anArrival("a"));
        let asked = 0;
        const handed = await new Promise<readonly Sending[]>((resolve) => {
          const lease = ({ dueAt }: Message) => (dueAt > t0 || ++asked > 1 ? undefined : minute); // there is room for one
          void store
            .evaluate(1, deciding({ messages: [first, second, late] }), { lease, take: resolve })
            .then(() => asked === 0 && resolve([]));
        });
        expect(handed).toEqual(asked === 0 ? [] : [expect.objectContaining({ message: first, key: first.id, attempts: 0 })]);
        const claimed = await store.claimDeliveries(claimAll);
        expect([...idsOf(handed), ...idsOf(claimed)]).toEqual([first.id, second.id]);
        expect(await store.stats()).toMatchObject({ deliveries: { waiting: 1, sending: 2 } });
        expect(await store.settle([...handed, ...claimed].map((each) => settledAs(each, "delivered")))).toHaveLength(2);
      });

      it("gives back what was handed over and not settled, when the lease is over", async () => {
        await store.accept(anArrival("a"));
        await store.evaluate(1, deciding({ messages: [aMessage("a")] }), { lease: () => minute, take() {} });
        const later = { ...claimAll, now: plus(t0, 2 * minute) };
        under.elapse?.(2 * minute);
        expect(idsOf(await store.claimDeliveries(later))).toEqual([aMessage("a").id]);
      });

      it("says of one that waits why its last attempt failed, and of one that was delivered nothing", async () => {
        await queue(store, aMessage("a"));
        await settleNext(store, "waiting");
        const [waiting] = (await store.searchDeliveries({ limit: 1 })).rows;
        expect(waiting).toMatchObject({
          state: "waiting",
          attempts: 1,
          attemptsMade: 1,
          answer: "no answer",
          reason: "timeout",
          detail: "no answer",
        });
        await settleNext(store, "delivered");
        const [delivered] = (await store.searchDeliveries({ limit: 1 })).rows;
        expect(delivered).toMatchObject({ state: "delivered", attemptsMade: 2, reason: undefined, detail: undefined });
      });

      it("refuses to settle for an owner whose lease another has taken over", async () => {
        await queue(store, aMessage("a"));
        const [stale] = await store.claimDeliveries(claimAll);
        under.elapse?.(minute);
        const [fresh] = await store.claimDeliveries({ ...claimAll, now: plus(t0, minute) });
        if (stale === undefined || fresh === undefined) throw new Error("nothing was claimed");
        expect(await store.settle([settledAs(stale, "delivered")])).toEqual([]);
        expect(await store.settle([settledAs(fresh, "delivered")])).toEqual([fresh.message.id]);
        expect(await store.stats()).toMatchObject({ deliveries: { delivered: 1, waiting: 0, sending: 0 } });
      });

      it("keeps the key, counts the attempts and tells every one of them", async () => {
        await queue(store, aMessage("a"));
        await settleNext(store, "waiting");
        await settleNext(store, "dead");
        const delivery = await store.delivery(aMessage("a").id);
        expect(delivery).toMatchObject({ state: "dead", attempts: 2, reason: "exhausted", key: aMessage("a").id });
        expect(delivery?.history.map(({ kind }) => kind)).toEqual(["later", "later"]);
      });

      it("hands what one attempt has done to those that follow, also after a failure and a redrive, but not under a new key", async () => {
        await queue(store, aMessage("a"));
        const later: Outcome = { kind: "later", reason: "unavailable", detail: "503" };
        expect(await endNext(store, { kind: "onward", progress: { done: 1 } })).toBeUndefined();
        expect(await endNext(store, later)).toEqual({ done: 1 });
        expect(await endNext(store, later)).toEqual({ done: 1 });
        await store.redrive({ dryRun: false, newKey: false, now: t0 });
        expect(await endNext(store, { kind: "refused", reason: "permanent", detail: "404" })).toEqual({ done: 1 });
        await store.redrive({ dryRun: false, newKey: true, now: t0 });
        expect(await endNext(store, later)).toBeUndefined();
      });

      it("sends a thread in order, one at a time, and gives later messages the first one's reference", async () => {
        await queue(store, aMessage("1", { thread: "t" }), aMessage("2", { thread: "t" }), aMessage("3", { thread: "u" }));
        expect(idsOf(await store.claimDeliveries(claimAll))).toEqual([aMessage("1").id, aMessage("3").id]);
        const again = { ...claimAll, now: plus(t0, minute) };
        under.elapse?.(minute);
        const [first] = await store.claimDeliveries({ ...again, max: 1 });
        if (first === undefined) throw new Error("nothing was claimed");
        await store.settle([settledAs(first, "delivered", "ts-1")]);
        const next = await store.claimDeliveries(again);
        expect(next.find(({ message }) => message.id === aMessage("2").id)?.reference).toBe("ts-1");
      });

      it("keeps a thread in order across a kill, also one whose head was being sent, and while others go on", async ({ skip }) => {
        if (under.reopen === undefined) return skip("this engine keeps nothing");
        await queue(
          store,
          ...["1", "2", "3"].map((name) => aMessage(name, { thread: "in order s1" })),
          aMessage("x", { thread: "in order s2" }),
        );
        expect(idsOf(await store.claimDeliveries(claimAll))).toEqual([aMessage("1").id, aMessage("x").id]);
        store = await under.reopen();
        const [again, other] = await store.claimDeliveries(claimAll);
        expect([again?.message.id, other?.message.id]).toEqual([aMessage("1").id, aMessage("x").id]);
        await store.settle([settledAs(again as Sending, "waiting")]);
        expect(idsOf(await store.claimDeliveries(claimAll))).toEqual([aMessage("1").id]);
        store = await under.reopen();
        await settleNext(store, "dead");
        store = await under.reopen();
        const [next] = (await store.claimDeliveries(claimAll)).filter(({ message }) => message.thread === "in order s1");
        expect(next?.message.id).toBe(aMessage("2").id);
        await store.settle([settledAs(next as Sending, "delivered")]);
        expect(idsOf(await store.claimDeliveries(claimAll))).toEqual([aMessage("3").id]);
      });

      it("lets a thread go on after one of it has died", async () => {
        await queue(store, aMessage("1", { thread: "t" }), aMessage("2", { thread: "t" }));
        await settleNext(store, "dead");
        expect(idsOf(await store.claimDeliveries(claimAll))).toEqual([aMessage("2").id]);
      });

      it("keeps a message that could not be rendered with the dead, and lets others pass it", async () => {
        await queue(
          store,
          aMessage("1", { thread: "t", renderFailure: { reason: "render_failed", detail: "no" } }),
          aMessage("2", { thread: "t" }),
        );
        expect(idsOf(await store.claimDeliveries(claimAll))).toEqual([aMessage("2").id]);
        expect(await store.stats()).toMatchObject({ deliveries: { dead: 1 } });
      });

      it("gives back what it is asked to release", async () => {
        await queue(store, aMessage("a"));
        await store.release(await store.claimDeliveries(claimAll));
        expect(await store.claimDeliveries(claimAll)).toHaveLength(1);
      });

      it("knows which destinations wait, and buries those that are gone", async () => {
        await queue(store, aMessage("a"), aMessage("b", { to: "gone", dueAt: plus(t0, hour) }));
        expect(await store.waiting()).toEqual([
          { to: "crm", dueAt: t0 },
          { to: "gone", dueAt: plus(t0, hour) },
        ]);
        expect(await store.markAllDead("gone", "sink_removed", "removed", t0)).toBe(1);
        expect((await store.searchDeliveries({ state: "dead", limit: 10 })).rows).toMatchObject([{ to: "gone", reason: "sink_removed" }]);
        const found = async (query: Omit<DeliveryQuery, "limit">) => (await store.searchDeliveries({ ...query, limit: 10 })).rows.length;
        const [first] = (await store.searchDeliveries({ state: "dead", limit: 1 })).rows;
        const session = (await store.event(first?.event ?? ""))?.session ?? "";
        expect(await Promise.all([found({ reason: "sink_removed" }), found({ reason: "expired" })])).toEqual([1, 0]);
        expect([await found({ session: "of nobody" }), (await found({ session })) > 0]).toEqual([0, true]);
        const dueAt = first?.dueAt ?? t0;
        expect([await found({ state: "dead", since: dueAt }), await found({ state: "dead", since: plus(dueAt, 1) })]).toEqual([1, 0]);
      });
    });

    describe("waiting for a destination", () => {
      const at = (span: number) => ({ ...claimAll, now: plus(t0, span) });
      const failing: Outcome = { kind: "later", reason: "unavailable", detail: "HTTP 503" };

      async function fail(name: string): Promise<Settled> {
        await queue(store, aMessage(name));
        const [sending] = await store.claimDeliveries(claimAll);
        const settled = settle(sending as Sending, { outcome: failing, startedAt: t0, endedAt: t0 }, { waits: [hour] }, () => 1);
        await store.settle([settled]);
        return settled;
      }

      it("makes due at once what waits for its repetition, with the attempts that it is told, and leaves what has changed", async () => {
        const { id, fence } = await fail("a");
        await queueMore(store, aMessage("b", { dueAt: plus(t0, minute) }));
        await store.hasten(
          [
            { id, fence, attempts: 0 },
            { id: aMessage("b").id, fence: 7, attempts: 0 },
          ],
          plus(t0, second),
        );
        expect(await store.delivery(id)).toMatchObject({ state: "waiting", attempts: 0, dueAt: plus(t0, second) });
        expect((await store.delivery(aMessage("b").id))?.dueAt).toBe(plus(t0, minute));
        const [claimed] = await store.claimDeliveries(at(second));
        expect(claimed).toMatchObject({ attempts: 0, since: t0 });
        await store.hasten([{ id, fence, attempts: 5 }], plus(t0, 2 * second));
        expect(await store.delivery(id)).toMatchObject({ state: "sending", attempts: 0 });
      });

      it("knows when a message was first due, until it is redriven", async () => {
        const { id } = await fail("a");
        await store.settle((await store.claimDeliveries(at(hour))).map((each) => settledAs(each, "waiting")));
        const [again] = await store.claimDeliveries(at(hour));
        expect(again?.since).toBe(t0);
        await store.settle([settledAs(again as Sending, "dead")]);
        await store.redrive({ dryRun: false, newKey: false, now: plus(t0, day) });
        const [fresh] = await store.claimDeliveries(at(day));
        expect([fresh?.message.id, fresh?.since]).toEqual([id, undefined]);
      });

      it("ends what has been due for too long and lets go what stood behind it, which ends as well", async () => {
        const old = Array.from({ length: 300 }, (_, index) => aMessage(`old ${index}`));
        const inOrder = ["1", "2", "3"].map((name) => aMessage(name, { thread: "t" }));
        const others = [aMessage("young", { dueAt: plus(t0, 2 * hour) }), aMessage("other", { to: "mail" })];
        await queue(store, aMessage("sending"));
        await store.claimDeliveries(claimAll);
        await queueMore(store, ...old, ...inOrder, ...others);
        expect(await store.markAllDead("crm", "expired", "waited", plus(t0, day), plus(t0, hour))).toBe(303);
        expect((await store.stats()).deliveries).toMatchObject({ waiting: 2, sending: 1, dead: 303 });
        expect(await store.delivery(inOrder[2]?.id ?? "")).toMatchObject({ state: "dead", reason: "expired", detail: "waited" });
      });
    });

    describe("threads of incidents", () => {
      const inThread = (name: string, override: Partial<Message>) => aMessage(name, { thread: "i1", ...override });
      const told = (...items: readonly string[]) => ({ kind: "findings", items, more: 1 });
      const bodyOf = async (name: string) => (await store.delivery(aMessage(name).id))?.body;

      beforeEach(() => queue(store, inThread("parent", {})));

      it("keeps the mode of a message", async () => {
        await queueMore(store, inThread("reply", { mode: "append" }));
        await settleNext(store, "delivered", "C1:ts");
        const [reply] = await store.claimDeliveries(claimAll);
        expect(reply?.message.mode).toBe("append");
        expect(reply?.reference).toBe("C1:ts");
        expect(await store.threadReference(reply?.message.to ?? "", "i1")).toBe("C1:ts");
      });

      it("shows the state that came last: an update takes the place of one that waits", async () => {
        await queueMore(store, inThread("u1", { mode: "update", body: { state: "open" } }));
        await queueMore(store, inThread("u2", { mode: "update", body: { state: "claimed" } }));
        expect(await bodyOf("u1")).toEqual({ state: "claimed" });
        expect(await store.delivery(aMessage("u2").id)).toBeUndefined();
        expect(await store.stats()).toMatchObject({ deliveries: { waiting: 2 } });
      });

      it("tells together what waits to be appended, and loses no count of it", async () => {
        await queueMore(store, inThread("a1", { mode: "append", body: told("x") }));
        await queueMore(store, inThread("a2", { mode: "append", body: told("y", "z") }));
        await queueMore(store, inThread("t1", { mode: "append", body: { ...told("turn"), kind: "turns" } }));
        expect(await bodyOf("a1")).toEqual({ kind: "findings", items: ["x", "y", "z"], more: 2 });
        expect(await bodyOf("t1")).toMatchObject({ kind: "turns" });
      });

      it("never changes what may have arrived under its key", async () => {
        await queueMore(store, inThread("a1", { mode: "append", body: told("x") }));
        await settleNext(store, "delivered", "C1:ts");
        await settleNext(store, "waiting");
        await queueMore(store, inThread("a2", { mode: "append", body: told("y") }));
        expect(await bodyOf("a1")).toEqual(told("x"));
        expect(await bodyOf("a2")).toEqual(told("y"));
      });

      it("goes on below the message that an update had to begin the thread anew with", async () => {
        await settleNext(store, "delivered", "C1:first");
        await queueMore(store, inThread("u1", { mode: "update" }));
        await settleNext(store, "delivered", "C1:again");
        await queueMore(store, inThread("a1", { mode: "append" }));
        expect((await store.claimDeliveries(claimAll))[0]?.reference).toBe("C1:again");
        const { to } = aMessage("u1");
        const known = [store.threadReference(to, "i1"), store.threadReference(to, "i2"), store.threadReference("another", "i1")];
        expect(await Promise.all(known)).toEqual(["C1:again", undefined, undefined]);
      });

      it("counts the backlog of new messages, up to a number, and can claim only those", async () => {
        await settleNext(store, "delivered", "C1:ts");
        await queueMore(
          store,
          inThread("a1", { mode: "append" }),
          aMessage("n1"),
          aMessage("n2"),
          aMessage("n3", { dueAt: plus(t0, hour) }),
        );
        expect(await store.backlog("crm", t0, 10)).toBe(2);
        expect(await store.backlog("crm", t0, 1)).toBe(1);
        expect(idsOf(await store.claimDeliveries({ ...claimAll, mode: "new" }))).toEqual([aMessage("n1").id, aMessage("n2").id]);
      });

      it("knows of a message whether it may have arrived before", async () => {
        const [first] = await store.claimDeliveries(claimAll);
        expect(first?.unsure ?? false).toBe(false);
        under.elapse?.(minute);
        const [expired] = await store.claimDeliveries({ ...claimAll, now: plus(t0, minute) });
        if (expired === undefined) throw new Error("nothing was claimed");
        expect(expired.unsure).toBe(true);
        const settled = settledAs(expired, "waiting");
        await store.settle([{ ...settled, next: { state: "waiting", dueAt: t0 } }]);
        const [certain] = await store.claimDeliveries(claimAll);
        if (certain === undefined) throw new Error("nothing was claimed");
        expect(certain.unsure ?? false).toBe(false);
        await store.settle([{ ...settledAs(certain, "waiting"), next: { state: "waiting", dueAt: t0, unsure: true } }]);
        expect((await store.claimDeliveries(claimAll))[0]?.unsure).toBe(true);
      });
    });

    describe("a single memory", () => {
      it("is shown where it is kept, and nothing where it is not", async () => {
        await store.accept(anArrival("a memory"));
        await store.evaluate(100, deciding({}, [], undefined, "k"));
        expect([await store.memory("k"), await store.memory("nothing")]).toEqual([1, undefined]);
      });
    });

    describe("incidents", () => {
      const keep = async (...incidents: readonly Incident[]) => {
        await store.accept(anArrival(JSON.stringify(incidents)));
        await store.evaluate(100, deciding({ incidents }));
      };

      it("writes an incident and its changes, and finds it by its id", async () => {
        await keep(anIncident("a"));
        const claimed = { ...anIncident("a"), state: "claimed", version: 2, owner: anna } as const;
        await keep(claimed);
        expect(await store.incident(claimed.id)).toEqual(claimed);
        expect((await store.searchIncidents({ limit: 10 })).rows).toEqual([claimed]);
        expect(await store.incident("nobody")).toBeUndefined();
      });

      it("searches by state, session, rule and owner, the newest first, page by page", async () => {
        const all = [
          anIncident("a"),
          anIncident("b", { session: "s2", rule: "other" }),
          anIncident("c", { state: "claimed", owner: anna }),
          anIncident("d", { state: "resolved" }),
        ];
        await keep(...all);
        const named = (query: object) => store.searchIncidents({ limit: 10, ...query }).then(({ rows }) => rows.map(({ id }) => id));
        expect(await named({ states: ["open", "claimed"] })).toEqual([all[2]?.id, all[1]?.id, all[0]?.id]);
        expect(await named({ session: "s2" })).toEqual([all[1]?.id]);
        expect(await named({ rule: "other" })).toEqual([all[1]?.id]);
        expect(await named({ owner: anna.id })).toEqual([all[2]?.id]);
        const first = await store.searchIncidents({ limit: 3 });
        expect(first.rows).toHaveLength(3);
        const rest = await store.searchIncidents({ limit: 3, ...(first.next === undefined ? {} : { before: first.next }) });
        expect(rest).toMatchObject({ rows: [{ id: all[0]?.id }], next: undefined });
      });

      it("lets go of resolved ones with the deliveries, and never of open ones", async () => {
        await keep(anIncident("a"), anIncident("b", { state: "resolved" }));
        await pruneAll(store, { events: day, deliveries: day, dedupe: 30 * day, ...quarantine }, plus(t0, 2 * day));
        expect((await store.searchIncidents({ limit: 10 })).rows.map(({ id }) => id)).toEqual([anIncident("a").id]);
      });

      it("forgets those of a session, with their memories and all that was queued for them", async () => {
        const incident = anIncident("a");
        await store.accept(anArrival("a"));
        const message = aMessage("by-a-click", { thread: incident.id, event: anArrival("a-click").event.id });
        await store.evaluate(1, deciding({ incidents: [incident], messages: [message] }, [], undefined, incidentKey(incident.id)));
        const known = { events: 1, pending: 0, quarantined: 0, deliveries: 1, undelivered: 1, incidents: 1, memories: 1 };
        expect(await store.forget("s1", { dryRun: true })).toEqual(known);
        expect(await store.forget("s1")).toEqual(known);
        expect(await store.incident(incident.id)).toBeUndefined();
        expect(await store.delivery(message.id)).toBeUndefined();
        let read: Json | undefined = "unread";
        await store.accept(anArrival("b"));
        await store.evaluate(
          1,
          deciding({}, [incidentKey(incident.id)], (memories) => (read = memories.get(incidentKey(incident.id)))),
        );
        expect(read).toBeUndefined();
      });
    });

    describe("redrive", () => {
      const all = { dryRun: false, newKey: false, now: plus(t0, hour) };

      beforeEach(async () => {
        await queue(store, aMessage("a"), aMessage("b"), aMessage("c", { rule: "other" }));
        for (const sending of await store.claimDeliveries(claimAll)) await store.settle([settledAs(sending, "dead")]);
      });

      it("counts before it does anything", async () => {
        expect(await store.redrive({ ...all, dryRun: true })).toEqual({ matched: 3, queued: 0 });
        expect(await store.redrive({ ...all, dryRun: true, rule: "other" })).toEqual({ matched: 1, queued: 0 });
        expect(await store.stats()).toMatchObject({ deliveries: { dead: 3 } });
      });

      it("sends again under the same keys, unless new ones are asked for", async () => {
        await store.redrive({ ...all, rule: "other", newKey: true });
        await store.redrive(all);
        const keys = new Map((await store.claimDeliveries({ ...claimAll, now: all.now })).map(({ message, key }) => [message.id, key]));
        expect(keys.get(aMessage("a").id)).toBe(aMessage("a").id);
        expect(keys.get(aMessage("c").id)).not.toBe(aMessage("c").id);
      });

      it("spreads what it queues over time where a rate is given", async () => {
        await store.redrive({ ...all, rate: 2 });
        expect(await store.claimDeliveries({ ...claimAll, now: all.now })).toHaveLength(1);
        expect(await store.claimDeliveries({ ...claimAll, now: plus(all.now, second) })).toHaveLength(2);
      });

      it("sends again one by its id, and nothing that is not dead", async () => {
        const [first] = (await store.searchDeliveries({ state: "dead", limit: 1 })).rows;
        const id = first?.id ?? "";
        expect(await store.redrive({ ...all, id })).toEqual({ matched: 1, queued: 1 });
        expect(await store.redrive({ ...all, id })).toEqual({ matched: 0, queued: 0 });
        expect(await store.redrive({ ...all, id: "unknown" })).toEqual({ matched: 0, queued: 0 });
        expect((await store.stats()).deliveries.waiting).toBe(1);
      });

      it("sends to another destination what that one can send, under the same keys; the rest stays dead", async () => {
        const { rows } = await store.searchDeliveries({ state: "dead", limit: 100 });
        const fits = rows[0]?.body;
        const adopt = (body: Json) => (JSON.stringify(body) === JSON.stringify(fits) ? { adopted: body } : undefined);
        const wanted = { ...all, sendTo: { to: "other", adopt } };
        const counts = { matched: rows.length, unfit: rows.length - 1 };
        expect(await store.redrive({ ...wanted, dryRun: true })).toEqual({ ...counts, queued: 0 });
        expect(await store.redrive(wanted)).toEqual({ ...counts, queued: 1 });
        expect((await store.stats()).deliveries).toMatchObject({ waiting: 1, dead: rows.length - 1 });
        const [claimed] = await store.claimDeliveries({ ...claimAll, to: "other", now: all.now });
        expect(claimed).toMatchObject({
          key: rows[0]?.key,
          attempts: 0,
          message: { id: rows[0]?.id, to: "other", body: { adopted: fits } },
        });
      });

      it("discards a dead letter with its attempts, once, and nothing else", async () => {
        const before = (await store.stats()).deliveries;
        const [first] = (await store.searchDeliveries({ state: "dead", limit: 1 })).rows;
        const id = first?.id ?? "";
        expect([await store.discard(id), await store.discard(id), await store.discard("unknown")]).toEqual([true, false, false]);
        expect(await store.delivery(id)).toBeUndefined();
        expect((await store.stats()).deliveries).toEqual({ ...before, dead: before.dead - 1 });
        await store.redrive(all);
        const [waiting] = (await store.searchDeliveries({ state: "waiting", limit: 1 })).rows;
        expect(await store.discard(waiting?.id ?? "")).toBe(false);
      });

      it("can be stopped: what was not sent yet is dead again", async () => {
        await store.redrive({ ...all, rate: 1 });
        const [first] = await store.claimDeliveries({ ...claimAll, now: all.now });
        if (first === undefined) throw new Error("nothing was claimed");
        await store.settle([settledAs(first, "delivered")]);
        expect(await store.stopRedrive(plus(t0, hour))).toBe(2);
        expect(await store.stats()).toMatchObject({ deliveries: { delivered: 1, dead: 2, waiting: 0 } });
      });

      it("sends hundreds again in their order and at their rate, those of a filter alone", async () => {
        const more = Array.from({ length: 600 }, (_, n) => aMessage(`more ${n}`, { rule: n % 2 === 0 ? "even" : "odd" }));
        await queueMore(store, ...more);
        await store.settle((await store.claimDeliveries({ ...claimAll, max: 600 })).map((sending) => settledAs(sending, "dead")));
        expect(await store.redrive({ ...all, dryRun: true, rule: "even" })).toEqual({ matched: 300, queued: 0 });
        expect(await store.redrive({ ...all, rule: "even", rate: 1 })).toEqual({ matched: 300, queued: 300 });
        expect(await store.stats()).toMatchObject({ deliveries: { dead: 303, waiting: 300 } });
        const due = await store.claimDeliveries({ ...claimAll, max: 600, now: plus(all.now, 298 * second) });
        expect(idsOf(due)).toEqual(
          more
            .filter(({ rule }) => rule === "even")
            .map(({ id }) => id)
            .slice(0, 299),
        );
      });

      it("stopped while it is under way, leaves nothing that waits", async () => {
        const more = Array.from({ length: 600 }, (_, n) => aMessage(`more ${n}`));
        await queueMore(store, ...more);
        await store.settle((await store.claimDeliveries({ ...claimAll, max: 600 })).map((sending) => settledAs(sending, "dead")));
        const [{ queued }, stopped] = await Promise.all([store.redrive(all), store.stopRedrive(all.now)]);
        expect(stopped).toBe(queued);
        expect(await store.stats()).toMatchObject({ deliveries: { dead: 603, waiting: 0 } });
      });

      it("finds nothing the second time", async () => {
        expect(await store.redrive(all)).toEqual({ matched: 3, queued: 3 });
        expect(await store.redrive(all)).toEqual({ matched: 0, queued: 0 });
      });
    });

    describe("search", () => {
      it("pages through events, newest first, and filters them", async () => {
        for (const id of ["a", "b", "c"]) await store.accept(anArrival(id, { session: id === "b" ? "s2" : "s1" }));
        const first = await store.searchEvents({ limit: 2 });
        expect(first.rows.map(({ id }) => id)).toEqual([anArrival("c").event.id, anArrival("b").event.id]);
        const second = await store.searchEvents({ limit: 2, ...(first.next === undefined ? {} : { before: first.next }) });
        expect(second).toMatchObject({ rows: [{ id: anArrival("a").event.id }], next: undefined });
        expect((await store.searchEvents({ limit: 10, session: "s2" })).rows).toHaveLength(1);
        expect((await store.searchEvents({ limit: 10, status: "evaluated" })).rows).toHaveLength(0);
      });

      it("shows the trace and the findings of an evaluated event", async () => {
        await store.accept(anArrival("a"));
        const trace = { version: "v1", rules: [{ rule: "r", held: true, because: [], facts: {}, sent: 0 }] } as const;
        await store.evaluate(1, deciding({ trace }));
        expect(await store.event(anArrival("a").event.id)).toMatchObject({ status: "evaluated", trace, findings: [{ rule: "r" }] });
      });

      it("keeps the text of a version of the rules", async () => {
        expect(await store.saveRules("v1", "version: 1", t0)).toBe(true);
        expect(await store.rules("v1")).toBe("version: 1");
        expect(await store.rules("v2")).toBeUndefined();
      });

      it("keeps what was kept first under a name, for everybody and for good", async () => {
        const kept = await Promise.all([store.keep("key", "one"), store.keep("key", "two"), store.keep("other", "three")]);
        expect(kept).toEqual(["one", "one", "three"]);
        await store.prune({ events: 0, deliveries: 0, dedupe: 0, ...quarantine }, plus(t0, 10_000 * day), 1_000);
        expect(await store.keep("key", "four")).toBe("one");
      });

      it("keeps something instead of what is kept, for one of those who want to", async () => {
        expect(await store.keep("key", "one", "none")).toBe("one");
        expect(await store.keep("key", "two", "none")).toBe("one");
        const kept = await Promise.all(["a", "b", "c", "d"].map((text) => store.keep("key", text, "one")));
        expect(new Set(kept).size).toBe(1);
        expect(await store.keep("key", "")).toBe(kept[0]);
        expect(await store.keep("key", "", kept[0])).toBe("");
      });

      it("knows which rules were saved last, also when they are old ones again", async () => {
        expect(await store.latestRules()).toBeUndefined();
        await store.saveRules("v1", "version: 1", t0);
        await store.saveRules("v2", "version: 1 # edited", plus(t0, minute));
        expect(await store.latestRules()).toEqual({ version: "v2", text: "version: 1 # edited" });
        await store.saveRules("v1", "version: 1", plus(t0, hour));
        expect(await store.latestRules()).toEqual({ version: "v1", text: "version: 1" });
        const saved = [
          { version: "v1", at: plus(t0, hour) },
          { version: "v2", at: plus(t0, minute) },
        ];
        expect([await store.rulesVersions(10), await store.rulesVersions(1)]).toEqual([saved, saved.slice(0, 1)]);
      });

      it("keeps the newest five hundred versions of the rules", async () => {
        for (let n = 0; n < 502; n += 1) await store.saveRules(`v${n}`, "version: 1", plus(t0, n));
        await store.saveRules("v2", "version: 1", plus(t0, 600)); // in use again
        expect(await Promise.all(["v0", "v1", "v2", "v3", "v501"].map((version) => store.rules(version)))).toEqual([
          undefined,
          undefined,
          "version: 1",
          "version: 1",
          "version: 1",
        ]);
        expect(await store.rulesVersions(1_000)).toHaveLength(500);
      });

      it("reads events again in the order in which they were accepted, page by page, without what is quarantined", async () => {
        await store.accept(anArrival("a"));
        await store.accept(aQuarantined("q", "invalid_json"));
        for (const id of ["b", "c"]) await store.accept(anArrival(id));
        await store.evaluate(2, deciding());
        const first = await store.recorded(0, 2);
        const second = await store.recorded(first.at(-1)?.place ?? 0, 2);
        expect([first, second].map((page) => page.map(({ event }) => event))).toEqual([
          [anArrival("a").event, anArrival("b").event],
          [anArrival("c").event],
        ]);
      });
    });

    describe("retention", () => {
      const retention: Retention = { events: day, deliveries: day, dedupe: 30 * day, ...quarantine };

      it("empties old events and still knows their ids; keeps what waits, is dead or quarantined", async () => {
        await store.accept(aQuarantined("q", "invalid_json"));
        await queue(store, aMessage("sent"), aMessage("dead"), aMessage("waits", { dueAt: plus(t0, 90 * day) }));
        const claimed = await store.claimDeliveries(claimAll);
        for (const each of claimed) await store.settle([settledAs(each, each.message.id === aMessage("sent").id ? "delivered" : "dead")]);
        await pruneAll(store, retention, plus(t0, 2 * day));
        expect((await store.event(anArrival("for-messages").event.id))?.event).toBeUndefined();
        expect(await store.accept(anArrival("for-messages"))).toMatchObject({ status: "duplicate" });
        expect((await store.event(aQuarantined("q", "invalid_json").id))?.raw.length).toBeGreaterThan(0);
        const left = (await store.searchDeliveries({ limit: 10 })).rows.map(({ id }) => id);
        expect(left.sort()).toEqual([aMessage("dead").id, aMessage("waits").id].sort());
      });

      it("lets go of an id only when no replay of it is taken any more", async () => {
        await store.accept(anArrival("a"));
        await store.evaluate(1, deciding());
        await pruneAll(store, retention, plus(t0, 2 * day));
        await pruneAll(store, retention, plus(t0, 31 * day));
        expect(await store.accept(anArrival("a"))).toMatchObject({ status: "accepted" });
      });

      it("keeps what an event may look back on for as long as the event waits, and no longer", async () => {
        await store.accept(anArrival("first"));
        await store.evaluate(1, counting("k")); // forgotten an hour after t0
        await store.accept(anArrival("second", { receivedAt: plus(t0, minute) }));
        const reads: (Json | undefined)[] = [];
        const reading = deciding({}, ["k"], (memories) => reads.push(memories.get("k")));
        await pruneAll(store, retention, plus(t0, 5 * hour));
        await store.evaluate(1, reading);
        await pruneAll(store, retention, plus(t0, 5 * hour));
        await store.accept(anArrival("third", { receivedAt: plus(t0, 5 * hour) }));
        await store.evaluate(1, reading);
        expect(reads).toEqual([1, undefined]);
      });

      // R11
      it("keeps the id of an event without a usable time for ever: nothing else would tell its replay", async () => {
        const { event, raw } = anArrival("a");
        const undated = { kind: "event", event: { ...event, id: `00000000${event.id.slice(8)}` as typeof event.id }, raw } as const; // the shape of an id
        await store.accept(undated);
        await store.evaluate(1, deciding());
        await pruneAll(store, retention, plus(t0, 2 * day));
        await pruneAll(store, retention, plus(t0, 365 * day));
        expect(await store.accept(undated)).toMatchObject({ status: "duplicate" });
      });

      it("keeps what a timer may look back on until the timer was evaluated, however late it fires", async () => {
        await store.accept(anArrival("a"));
        const timer = { key: "k", dueAt: plus(t0, minute), source: "bithuman", agent: "", session: undefined, payload: {} };
        await store.evaluate(1, counting("k")); // forgotten an hour after t0
        await store.accept(anArrival("b"));
        await store.evaluate(1, deciding({ timers: [timer] }));
        await pruneAll(store, retention, plus(t0, 5 * hour));
        await store.fireTimers(plus(t0, 5 * hour), 10);
        await pruneAll(store, retention, plus(t0, 5 * hour));
        const reads: (Json | undefined)[] = [];
        await store.evaluate(
          1,
          deciding({}, ["k"], (memories) => reads.push(memories.get("k"))),
        );
        expect(reads).toEqual([1]);
      });

      it("never empties what is not evaluated yet", async () => {
        await store.accept(anArrival("a"));
        await pruneAll(store, retention, plus(t0, 60 * day));
        expect(await store.evaluate(10, deciding())).toMatchObject({ count: 1 });
      });

      it("forgets a session: bodies, messages, memories, timers; and still takes a replay for a duplicate", async () => {
        const key = `${sessionGroup("bithuman", "s1")} session`;
        await store.accept(anArrival("a"));
        await store.evaluate(1, deciding({ messages: [aMessage("m", { event: anArrival("a").event.id })] }, [], undefined, key));
        expect(await store.forget("s1")).toMatchObject({ events: 1, pending: 0, deliveries: 1, undelivered: 1, memories: 1 });
        expect((await store.event(anArrival("a").event.id))?.event).toBeUndefined();
        expect((await store.searchDeliveries({ limit: 10 })).rows).toEqual([]);
        expect(await store.accept(anArrival("a"))).toMatchObject({ status: "duplicate" });
        await store.accept(anArrival("b"));
        let read: Json | undefined = "unread";
        await store.evaluate(
          1,
          deciding({}, [key], (memories) => (read = memories.get(key))),
        );
        expect(read).toBeUndefined();
      });
    });

    describe("what was set aside", () => {
      const kept: Retention = { events: day, deliveries: day, dedupe: 30 * day, ...quarantine };
      const bytesOf = async (id: string) => (await store.event(id))?.raw.length;
      const aside = (name: string, receivedAt: Instant, bytes = 400) => ({
        ...aQuarantined(name, "invalid_json"),
        receivedAt,
        raw: new Uint8Array(bytes),
      });

      it("is emptied when it is old, and its key stays", async () => {
        const [old, young] = [aside("old", t0), aside("young", plus(t0, hour))];
        for (const each of [old, young]) await store.accept(each);
        expect(await store.stats()).toMatchObject({ quarantined: 2, quarantinedBytes: 800 });
        expect(await store.emptyQuarantine(kept, plus(t0, day), 100)).toEqual({ old: 0, over: 0 });
        expect(await store.emptyQuarantine(kept, plus(t0, day + minute), 100)).toEqual({ old: 1, over: 0 });
        expect([await bytesOf(old.id), await bytesOf(young.id)]).toEqual([0, 400]);
        expect(await store.event(old.id)).toMatchObject({ quarantine: { reason: "invalid_json", detail: "" } });
        expect(await store.stats()).toMatchObject({ events: 2, quarantined: 1, quarantinedBytes: 400, pending: 0 });
        expect(await store.accept(old)).toMatchObject({ status: "duplicate" });
      });

      it("is emptied from the oldest on where there is too much of it, in steps", async () => {
        const all = ["a", "b", "c", "d"].map((name) => aside(name, t0));
        for (const each of all) await store.accept(each);
        expect(await store.emptyQuarantine(kept, t0, 1)).toEqual({ old: 0, over: 1 });
        expect(await store.emptyQuarantine(kept, t0, 100)).toEqual({ old: 0, over: 1 });
        expect(await store.emptyQuarantine(kept, t0, 100)).toEqual({ old: 0, over: 0 });
        expect(await Promise.all(all.map(({ id }) => bytesOf(id)))).toEqual([0, 0, 400, 400]);
        expect(await store.stats()).toMatchObject({ quarantined: 2, quarantinedBytes: 800 });
      });

      it("counts no more once it is forgotten", async () => {
        await store.accept({ ...aside("a", t0), session: "s1" });
        await store.forget("s1");
        expect(await store.stats()).toMatchObject({ quarantined: 0, quarantinedBytes: 0, pending: 0 });
      });
    });

    describe("forgetting a session", () => {
      const nothing = { events: 0, pending: 0, quarantined: 0, deliveries: 0, undelivered: 0, incidents: 0, memories: 0 };

      it("counts before it does anything, and leaves what is of others", async () => {
        await queue(store, aMessage("sent", { event: anArrival("a").event.id }));
        await store.accept(anArrival("a"));
        for (const sending of await store.claimDeliveries(claimAll)) await store.settle([settledAs(sending, "delivered")]);
        const known = { ...nothing, events: 2, pending: 1, deliveries: 1 };
        const before = await store.stats();
        expect(await store.forget("s1", { dryRun: true })).toEqual(known);
        expect(await store.forget("another", { dryRun: true })).toEqual(nothing);
        expect(await store.forget("another")).toEqual(nothing);
        expect(await store.stats()).toEqual(before);
        expect((await store.event(anArrival("a").event.id))?.event).toBeDefined();
        expect(await store.forget("s1")).toEqual(known);
        expect(await store.forget("s1")).toEqual(nothing);
      });

      it("finds what was set aside though its session could be read, and leaves its key", async () => {
        const aside = { ...aQuarantined("q", "too_old"), session: "s1" };
        await store.accept(anArrival("a"));
        await store.accept(aside);
        await store.accept(aQuarantined("nobody's", "invalid_json"));
        expect((await store.searchEvents({ session: "s1", limit: 10 })).rows.map(({ id }) => id)).toContain(aside.id);
        expect(await store.forget("s1", { dryRun: true })).toEqual({ ...nothing, events: 2, pending: 1, quarantined: 1 });
        expect(await store.forget("s1")).toEqual({ ...nothing, events: 2, pending: 1, quarantined: 1 });
        expect(await store.event(aside.id)).toMatchObject({ session: undefined, raw: new Uint8Array(), quarantine: { detail: "" } });
        expect(await store.stats()).toMatchObject({ events: 3, quarantined: 1, pending: 0, evaluated: 2 });
        expect(await store.accept(aside)).toMatchObject({ status: "duplicate" });
        expect((await store.event(aQuarantined("nobody's", "invalid_json").id))?.raw.length).toBeGreaterThan(0);
      });

      it("forgets what was set aside unread and has the session's id in its bytes, however much there is", async () => {
        const unread = (name: string, body: string) => ({ ...aQuarantined(name, "invalid_json"), raw: new TextEncoder().encode(body) });
        const cut = Array.from({ length: 70 }, (_, n) => unread(`cut ${n}`, `{"data":{"session_id":"s${n % 2}","message":"xyzzy`));
        for (const each of [...cut, unread("other", '{"session_id":"s10"')]) await store.accept(each);
        const { quarantinedBytes } = await store.stats();
        const known = { ...nothing, events: 35, quarantined: 35 };
        expect(await store.forget("s1", { dryRun: true })).toEqual(known);
        expect(await store.forget("s1")).toEqual(known);
        expect(await store.forget("s1")).toEqual(nothing);
        const bytes = cut.filter((_, n) => n % 2 === 1).reduce((sum, { raw }) => sum + raw.length, 0);
        expect(await store.stats()).toMatchObject({ quarantined: 36, quarantinedBytes: quarantinedBytes - bytes });
        expect((await store.event(cut[1]?.id ?? ""))?.raw).toHaveLength(0);
        expect((await store.event(cut[0]?.id ?? ""))?.raw).toHaveLength(cut[0]?.raw.length ?? 0);
      });

      it("finds deliveries of events that retention has emptied already", async () => {
        const event = anArrival("a").event.id;
        await store.accept(anArrival("a"));
        await store.evaluate(1, deciding({ messages: [aMessage("later", { event, dueAt: plus(t0, 90 * day) })] }));
        await pruneAll(store, { events: day, deliveries: 90 * day, dedupe: 90 * day, ...quarantine }, plus(t0, 2 * day));
        expect((await store.event(event))?.event).toBeUndefined();
        expect(await store.forget("s1")).toEqual({ ...nothing, events: 1, deliveries: 1, undelivered: 1 });
        expect((await store.searchDeliveries({ limit: 10 })).rows).toEqual([]);
      });

      it("takes its words out of reports, also of those that wait, and leaves the words of others", async () => {
        const quote = (session: string) => ({ text: `words of ${session}`, times: 3, session, event: "e" });
        const report = ownEvent({ id: idOf("report"), type: reportType, data: { report: { questions: [quote("s1"), quote("s2")] } } }, t0);
        await store.keep(markName("weekly"), markText({ until: t0, events: [report.id] }));
        await store.accept({ kind: "event", event: report, raw: new TextEncoder().encode(JSON.stringify(report)) });
        await store.evaluate(1, deciding({ messages: [aMessage("mail", { event: report.id, body: { title: "Week", ...report.data } })] }));
        const known = { ...nothing, deliveries: 1 };
        expect(await store.forget("s1", { dryRun: true })).toEqual(known);
        expect(JSON.stringify(await store.event(report.id))).toContain("words of s1");
        expect(await store.forget("s1")).toEqual(known);
        expect(await store.forget("s1")).toEqual(nothing);
        const { event, raw } = (await store.event(report.id)) ?? {};
        const { rows } = await store.searchDeliveries({ limit: 10 });
        const left = [{ ...quote("s1"), text: forgottenWords, session: null, event: null }, quote("s2")];
        expect(event?.data).toEqual({ report: { questions: left } });
        expect(new TextDecoder().decode(raw)).not.toContain("words of s1");
        expect(rows.map(({ body, state }) => ({ body, state }))).toEqual([
          { body: { title: "Week", report: { questions: left } }, state: "waiting" },
        ]);
      });

      it("finds every thread of an incident, and no other that begins alike", async () => {
        const incident = anIncident("a");
        const threads = [incident.id, `${incident.id} slack`, `${incident.id}0`];
        const messages = threads.map((thread) => aMessage(thread, { thread, event: anArrival("a-click").event.id }));
        await store.accept(anArrival("a"));
        await store.evaluate(1, deciding({ incidents: [incident], messages }));
        expect(await store.forget("s1")).toMatchObject({ incidents: 1, deliveries: 2 });
        expect((await store.searchDeliveries({ limit: 10 })).rows.map(({ id }) => id)).toEqual([messages[2]?.id]);
      });

      describe("of what several visitors share", () => {
        const found = ({ id }: Incident) => ({
          trace: { version: "v1", rules: [{ rule: "r", held: true, because: [], facts: {}, incident: id, sent: 1 }] } as const,
        });
        const post = { to: "crm", action: "crm", recipient: "", body: { text: "hers" }, waiting: [{ text: "his" }], untold: 0 };
        const shared = (id: IncidentId) => anIncident("many", { id, session: null, group: "everyone", posts: [post] });

        /** `her` opened it, `him` was added to it: a visitor of the session s2. */
        async function both(): Promise<Incident> {
          const [her, him] = [anArrival("her", { session: "s2" }), anArrival("him")];
          const incident = shared(
            `${"ab".repeat(12)}-${createHash("sha256").update(her.event.id).digest("hex").slice(0, 8)}` as IncidentId,
          ); // the shape of an id
          const step = {
            key: `step ${incident.id} oncall`,
            dueAt: plus(t0, day),
            source: "b",
            agent: "",
            session: undefined,
            payload: { text: "hers" },
          };
          const messages = [
            aMessage("parent", { thread: incident.id, event: her.event.id }),
            aMessage("later", { thread: incident.id, event: idOf("refresh"), mode: "append" }),
          ];
          await store.accept(her);
          await store.evaluate(
            1,
            deciding(
              { ...found(incident), incidents: [incident], timers: [step], messages, value: [1, incident as unknown as Json] },
              [],
              undefined,
              incidentKey(incident.id),
            ),
          );
          await store.accept(him);
          await store.evaluate(1, deciding(found(incident)));
          return incident;
        }

        it("takes what is not told yet from an incident that another one opened, and what was told after its beginning", async () => {
          const incident = await both();
          const known = { ...nothing, events: 1, deliveries: 1, undelivered: 1 };
          expect(await store.forget("s1", { dryRun: true })).toEqual(known);
          expect(await store.forget("s1")).toEqual(known);
          expect((await store.incident(incident.id))?.posts).toEqual([{ ...post, waiting: [], untold: 1 }]);
          expect(JSON.stringify(await store.memory(incidentKey(incident.id)))).not.toContain("his");
          expect((await store.delivery(aMessage("parent").id))?.state).toBe("waiting");
          expect(await store.fireTimers(plus(t0, 2 * day), 10)).toBe(1);
        });

        it("takes the whole incident that it opened, with its steps", async () => {
          const incident = await both();
          const known = { ...nothing, events: 1, deliveries: 2, undelivered: 2, incidents: 1, memories: 1 };
          expect(await store.forget("s2", { dryRun: true })).toEqual(known);
          expect(await store.forget("s2")).toEqual(known);
          expect(await store.incident(incident.id)).toBeUndefined();
          expect(await store.fireTimers(plus(t0, 2 * day), 10)).toBe(0);
        });

        it.each([
          ["its own words", "s1", { memories: 1 }, 0],
          ["another one's words by its timer", "s2", { memories: 0 }, 1],
        ])("takes %s from what waits for the hours of a rule", async (_, session, expected, fires) => {
          const key = 'per:["A1"] r#held';
          const timer = { key: `release ${key}`, dueAt: plus(t0, hour), source: "b", agent: "A1", session: "s2", payload: { key } };
          await store.accept(anArrival("held"));
          const value = [t0 + day, { event: anArrival("held").event as unknown as Json }] as Json; // an event is JSON
          await store.evaluate(1, deciding({ timers: [timer], value }, [], undefined, key));
          expect(await store.forget(session)).toMatchObject(expected);
          expect(await store.fireTimers(plus(t0, day), 10)).toBe(fires);
          expect((await store.searchEvents({ session: "s2", limit: 10 })).rows).toEqual([]);
        });

        it("takes it from the list of the newest sessions of its agent", async () => {
          const { source, agent } = anArrival("a").event;
          await store.accept(anArrival("a"));
          await store.evaluate(1, deciding({ value: { heard: [{ id: "s1" }] } }, [], undefined, `recent ${source} ${agent}`));
          expect(await store.forget("s2")).toEqual(nothing);
          expect(await store.forget("s1")).toMatchObject({ memories: 1 });
        });
      });

      it("lets go what stood behind it in a thread", async () => {
        await store.accept(anArrival("a"));
        const first = aMessage("first", { thread: "t", event: anArrival("a").event.id });
        await store.evaluate(1, deciding({ messages: [first, aMessage("second", { thread: "t", event: anArrival("other").event.id })] }));
        expect(await store.forget("s1")).toMatchObject({ deliveries: 1, undelivered: 1 });
        await pruneAll(store, { events: day, deliveries: day, dedupe: 30 * day, ...quarantine }, t0);
        expect(idsOf(await store.claimDeliveries(claimAll))).toEqual([aMessage("second").id]);
      });

      it("ends what waits: what was not evaluated never is, what is being sent is settled by nobody", async () => {
        await store.accept(anArrival("a"));
        await store.evaluate(1, deciding({ messages: [aMessage("m", { event: anArrival("a").event.id })] }));
        const [sending] = await store.claimDeliveries(claimAll);
        await store.accept(anArrival("b"));
        expect(await store.forget("s1")).toMatchObject({ events: 2, pending: 1, deliveries: 1, undelivered: 1 });
        if (sending === undefined) throw new Error("nothing was claimed");
        expect(await store.settle([settledAs(sending, "delivered")])).toEqual([]);
        expect(await store.evaluate(10, deciding())).toMatchObject({ count: 0 });
        expect(await store.stats()).toMatchObject({ pending: 0, deliveries: { waiting: 0, sending: 0, dead: 0 } });
        expect(await store.accept(anArrival("b"))).toMatchObject({ status: "duplicate" });
      });
    });

    describe("after a kill", () => {
      it("has every accepted event, every memory and every delivery, and nobody holds a lease", async ({ skip }) => {
        if (under.reopen === undefined) return skip("this engine keeps nothing");
        await store.accept(anArrival("a"));
        await store.evaluate(1, deciding({ messages: [aMessage("m")] }, [], undefined, "k"));
        await store.claimDeliveries(claimAll);
        await store.accept(anArrival("b"));
        store = await under.reopen();
        expect(await store.accept(anArrival("b"))).toMatchObject({ status: "duplicate" });
        let read: Json | undefined;
        const { decisions } = await store.evaluate(
          10,
          deciding({}, ["k"], (memories) => (read = memories.get("k"))),
        );
        expect(decisions.map(({ event }) => event.id)).toEqual([anArrival("b").event.id]);
        expect(read).toBe(1);
        const claimed = await store.claimDeliveries(claimAll);
        expect(idsOf(claimed)).toEqual([aMessage("m").id]);
        expect(claimed[0]?.unsure).toBe(true);
      });

      it("puts an event aside that ended the process three times, and evaluates the others", async ({ skip }) => {
        if (under.reopen === undefined) return skip("this engine keeps nothing");
        await store.accept(anArrival("poison"));
        await store.accept(anArrival("b"));
        const never: Planner = () => {
          throw new Error("stands for the end of the process");
        };
        for (let start = 0; start < 3; start += 1) {
          store = await under.reopen();
          await store.evaluate(10, never).catch(() => {});
        }
        store = await under.reopen();
        const seen: string[] = [];
        while ((await store.stats()).pending > 0) await store.evaluate(10, recording(seen));
        expect(seen).toEqual([anArrival("b").event.id]);
        expect(await store.event(anArrival("poison").event.id)).toMatchObject({
          status: "quarantined",
          quarantine: { reason: "crash_loop" },
        });
        expect(await store.stats()).toMatchObject({ quarantined: 1, quarantinedBytes: anArrival("poison").raw.length });
      });
    });
  });
}

interface Wanted {
  /** What is remembered. */
  readonly value?: Json;
  readonly messages?: readonly Message[];
  readonly trace?: Decision["evaluations"][number]["trace"];
  readonly timers?: Decision["timers"];
  readonly events?: Decision["events"];
  readonly incidents?: Decision["incidents"];
}

/** A planner that decides the same for every batch; the messages go with its first event. */
function deciding(
  wanted: Wanted = {},
  keys: readonly string[] = [],
  look?: (memories: ReadonlyMap<string, Json>) => void,
  remembers?: string,
): Planner {
  return (events) => ({
    keys,
    decide(memories) {
      look?.(memories);
      return {
        evaluations: events.map((event) => ({
          event: event.id,
          late: false,
          trace: wanted.trace ?? { version: "v1", rules: [] },
          findings: [],
          messages: wanted.messages ?? [],
        })),
        memories: new Map(remembers === undefined ? [] : [[remembers, { value: wanted.value ?? 1, expiresAt: plus(t0, 365 * day) }]]),
        timers: wanted.timers ?? [],
        events: wanted.events ?? [],
        incidents: wanted.incidents ?? [],
      };
    },
  });
}

function recording(seen: string[]): Planner {
  return (events) => {
    seen.push(...events.map(({ id }) => id));
    return deciding()(events);
  };
}

function counting(key: string): Planner {
  return (events) => ({
    keys: [key],
    decide(memories) {
      const value = Number(memories.get(key) ?? 0) + events.length;
      return { ...deciding()(events).decide(memories), memories: new Map([[key, { value, expiresAt: plus(t0, hour) }]]) };
    },
  });
}

async function queue(store: Store, ...messages: readonly Message[]): Promise<void> {
  await store.accept(anArrival("for-messages"));
  await store.evaluate(100, deciding({ messages }));
}

async function queueMore(store: Store, ...messages: readonly Message[]): Promise<void> {
  await store.accept(anArrival(`for ${messages.map(({ id }) => id).join()}`, { session: "s9" }));
  await store.evaluate(100, deciding({ messages }));
}

async function settleNext(store: Store, state: "waiting" | "delivered" | "dead", reference?: string): Promise<void> {
  const [sending] = await store.claimDeliveries(claimAll);
  if (sending === undefined) throw new Error("nothing was claimed");
  const settled: Settled = settledAs(sending, state, reference);
  await store.settle([settled]);
}

function idsOf(claimed: readonly { readonly message: Message }[]): string[] {
  return claimed.map(({ message }) => message.id);
}

async function pruneAll(store: Store, retention: Retention, now: Instant): Promise<void> {
  while ((await store.prune(retention, now, 100)) > 0);
}

/** Lets the next attempt end so, repeated once at once, and gives what it was handed of the attempts before. */
async function endNext(store: Store, outcome: Outcome): Promise<Json | undefined> {
  const [sending] = await store.claimDeliveries(claimAll);
  if (sending === undefined) throw new Error("nothing was claimed");
  await store.settle([settle(sending, { outcome, startedAt: t0, endedAt: t0 }, { waits: [0] }, () => 0)]);
  return sending.progress;
}
