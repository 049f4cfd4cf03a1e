/** The tests that every plug-in must pass, for vitest, node:test or any runner with `describe` and `it`. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { DeliveryId, Message, Outcome } from "../core/delivery.ts";
import type { Sender, SenderEnvironment } from "../core/destination.ts";
import type { Event, EventId } from "../core/event.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { ConditionPlugin, DestinationPlugin, SourcePlugin } from "../core/plugin.ts";
import type { Instant } from "../core/time.ts";

/** The test runner. vitest: `{ describe, it }` of "vitest"; left out: the globals, or node:test. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => unknown): unknown;
}

/** What the other side can do with the next attempt. */
export type CounterpartFault = "unavailable" | "refused" | "throttled" | "unauthorized" | "silent";

/** The other side: a real server on 127.0.0.1, opened for one test. */
export interface Counterpart {
  /** The settings under the destination's type, e.g. `{ url }`. */
  readonly settings: JsonObject;
  /** Makes it do this with the next attempt. */
  arrange(fault: CounterpartFault): void;
  /** The key of each accepted message. */
  keys(): readonly string[];
  close(): Promise<void>;
}

export interface DestinationCase {
  readonly plugin: DestinationPlugin;
  /** What the counterpart can do. */
  readonly faults: readonly CounterpartFault[];
  /** Texts that must not be shown, e.g. the token in the settings. */
  readonly secrets?: readonly string[];
  open(): Promise<Counterpart>;
}

const endings: Readonly<Record<CounterpartFault, Outcome["kind"]>> = {
  unavailable: "later",
  refused: "refused",
  throttled: "later",
  unauthorized: "pause",
  silent: "later",
};

/** Registers the tests of a destination. */
export function conformsToDestination({ plugin, faults, secrets = [], open }: DestinationCase, runner: TestRunner = usualRunner()): void {
  const { describe, it } = runner;

  const tried = (body: (counterpart: Counterpart, sender: Sender) => Promise<void>) => async () => {
    const counterpart = await open();
    const sender = senderOf(plugin, counterpart.settings);
    try {
      await body(counterpart, sender);
    } finally {
      await sender.close();
      await counterpart.close();
    }
  };

  describe(`${plugin.name}, as a destination of avatar-relay`, () => {
    it("reads its example", () => void plugin.destination.schema.parse(plugin.destination.example.settings));

    it(
      "delivers, each message under its key",
      tried(async (counterpart, sender) => {
        for (const key of ["key-1", "key-2"]) assert.equal((await send(sender, key)).kind, "delivered");
        assert.deepEqual(counterpart.keys(), ["key-1", "key-2"]);
      }),
    );

    for (const fault of faults)
      it(
        `ends as it should: ${fault}`,
        tried(async (counterpart, sender) => {
          counterpart.arrange(fault);
          const outcome = await send(sender, "key-1", fault === "silent" ? AbortSignal.timeout(400) : undefined);
          assert.equal(outcome.kind, endings[fault], JSON.stringify(outcome));
          assert.notEqual("reason" in outcome && outcome.reason, "plugin_failed", JSON.stringify(outcome));
          for (const secret of [...secrets, said]) assert.ok(!JSON.stringify(outcome).includes(secret), `the outcome tells "${secret}"`);
          assert.equal((await send(sender, "key-1")).kind, "delivered");
        }),
      );

    it(
      "says that nobody listens",
      tried(async (counterpart, sender) => {
        await counterpart.close();
        const outcome = await send(sender, "key-1");
        assert.deepEqual([outcome.kind, "reason" in outcome && outcome.reason], ["later", "unreachable"]);
      }),
    );
  });
}

/** The visitor's words in the messages of these tests. */
const said = "a text that only the other side may see";

function send(sender: Sender, key: string, signal = AbortSignal.timeout(10_000)): Promise<Outcome> {
  const body: Json = {
    title: "A title",
    text: said,
    because: "it was tried",
    fields: [{ name: "Agent", value: "A1" }],
    at: "2026-03-02T09:00:00.000Z",
  };
  const ids = { id: key as DeliveryId, event: "event" as EventId, dueAt: 0 as Instant }; // of no store
  const message: Message = { ...ids, rule: "a rule", to: "tested", body, thread: undefined, urgent: false };
  return sender.send(message, { key, attempt: 1, reference: undefined, signal });
}

function senderOf({ destination }: DestinationPlugin, settings: JsonObject): Sender {
  const asItIs = (text: string) => text;
  const configured = destination.configure(destination.schema.parse(settings), { name: "tested", seal: asItIs, unseal: asItIs });
  return configured.open({ userAgent: "avatar-relay/conformance" } as SenderEnvironment); // a plug-in gets nothing else of it
}

/** Registers the tests of a condition: its example holds, and no event makes it throw. */
export function conformsToCondition(plugin: ConditionPlugin, runner: TestRunner = usualRunner()): void {
  const failures: string[] = [];
  const condition = plugin.condition((_, detail) => failures.push(detail));
  const { when, matches, ignores } = condition.example;
  runner.describe(`${plugin.name}, as a condition of avatar-relay`, () => {
    runner.it("has an example with both kinds of events", () => assert.ok(matches.length > 0 && ignores.length > 0));

    runner.it("reads its example", () => void condition.schema(undefined as never).parse(when[plugin.name]));

    for (const event of [...matches, ...ignores, {}, { type: "room.join", data: {} }, { message: "\u{1f600}".repeat(500) }])
      runner.it(`judges ${JSON.stringify(event).slice(0, 60)} without failing`, () => {
        const node = condition.compile(condition.schema(undefined as never).parse(when[plugin.name]), undefined as never); // a plug-in uses neither
        if (node.kind === "look") node.judge(sightOf(event));
        if (node.kind === "remember") node.judge(sightOf(event), undefined, undefined);
        assert.deepEqual(failures, []);
      });
  });
}

function sightOf(
  event: object,
): Parameters<Extract<ReturnType<ReturnType<ConditionPlugin["condition"]>["compile"]>, { kind: "look" }>["judge"]>[0] {
  const usual = {
    id: "e",
    kind: "chat",
    type: "chat.push",
    source: "tests",
    agent: "A1",
    session: "s1",
    role: "user",
    message: "",
    data: {},
  };
  const times = { occurredAt: 0, receivedAt: 0 };
  return { event: { ...usual, ...times, ...event } as unknown as Event, session: undefined, reading: undefined, found: () => false }; // the fields that an example leaves out
}

/** Registers the tests of a source: its example becomes events, and no body makes it throw anything other than an error. */
export function conformsToSource(plugin: SourcePlugin, runner: TestRunner = usualRunner()): void {
  const { example, read, name } = plugin;
  runner.describe(`${name}, as a source of avatar-relay`, () => {
    runner.it("makes the events of its example", () => {
      const events = read(example.body);
      assert.equal(events.length, example.events);
      for (const { type } of events) assert.match(type, /^(?!relay\.)[\w.-]{1,100}$/);
    });

    runner.it("makes the same of the same body", () => assert.deepEqual(read(example.body), read(example.body)));
  });
}

/** The runner that is present. */
function usualRunner(): TestRunner {
  const { describe, it } = globalThis as Partial<TestRunner>; // where a runner has put them
  if (describe !== undefined && it !== undefined) return { describe, it };
  return createRequire(import.meta.url)("node:test") as TestRunner; // it has both
}
