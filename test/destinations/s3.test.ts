import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Message, Outcome } from "../../src/core/delivery.ts";
import type { Event } from "../../src/core/event.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { hour, plus, second } from "../../src/core/time.ts";
import { s3 } from "../../src/destinations/s3/s3.ts";
import { conformsToDestination, type Fault } from "../conformance/destination.ts";
import { configured, makeContext, makeEdge, makeView, messages, renderedBy } from "../support/destination-edge.ts";
import type { FrontStep } from "../support/faulty-front.ts";
import { makeChat, monday } from "../support/make.ts";
import { bucket, known, openS3, type S3Service } from "../support/s3.ts";

const said = "my card is 4111 1111 1111 1111";
const secret = "canary-secret-of-aws";

function failing(status: number, code: string, message = ""): FrontStep {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { kind: "answer", status, type: "application/xml", body };
}

const steps = {
  unavailable: failing(500, "InternalError"),
  refused: failing(400, "EntityTooLarge"),
  throttled: failing(503, "SlowDown"),
  unauthorized: failing(403, "InvalidAccessKeyId", `no ${secret}`),
  lost: { kind: "lost" },
  silent: { kind: "hang" },
  echoing: failing(400, "InvalidRequest", `${secret} ${said}`),
} satisfies Partial<Record<Fault, FrontStep>>;

conformsToDestination({
  name: "s3",
  faults: Object.keys(steps) as (keyof typeof steps)[], // the keys of the object above
  async open() {
    const service = await openS3({ anySecret: true });
    const { front } = service;
    const to = configured(s3, { bucket, region: "eu-central-1" });
    return {
      sender: to.open(makeEdge({ AWS_ENDPOINT_URL: front.url, AWS_ACCESS_KEY_ID: "S3RVER", AWS_SECRET_ACCESS_KEY: secret })),
      message: messages(s3, to, said),
      arrange: (fault) => front.script(steps[fault as keyof typeof steps]), // its faults are those keys
      until: front.until,
      keys: () => front.passed.map(({ path }) => path),
      secrets: [secret, said],
      hangUp: () => front.close().then(() => service.close().catch(() => undefined)),
    };
  },
});

