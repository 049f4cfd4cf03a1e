import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { addressGuard } from "../../src/net/address-guard.ts";
import { type HttpClient, httpClient } from "../../src/net/http-client.ts";
import { proxyFor } from "../../src/net/proxy.ts";
import { answer, openHttpSink } from "../support/http-sink.ts";
import { monday } from "../support/make.ts";
import { openProxy, type TestProxy, type TestProxyOptions } from "../support/proxy.ts";
import { openTlsSink, tlsFile } from "../support/tls-sink.ts";

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

function kept<Opened extends { close(): Promise<void> }>(one: Opened): Opened {
  opened.push(one);
  return one;
}

const proxied = async (options: TestProxyOptions = {}) => kept(await openProxy(options));
const plainSink = async () => kept(await openHttpSink());
const tlsSink = async (shows = "server") => kept(await openTlsSink(shows));

interface Given {
  readonly proxy?: Pick<TestProxy, "url"> | undefined;
  readonly direct?: string;
  readonly allowed?: readonly string[];
  readonly ca?: string;
}

function client(origin: string, { proxy, direct = "", allowed = ["127.0.0.0/8"], ca }: Given = {}): HttpClient {
  const variables: Readonly<Record<string, string | undefined>> = { HTTPS_PROXY: proxy?.url, HTTP_PROXY: proxy?.url, NO_PROXY: direct };
  const way = { origin, guard: addressGuard(allowed), connections: 2, proxyFor: proxyFor((name) => variables[name]), ca };
  return kept(httpClient({ ...way, redact: String, now: () => monday }));
}

function post(from: HttpClient) {
  return from.attempt({ method: "POST", path: "/in?x=1", headers: {}, body: "{}", signal: AbortSignal.timeout(10_000) });
}

const ca = tlsFile("ca.pem");

describe("without a proxy", () => {
  it("the address is looked at once more when it is connected, and nothing is sent to one that is not permitted", async () => {
    const sink = await plainSink();
    const judged: string[] = [];
    /** Permits an address the first time only: it is not judged once and for all. */
    const guard = (address: string) => {
      judged.push(address);
      return judged.filter((each) => each === address).length === 1;
    };

    const sender = kept(
      httpClient({ origin: sink.url, guard, connections: 1, proxyFor: () => undefined, redact: String, now: () => monday }),
    );
    expect(await post(sender)).not.toMatchObject({ kind: "delivered" });
    expect(judged.length).toBeGreaterThan(1);
    expect(sink.requests).toEqual([]);
  });
});

