import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressGuard } from "../../src/net/address-guard.ts";
import { type HttpClient, type HttpRequest, httpClient } from "../../src/net/http-client.ts";
import { redactor } from "../../src/net/redact.ts";
import { answer, type HttpSink, openHttpSink, type SinkStep } from "../support/http-sink.ts";
import { monday } from "../support/make.ts";

let sink: HttpSink;
const clients: HttpClient[] = [];

beforeEach(async () => {
  sink = await openHttpSink();
});

afterEach(async () => {
  await sink.close();
  for (const client of clients.splice(0)) await client.close();
});

function open(origin: string, allowed: readonly string[] = ["127.0.0.0/8"]): HttpClient {
  const redact = redactor(["canary-token"]);
  const client = httpClient({ origin, guard: addressGuard(allowed), connections: 4, proxyFor: () => undefined, redact, now: () => monday });
  clients.push(client);
  return client;
}

function request(override: Partial<HttpRequest> = {}): HttpRequest {
  const headers = { "content-type": "application/json", "idempotency-key": "k1" };
  return { method: "POST", path: "/in?x=1", headers, body: '{"a":1}', signal: AbortSignal.timeout(10_000), ...override };
}

describe("one outbound attempt", () => {
  it("sends what it was given", async () => {
    expect(await open(sink.url).attempt(request())).toEqual({ kind: "delivered", detail: "HTTP 200" });
    expect(sink.requests).toMatchObject([{ method: "POST", path: "/in?x=1", body: '{"a":1}', headers: { "idempotency-key": "k1" } }]);
  });

  it("keeps its connection for the next", async () => {
    const client = open(sink.url);
    for (let n = 0; n < 20; n += 1) await client.attempt(request());
    expect(sink.connections).toBeLessThanOrEqual(2);
  });

  // D04
  it("goes to no other address", async () => {
    const target = await openHttpSink();
    sink.script(...[301, 302, 307, 308].map((status) => answer(status, { location: `${target.url}/stolen` })));
    const client = open(sink.url);
    for (let n = 0; n < 4; n += 1) {
      expect(await client.attempt(request())).toMatchObject({ kind: "refused", reason: "redirect_not_followed" });
    }
    expect(target.requests).toEqual([]);
    await target.close();
  });

  it.each([
    ["https://user:pw@new.example.com/in?key=canary-token", "HTTP 302: to https://new.example.com/…"],
    ["//login.example.com/", "HTTP 302: to https://login.example.com, a login page"],
    ["/users/sign_in?next=/in", "HTTP 302: to another path of the same host, a login page"],
    ["/in/", "HTTP 302: to another path of the same host"],
    ["", "HTTP 302"],
  ])("says where a redirect to %s points", async (location, detail) => {
    sink.script(answer(302, { location }));
    expect(await open(sink.url).attempt(request())).toMatchObject({ reason: "redirect_not_followed", detail });
  });

  it("says what the other side said, without secrets and addresses", async () => {
    sink.script(answer(422, {}, "canary-token is no token, see https://crm.example.com/docs/errors?id=7\n"));
    expect(await open(sink.url).attempt(request())).toEqual({
      kind: "refused",
      reason: "permanent",
      detail: "HTTP 422: *** is no token, see https://crm.example.com/… ",
    });
  });

  it("does not keep what the other side repeats of the message, in whatever spelling", async () => {
    sink.script(answer(422, {}, JSON.stringify({ invalid: 'my "card" is 4111 1111' })));
    const sentTexts = () => ['my "card" is 4111 1111'];
    expect(await open(sink.url).attempt(request({ sentTexts }))).toMatchObject({ detail: 'HTTP 422: {"invalid":"***"}' });
  });

  const slow: readonly [string, SinkStep, object][] = [
    ["that never comes", { kind: "hang" }, { kind: "later", reason: "timeout", ambiguous: true }],
    ["of headers only", { kind: "headers-only", status: 200 }, { kind: "delivered" }],
    ["of a byte now and then", { kind: "drip", status: 200, every: 20 }, { kind: "delivered" }],
    ["of a byte now and then, and an error", { kind: "drip", status: 503, every: 20 }, { kind: "later", reason: "unavailable" }],
  ];
  // D06
  it.each(slow)("ends in time with an answer %s", async (_what, step, outcome) => {
    sink.script(step);
    expect(await open(sink.url).attempt(request({ signal: AbortSignal.timeout(300) }))).toMatchObject(outcome);
  });

  // D06
  it.each([200, 500])("reads no more than it needs of a 100 MB answer with status %i", async (status) => {
    sink.script({ kind: "huge", status, bytes: 100_000_000 });
    const outcome = await open(sink.url).attempt(request());
    expect(outcome.kind).toBe(status === 200 ? "delivered" : "later");
    expect(JSON.stringify(outcome).length).toBeLessThan(2_200);
  });

  // D06
  it("gives up after five seconds on a connection that is never ready", async () => {
    const silent = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo; // it listens on a port, not on a path
    const outcome = await open(`https://127.0.0.1:${port}`).attempt(request());
    expect(outcome).toEqual({ kind: "later", reason: "timeout", detail: "no connection in time" });
    silent.close();
  });

  it.each([
    [
      "a status of success with half of its body",
      { kind: "broken-body", status: 200 },
      {
        kind: "later",
        reason: "bad_answer",
        detail: expect.stringMatching(/^the answer began \(HTTP 200\) and broke off: /),
        ambiguous: true,
      },
    ],
    ["100 Continue, which nobody has asked for", { kind: "continued" }, { kind: "later", reason: "bad_answer", ambiguous: true }],
    [
      "a web page",
      answer(200, { "content-type": "text/html; charset=utf-8" }, "<html>"),
      { kind: "delivered", detail: "HTTP 200, with a web page" },
    ],
    ["a status of failure, whatever becomes of the body,", { kind: "broken-body", status: 400 }, { kind: "refused", reason: "permanent" }],
    [
      "an answer that is not HTTP",
      { kind: "garbage" },
      { kind: "later", reason: "bad_answer", detail: "the answer is not HTTP: are port and scheme (http, https) right?", ambiguous: true },
    ],
    ["a reset", { kind: "reset" }, { kind: "later", reason: "unreachable", ambiguous: true }],
    [
      "a lost answer",
      { kind: "lost" },
      {
        kind: "later",
        reason: "unreachable",
        detail: "the connection was closed before the answer: its log, or that of the proxy before it, says more",
        ambiguous: true,
      },
    ],
  ] as readonly [string, SinkStep, object][])("judges: %s", async (_what, step, outcome) => {
    sink.script(step);
    expect(await open(sink.url).attempt(request())).toMatchObject(outcome);
  });

  // D02
  it("says that nobody listens", async () => {
    const { url } = sink;
    await sink.close();
    expect(await open(url).attempt(request())).toEqual({
      kind: "later",
      reason: "unreachable",
      detail: "the connection was refused (ECONNREFUSED): does it run, and are host and port right?",
    });
    sink = await openHttpSink();
  });

  // D02
  it("says that there is no such host", async () => {
    expect(await open("http://no-such-host.invalid").attempt(request())).toMatchObject({ kind: "later", reason: "unreachable" });
  });

  // D02
  it("says that the certificate is wrong or missing", async () => {
    expect(await open(sink.url.replace("http:", "https:")).attempt(request())).toMatchObject({ kind: "later", reason: "unreachable" });
  });

  // D07
  it("repeats at once, with the same key, when a connection that was kept open breaks", async () => {
    const client = open(sink.url);
    await client.attempt(request());
    sink.script({ kind: "lost" });
    expect(await client.attempt(request())).toEqual({ kind: "delivered", detail: "HTTP 200" });
    expect(sink.requests.map((each) => each.headers["idempotency-key"])).toEqual(["k1", "k1", "k1"]);
  });

  // D07
  it("repeats at once only once", async () => {
    const client = open(sink.url);
    await client.attempt(request());
    sink.script({ kind: "lost" }, { kind: "lost" });
    expect(await client.attempt(request())).toMatchObject({ kind: "later", reason: "unreachable" });
    expect(sink.requests).toHaveLength(3);
  });

  // decisions/0010
  it("does not repeat at once what was answered, though the answer broke off", async () => {
    const client = open(sink.url);
    await client.attempt(request());
    sink.script({ kind: "broken-body", status: 200 });
    expect(await client.attempt(request())).toMatchObject({ kind: "later", reason: "bad_answer", ambiguous: true });
    expect(sink.requests).toHaveLength(2);
  });

  it("can be stopped", async () => {
    sink.script({ kind: "hang" });
    const stop = new AbortController();
    const pending = open(sink.url).attempt(request({ signal: stop.signal }));
    await sink.until(1);
    stop.abort();
    expect(await pending).toMatchObject({ kind: "later", reason: "interrupted", ambiguous: true });
  });

  // D21
  it("does not connect to this machine", async () => {
    for (const origin of [sink.url, sink.url.replace("127.0.0.1", "localhost"), sink.url.replace("127.0.0.1", "[::ffff:127.0.0.1]")]) {
      expect(await open(origin, []).attempt(request())).toMatchObject({
        kind: "refused",
        reason: "ssrf_blocked",
        detail: expect.stringMatching(/ is not public: if it is meant, permit it with allow_private: 127\.0\.0\.\d\/\d+$/),
      });
    }
    expect(sink.connections).toBe(0);
  });

  it("opens and closes without a connection", async () => {
    await open(sink.url).close();
    expect(sink.connections).toBe(0);
  });
});
