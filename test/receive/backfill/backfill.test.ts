import { describe, expect, it, onTestFinished } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import type { Signal } from "../../../src/core/signal.ts";
import { type Instant, minute, plus, second } from "../../../src/core/time.ts";
import { arrivalsOf } from "../../../src/receive/arrival.ts";
import type { Backfill } from "../../../src/receive/backfill/backfill.ts";
import { openBackfill } from "../../../src/receive/backfill/open.ts";
import type { Verified } from "../../../src/receive/signature.ts";
import { type FakeBithuman, type FakeConversation, messagesPath, openBithuman } from "../../support/bithuman.ts";
import { edge, envelopes, errorAnswer } from "../../support/bithuman-samples.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";
import { digest } from "../../support/program.ts";
import { makeSource, randomId, now as start } from "../public-port.ts";

const at = (span: number) => plus(start, span);

/** A conversation of one line each 20 s, beginning with the visitor. */
function conversation(number: number, startsAfter: number, lines: number, more: Partial<FakeConversation> = {}): FakeConversation {
  const started = at(startsAfter);
  return {
    id: `rs_${number}`,
    room: `room-${number}`,
    started,
    lastSeen: plus(started, lines * 20 * second),
    lines: Array.from({ length: lines }, (_, index) => ({
      role: index % 2 === 0 ? "user" : "assistant",
      message: `line ${index} of ${number}`,
      at: plus(started, index * 20 * second + 123),
    })),
    ...more,
  };
}

interface House {
  readonly bithuman: FakeBithuman;
  readonly backfill: Backfill;
  readonly clock: { now: Instant };
  readonly signals: Signal[];
  /** What a webhook of the conversation brings, unless `isOut` says that nobody listened. */
  hear(conversation: FakeConversation, session: string, isOut?: (at: number) => boolean): Promise<void>;
  events(): Promise<readonly Event[]>;
}

async function openHouse(variables: Readonly<Record<string, string>> = {}): Promise<House> {
  const bithuman = await openBithuman();
  const store = createMemoryStore();
  const clock = { now: start };
  const signals: Signal[] = [];
  const environment: Readonly<Record<string, string>> = {
    BITHUMAN_API_SECRET: bithuman.secret,
    BITHUMAN_API_URL: bithuman.url,
    ...variables,
  };
  const backfill = openBackfill({
    variable: (name) => environment[name],
    version: "0.0.0-test",
    store,
    source: () => "bithuman",
    digest,
    now: () => clock.now,
    emit: (signal) => void signals.push(signal),
  });
  if (backfill === undefined) throw new Error("there is no way to bitHuman's record");
  onTestFinished(async () => {
    await backfill.stop();
    await bithuman.close();
  });

  async function send(body: object, receivedAt: number): Promise<void> {
    const raw = Buffer.from(JSON.stringify(body)) as Uint8Array as Verified; // as if it were signed
    const receipt = { raw, source: makeSource(), receivedAt: receivedAt as Instant, requestId: randomId, depth: 32 };
    for (const { arrival } of arrivalsOf({ ...receipt, keepFor: 90 * 24 * 60 * minute })) await store.accept(arrival);
  }

  return {
    bithuman,
    backfill,
    clock,
    signals,
    async hear({ room, started, lines }, session, isOut = () => false) {
      const base = { agent_id: bithuman.agent };
      const join = { room_name: room, participant_count: 1, session_id: session };
      if (!isOut(started)) await send({ ...base, event_type: "room.join", data: join, timestamp: started / second }, started);
      for (const { role, message, at } of lines) {
        // Webhooks have another clock and another hand than the transcript.
        const timestamp = (at + 700) / second;
        const data = { role, message, session_id: session, timestamp };
        if (!isOut(at)) await send({ ...base, event_type: "chat.push", data, timestamp }, at);
      }
    },
    async events() {
      const { rows } = await store.searchEvents({ limit: 1_000 });
      const details = await Promise.all(rows.map(({ id }) => store.event(id)));
      return details.flatMap((detail) => detail?.event ?? []);
    },
  };
}

/** `{success, data: […]}` for what holds a list. */
function listsUnderData(data: object): object {
  const list = Object.values(data).find((value) => Array.isArray(value));
  return { success: true, data: list ?? data };
}

const lateOnes = (events: readonly Event[]) => events.filter(({ origin }) => origin === "backfill");
const said = (event: Event) => (event.kind === "chat" ? `${event.session}: ${event.message}` : `${event.session}: ${event.type}`);

