import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EventId } from "../../src/core/event.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { Store } from "../../src/core/store.ts";
import { minute, plus } from "../../src/core/time.ts";
import { cli } from "../support/cli.ts";
import { makeChat, makeJoin, monday } from "../support/make.ts";
import { openStore, record } from "../support/recorded.ts";
import { aQuarantined } from "../support/store-cases.ts";

const rules = `
version: 1
sources: { bithuman: { verify: { scheme: auto, secrets: ["\${BITHUMAN_WEBHOOK_SECRET}"] } } }
destinations: { terminal: { console: {} } }
rules:
  - name: asks-for-a-human
    on: chat.push
    when: { role: user, keywords: [refund, "cancel*"] }
    then: [terminal]
    throttle: 10m
  - name: in-german
    on: chat.push
    when: { field: { path: data.lang, equals: de } }
    then: [terminal]
  - name: three-messages
    on: chat.push
    when: { role: user, keywords: refund, count: { over: 2, within: 1m } }
    then: [terminal]
  - name: joins
    on: room.join
    then: [terminal]
  - name: asleep
    mode: "off"
    then: [terminal]
`;

const refund = makeChat({ message: "I want a refund", session: "s1" });
const again = makeChat({
  message: "a refund!",
  session: "s1",
  occurredAt: plus(monday, 2 * minute),
  receivedAt: plus(monday, 2 * minute),
});
const hello = makeChat({ message: "hello \u001b[2Jthere", session: "s2" });
const joined = makeJoin({ session: "s2" });

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-explain-"));
  store = await openStore(folder);
  await record(store, rules, [refund, again, hello, joined]);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const here = (...args: readonly string[]) => cli([...args, "--data", folder]);

async function explained(id: string): Promise<JsonObject> {
  const { code, out, err } = await here("explain", "--event", id, "--json");
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out);
}

