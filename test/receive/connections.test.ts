import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { connect as connectTls } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { adminConnectionLimit, connectionLimit, mostUnanswered } from "../../src/receive/connections.ts";
import { createPublicApp } from "../../src/receive/public-app.ts";
import { defaultLimits, type Receiver } from "../../src/receive/receiver.ts";
import { createPublicServer, type PublicServerOptions } from "../../src/receive/server.ts";
import { openWire, requestText, send, type Wire } from "../support/sender.ts";
import { randomId } from "./public-port.ts";

const pem = (name: string) => readFileSync(new URL(`./tls/${name}.pem`, import.meta.url), "utf8");
const tls = { cert: pem("cert"), key: pem("key") };

const nobody: Receiver = { handle: () => false, addressOf: () => undefined, drain: () => undefined };

async function open(override: Partial<PublicServerOptions> = {}) {
  const signals: Signal[] = [];
  const server = createPublicServer({
    receiver: nobody,
    app: async () => createPublicApp({ randomId }),
    limits: defaultLimits,
    randomId,
    emit: (signal) => signals.push(signal),
    ...override,
  });
  const port = await server.listen(0, "127.0.0.1");
  onTestFinished(() => server.drain());
  const dropped = () => signals.flatMap((signal) => (signal.name === "connection.dropped" ? [signal.why] : []));
  return { port, server, signals, dropped };
}

function ask(port: number): Promise<number> {
  return send(port, { method: "GET", path: "/nothing" }).then(({ status }) => status);
}

/** One request over TLS, and its status. */
function askSecurely(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: "127.0.0.1", port, servername: "relay.test", ca: tls.cert }, () =>
      socket.write(requestText({ connection: "close" }, "", "GET /nothing HTTP/1.1")),
    );
    socket.on("error", reject);
    socket.on("data", (data) => resolve(Number(data.toString().split(" ")[1])));
  });
}

describe("the limit of connections", () => {
  it.each([
    ["leaves a quarter of few descriptors for everything else", undefined, 256, 192],
    ["leaves 64 at least", undefined, 100, 36],
    ["leaves 512 at most", undefined, 4_000, 3_488],
    ["is 4,096 where the system allows more", undefined, 1_000_000, 4_096],
    ["is what the operator says", 10_000, 1_000_000, 10_000],
    ["is never more than the system has", 10_000, 1_024, 768],
    ["is 4,096 where the system does not say", undefined, undefined, 4_096],
  ])("%s", (_what, wanted, descriptors, limit) => {
    expect(connectionLimit(wanted, descriptors)).toBe(limit);
  });

  it.each([
    [256, 32],
    [1_024, 128],
    [1_000_000, 256],
    [undefined, 256],
  ])("of the admin port, of %s descriptors, is %d", (descriptors, limit) => {
    expect(adminConnectionLimit(descriptors)).toBe(limit);
  });
});

describe.each([
  ["HTTP", undefined, ask],
  ["HTTPS", tls, askSecurely],
] as const)("a port of %s with more silent connections than places", (_kind, secure, request) => {
  const options = { connections: 20, ...(secure && { tls: secure }) };

  it("answers at once, closes those that are silent for longest, and counts them", async () => {
    const { port, dropped } = await open(options);
    const silent: Wire[] = [];
    for (let index = 0; index < 60; index += 1) silent.push(await openWire(port));
    expect(await request(port)).toBe(404);
    await silent[0]?.closed();
    expect(dropped().filter((why) => why === "gave_way").length).toBeGreaterThan(0);
  });

  it("counts a connection as gone when it is closed", async () => {
    const { port, dropped } = await open(options);
    for (let index = 0; index < 60; index += 1) expect(await request(port)).toBe(404);
    expect(dropped()).toEqual([]);
  });
});

describe("a port whose connections are all at work", () => {
  it("takes no more, and says how many it turned away", async () => {
    const asked: (() => void)[] = [];
    const app: RequestListener = (_request, response) => void asked.push(() => response.end());
    const { port, dropped } = await open({ connections: 8, app: async () => app });
    const busy = await Promise.all(Array.from({ length: 8 }, () => openWire(port, requestText({}, "", "GET /slow HTTP/1.1"))));
    await expect.poll(() => asked.length).toBe(8);
    const late = await openWire(port).catch(() => undefined);
    await late?.closed();
    expect(dropped()).toEqual(["limit"]);
    for (const answer of asked) answer();
    for (const wire of busy) await wire.until("200 OK");
  });
});

