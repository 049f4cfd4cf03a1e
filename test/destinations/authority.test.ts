import { describe, expect, it } from "vitest";
import type { Destination } from "../../src/core/destination.ts";
import { http } from "../../src/destinations/http.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { verdict } from "../../src/destinations/verdict/verdict.ts";
import { webhook } from "../../src/destinations/webhook/webhook.ts";
import { configured, makeContext, makeEdge, renderedBy } from "../support/destination-edge.ts";
import { openTlsSink, tlsFile, tlsPath } from "../support/tls-sink.ts";

const allow_private = ["127.0.0.0/8"];
const secret = `whsec_${Buffer.alloc(32, "a").toString("base64")}`;

const kinds: readonly (readonly [string, Destination, (url: string) => object])[] = [
  ["http", http as Destination, (url) => ({ url })],
  ["webhook", webhook as Destination, (url) => ({ url, secret })],
  ["verdict", verdict as Destination, (url) => ({ url, model: "small" })],
  ["slack", slack as Destination, (url) => ({ webhook_url: `${url}/services/T/B/x` })],
];

describe.each(kinds)("ca of %s", (_name, kind, settings) => {
  it.each([
    ["the path of a file", tlsPath("ca.pem")],
    ["PEM itself", tlsFile("ca.pem")],
  ])("is %s, and its authority is believed", async (_what, ca) => {
    const sink = await openTlsSink("server");
    const to = configured(kind, { ...settings(sink.url), allow_private, ca });
    const [message] = renderedBy(kind, to);
    if (message === undefined) throw new Error("nothing was rendered");
    const sender = to.open(makeEdge());
    await sender.send(message, makeContext(message));
    expect(sink.requests).toHaveLength(1);
    await sender.close();
    await sink.close();
  });

  it.each([
    ["a file that is not there", "/nowhere/ca.pem", "cannot be read"],
    ["a file of something else", tlsPath("server.key"), "expected a certificate in PEM"],
    ["text that only begins like it", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "expected a certificate in PEM"],
  ])("is refused where it is %s", (_what, ca, said) => {
    const parsed = kind.schema.safeParse({ ...settings("https://crm.example.com"), ca });
    expect(JSON.stringify(parsed.error?.issues)).toContain(said);
  });
});