describe("explain, while the relay holds its data", () => {
  it("tells of every rule whether it held, by which condition, and the value that was seen", async () => {
    expect(await explained(refund.id)).toMatchObject({
      event: { id: refund.id, type: "chat.push", message: "I want a refund", status: "evaluated" },
      rules: [
        {
          rule: "asks-for-a-human",
          held: true,
          because: [{ condition: "keywords", text: 'said "refund"' }],
          sent: 1,
          held_back: null,
          deliveries: [{ to: "terminal", state: "waiting" }],
        },
        {
          rule: "in-german",
          held: false,
          stopped: [{ at: "field", saw: null, wants: { path: "data.lang", equals: "de" } }],
          derived: false,
        },
        { rule: "three-messages", held: false, stopped: [{ at: "count", saw: 1 }], derived: false },
        { rule: "joins", held: false, stopped: [{ at: "on", saw: "chat.push", wants: ["room.join"] }], derived: true },
        { rule: "asleep", held: false, stopped: [{ at: "mode", saw: "off" }], derived: true },
      ],
      problem: null,
    });
  });

  it("says what held a finding back", async () => {
    expect(await explained(again.id)).toMatchObject({
      rules: [{ held: true, sent: 0, held_back: { by: "throttle", until: "2026-03-02T09:10:00.000Z" } }, {}, {}, {}, {}],
    });
  });

  it("derives from the event what role and words excluded, though the trace has nothing of it", async () => {
    const { rules: told } = await explained(hello.id);
    expect(told).toMatchObject([
      { rule: "asks-for-a-human", held: false, stopped: [{ at: "keywords", saw: null, wants: ["refund", "cancel*"] }], derived: true },
      {},
      { rule: "three-messages", held: false, stopped: [{ at: "keywords" }], derived: true },
      {},
      {},
    ]);
  });

  it("is a page that a person reads, and that no event can speak through to the terminal", async () => {
    const { out } = await here("explain", "--event", hello.id);
    expect(out).toMatch(/^2026-03-02T09:00:00\.000Z {2}\S+ {2}chat\.push user: "hello /);
    expect(out).toContain('  asks-for-a-human did not hold: keywords saw nothing, wants ["refund","cancel*"]\n');
    expect(out).toContain('  joins did not hold: on saw "chat.push", wants ["room.join"]\n');
    expect(out).toContain("  asleep did not hold: it is off\n");
    expect(out).not.toContain("\u001b");
  });

  it("is the same twice", async () => {
    expect((await here("explain", "--event", refund.id, "--json")).out).toBe((await here("explain", "--event", refund.id, "--json")).out);
  });

  it("still tells what was recorded where the rules of that time are gone", async () => {
    const other = makeChat({ message: "later", data: { lang: "de" } });
    await store.accept({ kind: "event", event: other, raw: new Uint8Array() });
    await store.evaluate(1, (events) => ({
      keys: [],
      decide: () => ({
        evaluations: events.map(({ id }) => ({
          event: id,
          late: false,
          trace: { version: "gone", rules: [{ rule: "r", held: false, stopped: [{ at: "field", saw: 1 }] }] },
          findings: [],
          messages: [],
        })),
        memories: new Map(),
        timers: [],
        events: [],
        incidents: [],
      }),
    }));
    expect(await explained(other.id)).toMatchObject({
      rules: [{ rule: "r", held: false, stopped: [{ at: "field", saw: 1 }] }],
      problem: "the store has no rules of version gone",
    });
  });

  it("says of an event that waits that nothing is decided yet", async () => {
    const waiting = makeChat({ message: "not yet" });
    await store.accept({ kind: "event", event: waiting, raw: new Uint8Array() });
    expect(await explained(waiting.id)).toMatchObject({ rules: [], problem: "the event waits for its evaluation" });
  });

  it("says of an event that was set aside why it was", async () => {
    const aside = aQuarantined("q", "invalid_json");
    await store.accept(aside);
    const { out } = await here("explain", "--event", aside.id);
    expect(out).toContain(`the event is quarantined and no rule looks at it, invalid_json: ${aside.detail}`);
  });

  it("takes the beginning of an id where no other event begins so", async () => {
    expect(await explained(refund.id.slice(0, 31))).toMatchObject({ event: { id: refund.id } });
    const shared = "ab".repeat(4);
    for (const end of ["0", "1"]) {
      const event = makeChat({ message: "twin", id: `${shared}${end.repeat(24)}` as EventId }); // the shape of an id
      await store.accept({ kind: "event", event, raw: new Uint8Array() });
    }
    const { code, err } = await here("explain", "--event", shared);
    expect([code, err]).toEqual([64, expect.stringContaining(`several events begin with ${shared}: `)]);
    expect((await here("explain", "--event", refund.id.slice(0, 7))).code).toBe(64);
  });

  it.each([
    [["explain"], "usage: avatar-relay explain --event ID"],
    [["explain", "--event", "00"], "no event has the id 00"],
    [["why", "--session", "nobody"], "no event of the session nobody is known"],
  ])("%j is misuse", async (args, said) => {
    const { code, err } = await here(...args);
    expect(code).toBe(64);
    expect(err).toContain(said);
  });
});

describe("why", () => {
  it("tells the events of a session in their order, each with every rule", async () => {
    const { out } = await here("why", "--session", "s2", "--json");
    const { session, events } = JSON.parse(out);
    expect(session).toBe("s2");
    expect(events.map(({ event }: { event: JsonObject }) => event.id)).toEqual([hello.id, joined.id]);
    expect(events.map(({ rules: told }: { rules: readonly unknown[] }) => told.length)).toEqual([5, 5]);
  });

  it("tells a person by rule: when it held, or how near it came", async () => {
    const { code, out } = await here("why", "--session", "s1");
    expect(code).toBe(0);
    expect(out).toContain("session s1: 2 events\nasks-for-a-human\n");
    expect(out).toContain('    held: said "refund" → terminal waiting\n');
    expect(out).toContain("and sent nothing: throttle until 2026-03-02T09:10:00.000Z\n");
    expect(out).toMatch(
      /three-messages never held; nearest was\n {2}\S+ {2}\S+ {2}chat\.push user: "I want a refund"\n {4}did not hold: count saw 1/,
    );
  });
});

describe("without a relay", () => {
  it("reads the data of one that rests", async () => {
    await store.close();
    const { code, out } = await here("why", "--session", "s2");
    store = await openStore(folder);
    expect(code).toBe(0);
    expect(out).toContain("joins\n");
  });

  it("says where there is no data, and makes none", async () => {
    const { code, err } = await cli(["explain", "--event", "x", "--data", join(folder, "nowhere")]);
    expect(code).toBe(64);
    expect(err).toContain("there is no data in");
  });
});