describe("behind a proxy", () => {
  it("an http request is passed on by it", async () => {
    const [proxy, sink] = [await proxied(), await plainSink()];
    expect(await post(client(sink.url, { proxy }))).toEqual({ kind: "delivered", detail: "HTTP 200" });
    expect(proxy.seen).toEqual([`POST ${sink.url}/in?x=1`]);
    expect(sink.requests).toMatchObject([{ path: "/in?x=1", body: "{}" }]);
  });

  it("an https request goes through a tunnel, and the certificate is that of the receiver", async () => {
    const [proxy, sink] = [await proxied(), await tlsSink()];
    const sender = client(sink.url, { proxy, ca });
    expect([await post(sender), await post(sender)]).toMatchObject([{ kind: "delivered" }, { kind: "delivered" }]);
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT 127.0.0.1:${sink.port}`]));
    expect(await post(client(sink.url, { proxy }))).toMatchObject({ kind: "later", reason: "unreachable" });
  });

  it("the proxy looks up the names", async () => {
    const proxy = await proxied({ hosts: { "crm.example.com": "127.0.0.1" } });
    const sink = await tlsSink();
    expect(await post(client(`https://crm.example.com:${sink.port}`, { proxy, ca, allowed: [] }))).toEqual({
      kind: "delivered",
      detail: "HTTP 200",
    });
    expect(proxy.seen).toEqual([`CONNECT crm.example.com:${sink.port}`]);
  });

  it("an address that stands in the URL is judged before the proxy is asked", async () => {
    const [proxy, sink] = [await proxied(), await plainSink()];
    for (const origin of [sink.url, "https://10.0.0.1", "https://[64:ff9b::10.0.0.1]", "http://localhost:1"]) {
      expect(await post(client(origin, { proxy, allowed: [] }))).toMatchObject({ kind: "refused", reason: "ssrf_blocked" });
    }
    expect(proxy.seen).toEqual([]);
  });

  it("what NO_PROXY names goes straight", async () => {
    const [proxy, sink] = [await proxied(), await plainSink()];
    expect(await post(client(sink.url, { proxy, direct: "127.0.0.0/8" }))).toEqual({ kind: "delivered", detail: "HTTP 200" });
    expect(proxy.seen).toEqual([]);
  });

  it("user and password are shown to the proxy and to nobody else", async () => {
    const proxy = await proxied({ login: "relay:s@cret" });
    const [plain, secure] = [await plainSink(), await tlsSink()];
    const named = { url: proxy.url.replace("//", "//relay:s%40cret@") };
    expect(await post(client(plain.url, { proxy: named }))).toEqual({ kind: "delivered", detail: "HTTP 200" });
    expect(await post(client(secure.url, { proxy: named, ca }))).toEqual({ kind: "delivered", detail: "HTTP 200" });
    expect(JSON.stringify(plain.requests)).not.toMatch(/proxy-authorization|cmVsYXk6/);
  });

  it.each([407, 403, 405])("messages wait where it answers %s of itself", async (status) => {
    const proxy = await proxied(status === 407 ? { login: "relay:other" } : { refuses: status });
    const sink = await tlsSink();
    const outcome = await post(client(sink.url, { proxy, ca }));
    expect(outcome).toMatchObject({ kind: "pause", reason: "proxy", detail: expect.stringContaining(`HTTP ${status}`) });
    expect(outcome).toMatchObject({ detail: expect.stringContaining("HTTPS_PROXY") });
  });

  it("messages wait where it wants a user and password for an http request", async () => {
    const [proxy, sink] = [await proxied({ login: "relay:other" }), await plainSink()];
    const outcome = await post(client(sink.url, { proxy }));
    expect(outcome).toMatchObject({ kind: "pause", reason: "proxy", detail: expect.stringMatching(/HTTP_PROXY.*HTTP 407/) });
  });

  it("a receiver that it cannot reach is tried later", async () => {
    const proxy = await proxied();
    const sink = await openTlsSink("server");
    await sink.close();
    const outcome = await post(client(sink.url, { proxy, ca }));
    expect(outcome).toEqual({
      kind: "later",
      reason: "unreachable",
      detail: "the proxy of HTTPS_PROXY cannot reach the host just now (HTTP 502)",
    });
  });

  it("a proxy that is down is named, and nothing can have arrived", async () => {
    const [proxy, sink] = [await openProxy(), await plainSink()];
    await proxy.close();
    for (const [origin, variable] of [
      [sink.url, "HTTP_PROXY"],
      ["https://crm.example.com", "HTTPS_PROXY"],
    ] as const) {
      expect(await post(client(origin, { proxy }))).toEqual({
        kind: "later",
        reason: "unreachable",
        detail: `the proxy of ${variable} cannot be reached: the connection was refused (ECONNREFUSED)`,
      });
    }
  });

  it("a proxy that hangs up is asked once in an attempt, and nothing can have arrived", async () => {
    let asked = 0;
    const proxy = createServer((socket) => {
      socket
        .on("error", () => undefined)
        .once("data", () => {
          asked += 1;
          socket.end();
        });
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    kept({ close: async () => void proxy.close() });
    const { port } = proxy.address() as AddressInfo; // it listens on a port, not on a path
    const outcome = await post(client("https://receiver.test", { proxy: { url: `http://127.0.0.1:${port}` } }));
    const detail = "the proxy of HTTPS_PROXY hung up before there was a way to the host";
    expect(outcome).toEqual({ kind: "later", reason: "unreachable", detail });
    expect(asked).toBe(1);
  });

  it("what the receiver answers is the receiver's", async () => {
    const [proxy, sink] = [await proxied(), await plainSink()];
    sink.script(answer(503, { "retry-after": "7" }), { kind: "lost" });
    const sender = client(sink.url, { proxy });
    expect(await post(sender)).toMatchObject({ kind: "later", reason: "unavailable", after: 7_000 });
  });
});

describe("a certificate that is not believed", () => {
  it.each([
    ["of an unknown authority", "server", undefined, "ca: or NODE_EXTRA_CA_CERTS"],
    ["that has expired", "expired", ca, "has expired"],
    ["of another host", "other-host", ca, "for another host"],
  ])("is told with its cure where it is one %s", async (_what, shows, authority, said) => {
    const sink = await tlsSink(shows);
    const proxy = await proxied();
    for (const way of [{}, { proxy }]) {
      const outcome = await post(client(sink.url, { ...way, ...(authority && { ca: authority }) }));
      expect(outcome).toMatchObject({ kind: "later", reason: "unreachable", detail: expect.stringContaining(said) });
    }
    expect(sink.requests).toEqual([]);
  });

  it("is told where no TLS is spoken at all", async () => {
    const sink = await plainSink();
    const outcome = await post(client(sink.url.replace("http:", "https:")));
    expect(outcome).toMatchObject({ kind: "later", detail: expect.stringContaining("is the port right, and is it https?") });
  });

  it("is believed where ca names its authority, and the usual ones are believed beside it", async () => {
    const sink = await tlsSink();
    expect(await post(client(sink.url, { ca }))).toEqual({ kind: "delivered", detail: "HTTP 200" });
  });
});