describe("what never came", () => {
  it.each([
    ["each call in its own envelope", undefined],
    ["all under {success, data}", envelopes.success],
    ["all under {status, status_code, data}", envelopes.status],
    ["all bare", envelopes.bare],
    ["lists alone under data", listsUnderData],
  ])(
    "is found after an outage of ten minutes: the report equals the truth, and everything comes in late, once; %s",
    async (_, envelope) => {
      const house = await openHouse();
      house.bithuman.envelope = envelope;
      await house.backfill.look(); // nothing before the first look was ever missed
      const [from, until] = [at(10 * minute), at(20 * minute)];
      const isOut = (at: number) => at >= from && at < until;
      const conversations = Array.from({ length: 30 }, (_, index) => conversation(index, minute + index * minute, 12));
      for (const [index, each] of conversations.entries()) await house.hear(each, `session-${index}`, isOut);
      house.bithuman.conversations = conversations;

      const moments = conversations.flatMap((each, index) => {
        const isKnown = [each.started, ...each.lines.map((line) => line.at)].some((moment) => !isOut(moment));
        const session = isKnown ? `session-${index}` : each.id; // nothing says what the webhooks would have called it
        const lines = each.lines.map(({ message, at }) => ({ what: `${session}: ${message}`, at }));
        return [{ what: `${session}: room.join`, at: each.started as number }, ...lines].filter(({ at }) => isOut(at));
      });
      house.clock.now = at(2 * 60 * minute);
      await house.backfill.look();
      const events = await house.events();
      expect(lateOnes(events).map(said).toSorted()).toEqual(moments.map(({ what }) => what).toSorted());
      expect(lateOnes(events).every(({ late }) => late === true)).toBe(true);

      const [report, ...others] = events.filter(({ type }) => type === "relay.source.gap");
      const joins = moments.filter(({ what }) => what.endsWith("room.join")).length;
      expect(others).toEqual([]);
      expect(report?.data).toMatchObject({
        source: "bithuman",
        joins,
        messages: moments.length - joins,
        sessions: new Set(moments.map(({ what }) => what.split(":")[0])).size,
        from: Math.min(...moments.map(({ at }) => at)),
        until: Math.max(...moments.map(({ at }) => at)),
      });

      const before = house.bithuman.asked.length;
      await house.backfill.look();
      expect(house.bithuman.asked.slice(before)).toHaveLength(1); // conversations that are over are not asked for again
      expect((await house.events()).length).toBe(events.length);
    },
  );

  it("is the same after a restart, which remembers nothing of what was compared", async () => {
    const house = await openHouse();
    await house.backfill.look();
    const [one, two] = [conversation(1, minute, 4), conversation(2, 2 * minute, 4)];
    await house.hear(one, "session-1");
    house.bithuman.conversations = [one, two];
    house.clock.now = at(60 * minute);
    await house.backfill.look();
    const known = await house.events();
    house.bithuman.conversations = [one, two].map((each) => ({ ...each, lastSeen: plus(each.lastSeen as Instant, 1) })); // as good as new
    await house.backfill.look();
    expect(await house.events()).toEqual(known);
    expect(lateOnes(known)).toHaveLength(5);
  });

  it("leaves alone what may still come, what was before its time, and what the source never sends", async () => {
    const house = await openHouse();
    house.clock.now = at(10 * minute);
    await house.backfill.look();
    const old = conversation(1, 9 * minute, 6); // its first three lines were said before
    const fresh = conversation(2, 30 * minute, 6); // its last lines were said in the last minute
    await house.hear(conversation(3, 11 * minute, 2), "session-3");
    house.bithuman.conversations = [old, fresh];
    house.clock.now = fresh.lastSeen as Instant;
    await house.backfill.look();
    expect(
      lateOnes(await house.events())
        .map(said)
        .toSorted(),
    ).toEqual([
      ...["rs_1: line 3 of 1", "rs_1: line 4 of 1", "rs_1: line 5 of 1"],
      ...["rs_2: line 0 of 2", "rs_2: line 1 of 2", "rs_2: line 2 of 2", "rs_2: room.join"],
    ]);

    const deaf = await openHouse();
    await deaf.backfill.look();
    for (const number of [1, 3, 4]) await deaf.hear({ ...conversation(number, minute, 2), lines: [] }, `session-${number}`); // joins alone
    deaf.bithuman.conversations = [conversation(1, minute, 2), conversation(2, 5 * minute, 2)];
    deaf.clock.now = at(60 * minute);
    await deaf.backfill.look();
    expect(lateOnes(await deaf.events()).map(said)).toEqual(["rs_2: room.join"]);
  });

  it("finds two lines that are alike where one came", async () => {
    const house = await openHouse();
    await house.backfill.look();
    const twice = conversation(1, minute, 1);
    const [line] = twice.lines;
    if (line === undefined) throw new Error("there is no line");
    await house.hear(twice, "session-1");
    house.bithuman.conversations = [{ ...twice, lines: [line, { ...line, at: line.at + 400 }] }];
    house.clock.now = at(60 * minute);
    await house.backfill.look();
    expect(lateOnes(await house.events()).map(said)).toEqual(["session-1: line 0 of 1"]);
  });

  it.each([
    ["the edge's block", edge.blocked, { code: "EDGE_BLOCKED", passes: false }],
    ["a wrong secret", errorAnswer("UNAUTHORIZED"), { code: "UNAUTHORIZED", passes: false }],
    ["a plan", errorAnswer("PLAN_REQUIRED"), { code: "PLAN_REQUIRED", passes: false, link: "https://www.bithuman.ai/pricing" }],
    ["a limit", errorAnswer("RATE_LIMITED"), { code: "RATE_LIMITED", passes: true }],
    ["a page of the edge", edge.badGateway, { code: "UNAVAILABLE", passes: true }],
    ["another answer", { status: 200, body: "<html>" }, { code: "UNEXPECTED_ANSWER", passes: true }],
    ["another object", { status: 200, body: "{}" }, { code: "UNEXPECTED_ANSWER", passes: true }],
  ])("says what stands in its way, comes again soon, and says that it works again: %s", async (_, fault, told) => {
    const house = await openHouse();
    house.bithuman.faults.push(fault);
    await house.backfill.look();
    expect(house.signals).toMatchObject([{ name: "backfill.failed", failures: 1, cure: expect.stringMatching(/\w+ \w+/), ...told }]);
    expect(house.backfill.pause()).toBe(second);
    await house.backfill.look();
    expect(house.signals.slice(1)).toEqual([{ name: "backfill.recovered", failures: 1 }]);
    expect(house.backfill.pause()).toBe(minute);
  });

  it("comes again with growing pauses, and not before bitHuman lets it", async () => {
    const house = await openHouse();
    const pauses: number[] = [];
    for (let times = 0; times < 8; times += 1) {
      house.bithuman.faults.push(edge.badGateway);
      await house.backfill.look();
      pauses.push(house.backfill.pause() / second);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it("looks at once after its start, and soon again where that fails", async () => {
    const house = await openHouse();
    house.bithuman.faults.push(edge.badGateway);
    house.backfill.start();
    await expect.poll(() => house.signals.map(({ name }) => name)).toEqual(["backfill.failed", "backfill.recovered"]);
  });

  it("takes in a join whose transcript is not to be had any more", async () => {
    const house = await openHouse();
    await house.backfill.look();
    house.bithuman.conversations = [conversation(1, minute, 1)];
    house.clock.now = at(60 * minute);
    const body = JSON.stringify({ error: { code: "NOT_FOUND", message: "Session not found" } });
    house.bithuman.faultsFor.set(messagesPath("rs_1"), [{ status: 404, body }]);
    await house.backfill.look();
    expect(lateOnes(await house.events()).map(said)).toEqual(["rs_1: room.join"]);
  });

  it("goes on at once where one look cannot compare all", async () => {
    const house = await openHouse();
    await house.backfill.look();
    house.bithuman.conversations = Array.from({ length: 61 }, (_, index) => conversation(index, minute, 1));
    house.clock.now = at(60 * minute);
    await house.backfill.look();
    expect([lateOnes(await house.events()).length, house.backfill.pause()]).toEqual([120, second]);
    await house.backfill.look();
    expect([lateOnes(await house.events()).length, house.backfill.pause()]).toEqual([122, minute]);
  });

  it("looks again as soon as what is missing can no longer come by itself", async () => {
    const house = await openHouse();
    await house.backfill.look();
    const fresh = conversation(1, 30 * minute, 6);
    house.bithuman.conversations = [{ ...fresh, lastSeen: at(50 * minute) }]; // it goes on
    house.clock.now = plus(fresh.lastSeen as Instant, 0);
    await house.backfill.look();
    expect(lateOnes(await house.events())).toHaveLength(4); // the join and three lines
    expect(house.backfill.pause()).toBeLessThan(minute);
    house.clock.now = plus(house.clock.now, minute);
    await house.backfill.look();
    expect(lateOnes(await house.events())).toHaveLength(7);
  });

  it("goes on with the others where one transcript cannot be had, and with that one at the next look", async () => {
    const house = await openHouse();
    await house.backfill.look();
    await house.hear(conversation(1, minute, 1), "session-1");
    const [two, three] = [conversation(2, 2 * minute, 1), conversation(3, 3 * minute, 1)];
    house.bithuman.conversations = [two, three];
    house.clock.now = at(60 * minute);
    house.bithuman.faultsFor.set(messagesPath("rs_2"), [{ status: 500, body: "" }]);
    await house.backfill.look();
    expect(
      lateOnes(await house.events())
        .map(said)
        .toSorted(),
    ).toEqual(["rs_3: line 0 of 3", "rs_3: room.join"]);
    await house.backfill.look();
    expect(lateOnes(await house.events())).toHaveLength(4);
  });

  it("needs a secret", () => {
    const options = { version: "0", store: createMemoryStore(), source: () => "bithuman", digest, now: () => start, emit: () => undefined };
    expect(openBackfill({ ...options, variable: () => undefined })).toBeUndefined();
  });
});
