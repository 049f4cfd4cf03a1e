import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message, Outcome } from "../../src/core/delivery.ts";
import type { Event } from "../../src/core/event.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { kinesis } from "../../src/destinations/kinesis/kinesis.ts";
import { conformsToDestination, type Fault } from "../conformance/destination.ts";
import { configured, makeContext, makeEdge, makeView, messages, renderedBy } from "../support/destination-edge.ts";
import type { FrontStep } from "../support/faulty-front.ts";
import { type KinesisService, openKinesis, type StoredRecord, someone, stream } from "../support/kinesis.ts";
import { makeChat } from "../support/make.ts";

const said = "my card is 4111 1111 1111 1111";
const secret = "canary-secret-of-aws";

function failing(status: number, type: string, message = ""): FrontStep {
  return { kind: "answer", status, type: "application/x-amz-json-1.1", body: JSON.stringify({ __type: type, message }) };
}

const steps = {
  unavailable: failing(500, "InternalFailure"),
  refused: failing(400, "ValidationException"),
  throttled: failing(400, "ProvisionedThroughputExceededException"),
  unauthorized: failing(400, "UnrecognizedClientException", `no ${secret}`),
  lost: { kind: "lost" },
  silent: { kind: "hang" },
  echoing: failing(400, "InvalidArgumentException", `${secret} ${said}`),
} satisfies Partial<Record<Fault, FrontStep>>;

conformsToDestination({
  name: "kinesis",
  faults: Object.keys(steps) as (keyof typeof steps)[], // the keys of the object above
  async open() {
    const service = await openKinesis();
    const { front } = service;
    const to = configured(kinesis, { stream, json: { key: "{{ event.session }}" } });
    return {
      sender: to.open(makeEdge({ ...someone, AWS_ENDPOINT_URL: front.url, AWS_SECRET_ACCESS_KEY: secret })),
      message: messages(kinesis, to, said),
      arrange: (fault) => front.script(steps[fault as keyof typeof steps]), // its faults are those keys
      until: front.until,
      keys: () => front.passed.map(({ body }) => body.toString("utf8")),
      secrets: [secret, said],
      hangUp: () => front.close().then(() => service.close().catch(() => undefined)),
    };
  },
});

describe("kinesis", () => {
  let service: KinesisService;

  beforeAll(async () => {
    service = await openKinesis();
  });

  afterAll(async () => {
    await service.close();
  });

  function rendered(event: Event, settings: JsonObject = {}): Message {
    const [message] = renderedBy(kinesis, configured(kinesis, { stream, ...settings }), {}, makeView(event));
    if (message === undefined) throw new Error("nothing was rendered");
    return message;
  }

  async function send(all: readonly Message[], settings: JsonObject = {}): Promise<readonly Outcome[]> {
    const sender = configured(kinesis, { stream, ...settings }).open(makeEdge({ ...someone, AWS_ENDPOINT_URL: service.front.url }));
    const signal = AbortSignal.timeout(20_000);
    const parcels = all.map((message) => ({ message, context: makeContext(message, { signal }) }));
    const outcomes = await sender.sendMany?.(parcels, signal);
    await sender.close();
    return outcomes ?? [];
  }

  async function recordsOf(sessions: readonly string[]): Promise<readonly StoredRecord[]> {
    return (await service.records()).filter(({ partition }) => sessions.includes(partition));
  }

  it("keeps each session in one shard, in its order, and uses several shards", async () => {
    const sessions = Array.from({ length: 20 }, (_, n) => `order-${n}`);
    const all = [1, 2, 3].flatMap((n) => sessions.map((session) => rendered(makeChat({ session, message: `m${n}` }))));
    expect(new Set((await send(all)).map(({ kind }) => kind))).toEqual(new Set(["delivered"]));
    const records = await recordsOf(sessions);
    for (const session of sessions) {
      const own = records.filter(({ partition }) => partition === session);
      expect(new Set(own.map(({ shard }) => shard)).size).toBe(1);
      expect(own.map(({ text }): unknown => JSON.parse(text).event.data.message)).toEqual(["m1", "m2", "m3"]);
    }
    expect(new Set(records.map(({ shard }) => shard)).size).toBeGreaterThan(1);
  });

  it("sends only those again that were not taken", async () => {
    const all = ["ok-1", "busy", "ok-2", "broken"].map((session) => rendered(makeChat({ session })));
    const taken = { SequenceNumber: "1", ShardId: "shardId-0" };
    const answer = {
      FailedRecordCount: 2,
      Records: [taken, { ErrorCode: "ProvisionedThroughputExceededException" }, taken, { ErrorCode: "InternalFailure" }],
    };
    service.front.script({ kind: "answer", status: 200, type: "application/x-amz-json-1.1", body: JSON.stringify(answer) });
    const outcomes = await send(all);
    expect(outcomes).toMatchObject([
      { kind: "delivered", reference: "shardId-0:1" },
      { kind: "later", reason: "throttled", countsAsAttempt: false },
      { kind: "delivered" },
      { kind: "later", reason: "unavailable" },
    ]);
    const again = all.filter((_, index) => outcomes[index]?.kind !== "delivered");
    expect(await send(again)).toMatchObject([{ kind: "delivered" }, { kind: "delivered" }]);
    const records = await recordsOf(["ok-1", "busy", "ok-2", "broken"]);
    expect(records.map(({ partition }) => partition).sort()).toEqual(["broken", "busy"]);
  });

  it("sends as many requests as the bytes need, and refuses what no request can carry", async () => {
    const large = "x".repeat(900 * 1_024);
    const json = { text: "{{ event.data.text }}" };
    const events = [..."abcdefg"].map((letter) => makeChat({ session: `large-${letter}`, data: { text: large } }));
    const all = [...events.map((event) => rendered(event, { json })), withText("y".repeat(1_100 * 1_024))];
    const before = service.front.passed.length;
    const outcomes = await send(all);
    expect(service.front.passed.length - before).toBe(2);
    expect(outcomes.map(({ kind }) => kind)).toEqual([...Array.from({ length: 7 }, () => "delivered"), "refused"]);
  });

  function withText(text: string): Message {
    return { ...rendered(makeChat({})), body: { partition: "p", json: { text } } };
  }

  it.each([
    ["the session", makeChat({ session: "s" }), {}, "s"],
    ["the agent where there is no session", makeChat({ session: undefined }), {}, "A80HVD8577"],
    ["what the file says", makeChat({}), { partition: "{{ event.agent }}-{{ event.type }}" }, "A80HVD8577-chat.push"],
    ["the agent where the file's template gives nothing", makeChat({}), { partition: "{{ event.data.nothing }}" }, "A80HVD8577"],
    ["a hash where it is too long", makeChat({ session: "s".repeat(300) }), {}, expect.stringMatching(/^s{150}-[0-9a-f]{64}$/)],
  ])("partitions by %s", (_what, event, settings, partition) => {
    expect(rendered(event, settings).body).toMatchObject({ partition });
  });

  it("waits for a person where there is no such stream", async () => {
    expect(await send([rendered(makeChat({}))], { stream: "nowhere" })).toMatchObject([{ kind: "pause", reason: "missing" }]);
  });
});
