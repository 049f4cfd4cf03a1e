import { describe, expect, it, onTestFinished } from "vitest";
import type { Destination, Tried } from "../../src/core/destination.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { kinesis } from "../../src/destinations/kinesis/kinesis.ts";
import { s3 } from "../../src/destinations/s3/s3.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { openFakeSlack } from "../support/fake-slack.ts";
import type { FrontStep } from "../support/faulty-front.ts";
import { openHttpSink } from "../support/http-sink.ts";
import { openKinesis, someone, stream } from "../support/kinesis.ts";
import { openProxy } from "../support/proxy.ts";
import { bucket, known, openS3 } from "../support/s3.ts";

async function tried(kind: Destination, settings: JsonObject, variables: Readonly<Record<string, string>>): Promise<Tried | undefined> {
  const [first, ...more] = (await kind.tryOut?.(kind.schema.parse(settings), (name) => variables[name])) ?? [];
  expect(more).toEqual([]);
  expect(JSON.stringify(first)).not.toContain("canary");
  return first;
}

const nowhere = "http://127.0.0.1:1";

function refusal(status: number, code: string): FrontStep {
  return { kind: "answer", status, type: "application/xml", body: `<Error><Code>${code}</Code><Message>canary</Message></Error>` };
}

describe("doctor's trial of S3", () => {
  it("asks for the name of one object, and writes nothing", async () => {
    const service = await openS3();
    onTestFinished(() => service.close());
    const variables = { ...known, AWS_ENDPOINT_URL: service.front.url };
    expect(await tried(s3, { bucket }, variables)).toEqual({
      ok: true,
      what: `the bucket ${bucket} is reached, and answers (ListObjectsV2)`,
    });
    expect(await tried(s3, { bucket: "another-bucket" }, variables)).toMatchObject({
      ok: false,
      what: expect.stringContaining("is not there: NoSuchBucket"),
    });
    expect(service.front.passed.map(({ method }) => method)).toEqual(["GET", "GET"]);
    expect((await service.objects()).size).toBe(0);
    service.front.script(refusal(403, "AccessDenied"), refusal(403, "InvalidAccessKeyId"));
    expect(await tried(s3, { bucket }, variables)).toMatchObject({ ok: true, what: expect.stringContaining("s3:PutObject was not tried") });
    expect(await tried(s3, { bucket }, variables)).toMatchObject({
      ok: false,
      what: expect.stringContaining("the credentials for the bucket"),
    });
  });

  it("names the hop that fails", async () => {
    expect(await tried(s3, { bucket }, { ...known, AWS_ENDPOINT_URL: nowhere })).toMatchObject({
      ok: false,
      what: expect.stringContaining("not reached: TCP: the connection was refused"),
    });
    expect(await tried(s3, { bucket }, { ...known, AWS_ENDPOINT_URL: "http://nobody.invalid" })).toMatchObject({
      ok: false,
      what: expect.stringContaining("not reached: DNS:"),
    });
    const proxy = await openProxy({ refuses: 403 });
    onTestFinished(() => proxy.close());
    expect(await tried(s3, { bucket }, { ...known, AWS_ENDPOINT_URL: nowhere, HTTP_PROXY: proxy.url })).toMatchObject({
      ok: false,
      what: expect.stringContaining("proxy"),
    });
  });
});

describe("doctor's trial of Kinesis", () => {
  it("asks how the stream does, and writes nothing", async () => {
    const service = await openKinesis();
    onTestFinished(() => service.close());
    const variables = { ...someone, AWS_ENDPOINT_URL: service.front.url };
    expect(await tried(kinesis, { stream }, variables)).toMatchObject({
      ok: true,
      what: `the stream ${stream} is reached, and answers (DescribeStreamSummary)`,
    });
    expect(await tried(kinesis, { stream: "another" }, variables)).toMatchObject({
      ok: false,
      what: expect.stringContaining("is not there"),
    });
    expect(await tried(kinesis, { stream }, { ...variables, AWS_ENDPOINT_URL: nowhere })).toMatchObject({
      ok: false,
      what: expect.stringContaining("TCP"),
    });
    expect(await service.records()).toEqual([]);
  });
});

describe("doctor's trial of an incoming webhook of Slack", () => {
  const local = { allow_private: ["127.0.0.0/8"] };

  it("sends a message without a text, which stands nowhere", async () => {
    const fake = await openFakeSlack();
    onTestFinished(() => fake.close());
    const settings = { webhook_url: fake.webhookUrl, ...local };
    const origin = new URL(fake.webhookUrl).origin;
    expect(await tried(slack, settings, {})).toEqual({
      ok: true,
      what: `the incoming webhook at ${origin} is there (no_text to a message without a text)`,
    });
    expect(fake.messages).toEqual([]);
  });

  it.each([
    [404, "no_service", "make another webhook"],
    [410, "channel_is_archived", "unarchive the channel"],
    [403, "invalid_token", "make another webhook"],
    [404, "<html>canary</html>", "is the URL of the incoming webhook complete?"],
    [502, "", "is the URL"],
  ])("tells what HTTP %i with %j means", async (status, body, cure) => {
    const sink = await openHttpSink();
    onTestFinished(() => sink.close());
    sink.script({ kind: "answer", status, body });
    expect(await tried(slack, { webhook_url: `${sink.url}/services/canary`, ...local }, {})).toMatchObject({
      ok: false,
      cure: expect.stringContaining(cure),
    });
  });

  it("names the hop that fails", async () => {
    expect(await tried(slack, { webhook_url: `${nowhere}/services/canary`, ...local }, {})).toMatchObject({
      ok: false,
      what: expect.stringContaining("TCP"),
    });
    expect(await tried(slack, { webhook_url: "https://nobody.invalid/services/canary" }, {})).toMatchObject({
      ok: false,
      what: expect.stringContaining("DNS"),
    });
  });
});