describe("s3", () => {
  let service: S3Service;

  beforeEach(async () => {
    service = await openS3();
  });

  afterEach(async () => {
    await service.close();
  });

  function rendered(event: Event, settings: JsonObject = {}, action: JsonObject = {}): Message {
    const [message] = renderedBy(s3, configured(s3, { bucket, ...settings }), action, makeView(event));
    if (message === undefined) throw new Error("nothing was rendered");
    return message;
  }

  async function send(all: readonly Message[], settings: JsonObject = {}, variables: Readonly<Record<string, string>> = {}) {
    const sender = configured(s3, { bucket, ...settings }).open(makeEdge({ AWS_ENDPOINT_URL: service.front.url, ...known, ...variables }));
    const signal = AbortSignal.timeout(20_000);
    const outcomes = await sender.sendMany?.(
      all.map((message) => ({ message, context: makeContext(message, { signal }) })),
      signal,
    );
    await sender.close();
    return outcomes ?? [];
  }

  // D25
  it("has a thousand lines of a thousand events of one session and one hour, none in the place of another", async () => {
    const events = Array.from({ length: 1_000 }, (_, n) => makeChat({ message: `m${n}`, occurredAt: plus(monday, n * second) }));
    const all = events.map((event) => rendered(event));
    const outcomes: Outcome[] = [];
    for (const part of [all.slice(0, 1), all.slice(1, 400), all.slice(400)]) outcomes.push(...(await send(part)));
    expect(outcomes.filter(({ kind }) => kind === "delivered")).toHaveLength(1_000);
    const objects = await service.objects();
    expect(objects.size).toBe(3);
    const lines = [...objects.values()].flat().map((line): unknown => JSON.parse(line).event.data.message);
    expect(new Set(lines)).toEqual(new Set(events.map(({ message }) => message)));
    expect(lines).toHaveLength(1_000);
  });

  it("writes one that is repeated into the same object", async () => {
    const all = [rendered(makeChat({ message: "a" })), rendered(makeChat({ message: "b" }))];
    await send(all);
    await send(all);
    expect((await service.objects()).size).toBe(1);
  });

  it("files by the hour in which it happened, whenever it is sent", async () => {
    const settings = { prefix: "events" };
    await send([rendered(makeChat({}), settings), rendered(makeChat({ occurredAt: plus(monday, -hour) }), settings)]);
    const keys = [...(await service.objects()).keys()];
    expect(keys).toEqual([
      expect.stringMatching(/^events\/2026\/03\/02\/08\/20260302T080000Z-[0-9a-f]{32}\.jsonl\.gz$/),
      expect.stringMatching(/^events\/2026\/03\/02\/09\/20260302T090000Z-[0-9a-f]{32}\.jsonl\.gz$/),
    ]);
  });

  it.each([
    ["../../x", "..%2F..%2Fx"],
    ["..", "%2E%2E"],
    [".", "%2E"],
    ["a/b c", "a%2Fb%20c"],
  ])("encodes a session %s in the key", async (session, part) => {
    const outcomes = await send([rendered(makeChat({ session }), { prefix: "/sessions//{{ event.session }}/" })]);
    expect(outcomes).toMatchObject([{ kind: "delivered", reference: expect.stringContaining(`sessions/${part}/2026/03/02/09/`) }]);
  });

  it("refuses to make a key that is longer than S3 has", () => {
    expect(() => rendered(makeChat({ session: "é".repeat(200) }), { prefix: "{{ event.session }}" })).toThrow(/longer than 900 bytes/);
  });

  it("writes plain lines, with what the file says, where it is asked to", async () => {
    await send([rendered(makeChat({ message: "Zoë\u2028x" }), {}, { json: { said: "{{ event.message }}" } })], { compress: false });
    const [[key, lines] = []] = [...(await service.objects())];
    expect(key).toMatch(/\.jsonl$/);
    expect(lines?.map((line): unknown => JSON.parse(line))).toEqual([{ said: "Zoë\u2028x" }]);
  });

  it("says how each object ended, where only some were taken", async () => {
    service.front.script(failing(503, "SlowDown"));
    const all = [rendered(makeChat({})), rendered(makeChat({ occurredAt: plus(monday, hour) }))];
    expect(await send(all)).toMatchObject([{ kind: "later", reason: "throttled" }, { kind: "delivered" }]);
  });

  it.each([
    ["a wrong key", {}, { AWS_ACCESS_KEY_ID: "nobody" }, { kind: "pause", reason: "credentials" }],
    ["no such bucket", { bucket: "nowhere" }, {}, { kind: "pause", reason: "missing" }],
  ])("waits for a person where it has %s", async (_what, settings, variables, outcome) => {
    expect(await send([rendered(makeChat({}))], settings, variables)).toMatchObject([outcome]);
  });

  it.each<[number, object]>([
    [200, { kind: "later", reason: "bad_answer", ambiguous: true }],
    [404, { kind: "pause", reason: "address", detail: expect.stringContaining("AWS_ENDPOINT_URL") }],
  ])("takes no web page with %i for an answer of S3's", async (status, outcome) => {
    service.front.script({ kind: "answer", status, type: "text/html", body: "<html>Sign in to the network</html>" });
    expect(await send([rendered(makeChat({}))])).toMatchObject([outcome]);
  });

  it("needs a region", () => {
    expect(s3.requires(s3.schema.parse({ bucket }))).toEqual(["AWS_REGION"]);
    expect(s3.requires(s3.schema.parse({ bucket, region: "eu-central-1" }))).toEqual([]);
  });

  it("collects a thousand, or a minute, where nothing is said", () => {
    expect(configured(s3, { bucket }).policy.batch).toEqual({ max: 1_000, every: 60_000 });
    expect(configured(s3, { bucket, batch: { max: 5, every: "2s" } }).policy.batch).toEqual({ max: 5, every: 2_000 });
  });
});
