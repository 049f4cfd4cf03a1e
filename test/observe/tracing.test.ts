import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRelay, type Relay } from "../../src/index.ts";
import { type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { requireFrom } from "../support/packages.ts";
import { send, signBody } from "../support/sender.ts";

interface Provider {
  register(): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

// opentelemetry.io/docs/languages/js/instrumentation: what a user registers with --import
const load = requireFrom("tracing");
const sdk = load("@opentelemetry/sdk-trace-node") as {
  readonly NodeTracerProvider: new (options: { readonly spanProcessors: readonly unknown[] }) => Provider;
  readonly SimpleSpanProcessor: new (exporter: unknown) => unknown;
};
const { OTLPTraceExporter } = load("@opentelemetry/exporter-trace-otlp-http") as {
  readonly OTLPTraceExporter: new (options: { readonly url: string }) => unknown;
};

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
}

const secret = "whsec_kept-as-text-with-its-prefix";
let folder = "";
let collector: HttpSink;
let receiver: HttpSink;
let relay: Relay | undefined;
let server: ReturnType<typeof createServer>;
let provider: Provider | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tracing-"));
  collector = await openHttpSink();
  receiver = await openHttpSink();
});

afterEach(async () => {
  await relay?.stop();
  server.closeAllConnections();
  server.close();
  await provider?.shutdown();
  await collector.close();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Says something that is delivered, with a header of the sender where one is given. */
async function deliver(headers: Readonly<Record<string, string>> = {}): Promise<void> {
  const crm = { http: { method: "POST", url: receiver.url, allow_private: ["127.0.0.0/8"] } };
  const rules = { version: 1, destinations: { crm }, rules: [{ name: "all", on: "chat.push", then: [{ to: "crm", json: {} }] }] };
  relay = createRelay({ rules, data: join(folder, "data"), env: { BITHUMAN_WEBHOOK_SECRET: secret } });
  const delivered = new Promise((resolve) => relay?.on("delivery.attempted", resolve));
  await relay.start();
  server = createServer(relay.handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const timestamp = Date.now() / 1_000;
  const data = { role: "user", message: "what the visitor said", session_id: "s1", timestamp };
  const raw = JSON.stringify({ agent_id: "A1", event_type: "chat.push", data, timestamp });
  await send((server.address() as AddressInfo).port, {
    raw,
    headers: { ...signBody(raw), "content-type": "application/json", ...headers },
  });
  await delivered;
}

function spans(): readonly Span[] {
  return collector.requests.flatMap(({ body }) =>
    JSON.parse(body).resourceSpans.flatMap((each: { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }) =>
      each.scopeSpans.flatMap((scope) => scope.spans),
    ),
  );
}

describe("the spans of an event", () => {
  it("are not made where no SDK is registered", async () => {
    await deliver();
    expect(collector.requests).toEqual([]);
  });

  it("are one trace from the webhook to the delivery, below the sender's own", async () => {
    provider = new sdk.NodeTracerProvider({
      spanProcessors: [new sdk.SimpleSpanProcessor(new OTLPTraceExporter({ url: `${collector.url}/v1/traces` }))],
    });
    provider.register();
    await deliver({ traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });
    await expect.poll(() => spans().map(({ name }) => name)).toEqual(["receive", "evaluate", "deliver"]);
    const [receive, evaluate, delivery] = spans();
    expect(new Set(spans().map(({ traceId }) => traceId))).toEqual(new Set(["0af7651916cd43dd8448eb211c80319c"]));
    expect([receive?.parentSpanId, evaluate?.parentSpanId, delivery?.parentSpanId]).toEqual([
      "b7ad6b7169203331",
      receive?.spanId,
      evaluate?.spanId,
    ]);
    expect(JSON.stringify(collector.requests)).not.toContain("what the visitor said");
  });
});