describe("many requests on one connection before the first is answered", () => {
  const requests = (count: number) => requestText({}, "", "GET /nothing HTTP/1.1").repeat(count);

  it("are answered up to a limit, one after another", async () => {
    const asked: (() => void)[] = [];
    const app: RequestListener = (_request, response) => void asked.push(() => response.end(`answer ${asked.length}`));
    const { port, dropped } = await open({ app: async () => app });
    const wire = await openWire(port, requests(mostUnanswered));
    await expect.poll(() => asked.length).toBe(mostUnanswered);
    for (const answer of asked) answer();
    await wire.until(`answer ${mostUnanswered}`);
    const again = await openWire(port, requests(1));
    await expect.poll(() => asked.length).toBe(mostUnanswered + 1);
    asked.at(-1)?.();
    await again.until("200 OK");
    expect(dropped()).toEqual([]);
  });

  it("close it above the limit: what was sent behind them costs nothing, and it is counted once", async () => {
    let asked = 0;
    const app: RequestListener = () => {
      asked += 1;
    };
    const { port, dropped } = await open({ app: async () => app });
    const wire = await openWire(port, requests(20 * mostUnanswered));
    await wire.closed();
    expect(asked).toBeLessThanOrEqual(mostUnanswered);
    expect(dropped()).toEqual(["pipelined"]);
  });
});

describe("an unfinished TLS handshake", () => {
  it("is closed without an answer, which could not arrive", async () => {
    const { port } = await open({ tls });
    const garbage = await openWire(port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    expect(await garbage.closed()).not.toContain("HTTP/1.1");
  });

  it("is closed within ten seconds", { timeout: 15_000 }, async () => {
    const { port } = await open({ tls });
    const silent = await openWire(port);
    const half = await openWire(port, Buffer.from([0x16, 3, 1, 2, 0]));
    await Promise.all([silent.closed(), half.closed()]);
  });

  it("does not hold up the end of the process", async () => {
    const { port, server } = await open({ tls });
    const silent = await openWire(port);
    expect(await askSecurely(port)).toBe(404); // so the server has seen the connection before
    await server.drain();
    await silent.closed();
  });
});

describe("a bug under a stranger's request", () => {
  const broken: Receiver = {
    handle() {
      throw new Error("planted");
    },
    addressOf: () => undefined,
    drain: () => undefined,
  };

  it.each([
    ["a request", {}],
    ["one that waits for a word before its body", { expect: "100-continue" }],
    ["one that expects something else", { expect: "a miracle" }],
    ["one that wants another protocol", { connection: "upgrade", upgrade: "websocket" }],
  ])("is answered with 500 and told: %s", async (_what, headers) => {
    const { port, signals } = await open({ receiver: broken });
    const wire = await openWire(port, requestText({ "content-length": "1", ...headers }, "x"));
    expect(await wire.until('"internal"')).toContain("HTTP/1.1 500");
    expect(await wire.until("}")).not.toContain("planted");
    expect(signals).toContainEqual({ name: "bug", where: "receive", error: "Error: planted" });
    wire.socket.destroy();
  });

  it("is answered with 500 where it lies in what serves the other paths", async () => {
    const { port, signals } = await open({
      app: async () => () => {
        throw new Error("planted");
      },
    });
    expect(await ask(port)).toBe(500);
    expect(signals).toContainEqual({ name: "bug", where: "receive", error: "Error: planted" });
  });

  it("does not stay: what could not be loaded for the other paths is loaded by a later request", async () => {
    let tries = 0;
    const { port } = await open({
      app: async () => {
        tries += 1;
        if (tries === 1) throw Object.assign(new Error("too many open files"), { code: "EMFILE" });
        return createPublicApp({ randomId });
      },
    });
    expect(await ask(port)).toBe(500);
    expect(await ask(port)).toBe(404);
  });

  it("CONNECT is closed, and others are served after it", async () => {
    const { port } = await open();
    const wire = await openWire(port, requestText({}, "", "CONNECT example.com:443 HTTP/1.1"));
    await wire.closed();
    expect(await ask(port)).toBe(404);
  });
});
