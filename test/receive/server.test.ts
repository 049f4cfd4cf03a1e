import { readFileSync } from "node:fs";
import { Agent, request as httpRequest, type RequestListener } from "node:http";
import { request as httpsRequest } from "node:https";
import { describe, expect, it, onTestFinished } from "vitest";
import { createPublicApp } from "../../src/receive/public-app.ts";
import { defaultLimits, type Receiver } from "../../src/receive/receiver.ts";
import { createPublicServer } from "../../src/receive/server.ts";
import { openWire, requestText, signBody, type Wire } from "../support/sender.ts";
import { errorOf, makeChatBody, openPublicPort, type PublicPort, randomId } from "./public-port.ts";

const chat = makeChatBody();
const signed = { ...signBody(chat), "content-length": String(chat.length) };

const emit = () => undefined;

/** A receiver without a path. */
const nobody: Receiver = { handle: () => false, addressOf: () => undefined, drain: () => undefined };

// R31
describe("the public port", () => {
  it.each(["/", "/webhook/x", "/webhooks", "/../webhook", "/api/stats", "/%ff"])(
    "has nothing at %s, and says so without a banner",
    async (path) => {
      const { send } = await openPublicPort();
      const reply = await send({ path, raw: chat, headers: signBody(chat) });
      expect([reply.status, errorOf(reply)]).toEqual([404, "not_found"]);
      expect(Object.keys(reply.headers).sort()).toEqual(["connection", "content-length", "content-type", "date"]);
    },
  );

  it.each(["/webhook/", "//webhook", "/webhook?a=b", "http://relay.example.com/webhook", "HTTPS://relay.example.com//webhook/?x"])(
    "takes %s as the path of its source",
    async (path) => {
      const { send } = await openPublicPort();
      expect((await send({ path, raw: chat, headers: signBody(chat) })).status).toBe(200);
    },
  );

  it.each([
    ["no HTTP", "hello\r\n\r\n", 400, "bad_request"],
    ["a NUL in a header", requestText({ "x-anything": "a\0b" }), 400, "bad_request"],
    ["two different lengths", "POST /webhook HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx", 400, "bad_request"],
    ["a length and pieces", requestText({ "content-length": "5", "transfer-encoding": "chunked" }, "0\r\n\r\n"), 400, "bad_request"],
    ["a broken piece", requestText({ ...signBody(chat), "transfer-encoding": "chunked" }, "zz\r\n"), 400, "bad_request"],
    ["headers of 20 KB", requestText({ "x-long": "x".repeat(20_000) }), 431, "headers_too_large"],
  ])("answers %s in its own words", async (_what, bytes, status, code) => {
    const { port } = await openPublicPort();
    const text = await (await openWire(port, bytes)).closed();
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} [\\w ]+\r\ncontent-type: application/json\r\n`));
    const body = text.slice(text.indexOf("{"));
    expect(errorOf({ status, headers: {}, text: body })).toBe(code);
    expect(text).toContain(`content-length: ${body.length}\r\nconnection: close\r\n`);
  });

  it("serves what is mounted beside the webhooks, and does not print its errors", async () => {
    const app = createPublicApp({
      randomId,
      mount: (express) => {
        express.get("/fine", (_request, response) => response.send("fine"));
        express.get("/broken/:part", () => {
          throw new Error("planted");
        });
      },
    });
    const server = createPublicServer({ receiver: nobody, app: async () => app, limits: defaultLimits, randomId, emit });
    const port = await server.listen(0, "127.0.0.1");
    onTestFinished(() => server.drain());
    const get = async (path: string) => (await openWire(port, requestText({ connection: "close" }, "", `GET ${path} HTTP/1.1`))).closed();
    expect(await get("/fine")).toContain("fine");
    expect(await get("/broken/x")).toMatch(/^HTTP\/1.1 500 [\s\S]*"code":"internal"/);
    expect(await get("/broken/%ff")).toMatch(/^HTTP\/1.1 400 [\s\S]*"code":"bad_request"/);
    expect(await get("/broken/x")).not.toContain("planted");
  });

  it("says why it cannot have a port", async () => {
    const { port } = await openPublicPort();
    const second = createPublicServer({
      receiver: nobody,
      app: async () => createPublicApp({ randomId }),
      limits: defaultLimits,
      randomId,
      emit,
    });
    await expect(second.listen(port, "127.0.0.1")).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("speaks TLS where it has a certificate, and drains there too", async () => {
    const pem = (name: string) => readFileSync(new URL(`./tls/${name}.pem`, import.meta.url), "utf8");
    const tls = { cert: pem("cert"), key: pem("key") };
    const held = holdingApp();
    const server = createPublicServer({ receiver: nobody, app: async () => held.app, limits: defaultLimits, randomId, emit, tls });
    const port = await server.listen(0, "127.0.0.1");
    const status = new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port, servername: "relay.test", ca: tls.cert, agent: false } as const;
      httpsRequest(options, (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end();
    });
    await held.isAsked;
    const drained = server.drain();
    held.answer();
    expect(await status).toBe(200);
    await drained;
  });
});

// R32
describe("slow senders", () => {
  const limits = { ...defaultLimits, bodyWithin: 2_000 };
  const count = 200;

  it("are told so and closed in time, in headers and in bodies, while others are served", async () => {
    const { port, post } = await openPublicPort({ limits });
    const heads = await openWires(port, count, "POST /webhook HTTP/1.1\r\nhost: a\r\nx-slow: ");
    const bodies = await openWires(port, count, requestText(signed, "{"));
    const silent = await openWires(port, 10, "");
    const slow = [...heads, ...bodies, ...silent];
    const startedAt = performance.now();
    const trickle = setInterval(() => {
      for (const { socket } of [...heads, ...bodies]) if (socket.writable) socket.write("x");
    }, 200);
    onTestFinished(() => clearInterval(trickle));

    const ended = Promise.all(slow.map((wire) => wire.closed()));
    const took = await timesWhile(ended, () => post(chat));
    const answers = await ended;
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n[\s\S]*"code":"request_timeout"/);
    expect(took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)]).toBeLessThan(100);
  });

  it("have 15 seconds at most, by default", () => {
    expect(defaultLimits.bodyWithin).toBeLessThanOrEqual(13_000); // node looks once a second
  });
});

// P03
describe("draining", () => {
  it("asks each connection that is still served to end with its answer, before the port is closed", async () => {
    const { port, server } = await openPublicPort();
    const wire = await openWire(port, requestText(signed, chat));
    await wire.until("accepted");
    const drained = server.drain(500);
    wire.socket.write(requestText({}, "", "GET /nowhere HTTP/1.1"));
    const answers = await wire.closed();
    await drained;
    expect(answers.split("HTTP/1.1 ")[1]?.toLowerCase()).not.toContain("connection: close");
    expect(answers.split("HTTP/1.1 ")[2]?.toLowerCase()).toContain("connection: close");
  });

  it("closes idle connections at once and takes no new ones", async () => {
    const { port, server } = await openPublicPort();
    const idle = await openWire(port, requestText(signed, chat));
    await idle.until("accepted");
    await server.drain();
    expect(await idle.closed()).not.toContain("connection: close");
    await expect(openWire(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("lets what is on its way finish, and ends its connection with the answer", async () => {
    const gate = { open: (): void => undefined };
    const asked = { yes: (): void => undefined };
    const waiting = new Promise<void>((resolve) => {
      asked.yes = resolve;
    });
    const opened = new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    const held: PublicPort = await openPublicPort({
      accept: async (arrival) => {
        asked.yes();
        await opened;
        return held.store.accept(arrival);
      },
    });
    const wire = await openWire(held.port, requestText(signed, chat));
    await waiting;
    const drained = held.server.drain();
    gate.open();
    await drained;
    expect(await wire.closed()).toMatch(/^HTTP\/1.1 200 OK\r\n[\s\S]*connection: close[\s\S]*"status":"accepted"/i);
  });

  it("does not wait for a connection on which nobody ever asked", async () => {
    const { port, server, post } = await openPublicPort();
    const silent = await openWire(port);
    await post(chat); // so the server has seen the connection before
    const startedAt = performance.now();
    await server.drain();
    expect(await silent.closed()).toBe("");
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("closes a connection of another path after the answer that was on its way", async () => {
    const held = holdingApp();
    const server = createPublicServer({ receiver: nobody, app: async () => held.app, limits: defaultLimits, randomId, emit });
    const wire = await openWire(await server.listen(0, "127.0.0.1"), requestText({}, "", "GET /slow HTTP/1.1"));
    await held.isAsked;
    const startedAt = performance.now();
    const drained = server.drain();
    held.answer();
    await drained;
    expect(await wire.closed()).toContain("late");
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("answers every event that it took, of a stream of requests, and no event twice", async () => {
    const { port, server, store } = await openPublicPort();
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    onTestFinished(() => agent.destroy());
    const drained = { yes: false };
    const seen = await stream(port, agent, async (answered) => {
      if (answered !== 200) return;
      await server.drain(100);
      drained.yes = true;
    });
    expect(drained.yes).toBe(true);
    expect(seen.statuses).toEqual(new Set([200]));
    expect((await store.stats()).events).toBe(seen.accepted);
    expect(seen.lastOnTheirConnection).toBeGreaterThan(0);
  });
});

/** Other paths, whose answers come when the test says so. */
function holdingApp(): { readonly app: RequestListener; readonly isAsked: Promise<void>; answer(): void } {
  const held = { asked: (): void => undefined, answer: (): void => undefined };
  const isAsked = new Promise<void>((resolve) => {
    held.asked = resolve;
  });
  const app: RequestListener = (_request, response) => {
    held.answer = () => response.end("late");
    held.asked();
  };
  return { app, isAsked, answer: () => held.answer() };
}

function openWires(port: number, count: number, first: string): Promise<readonly Wire[]> {
  return Promise.all(Array.from({ length: count }, () => openWire(port, first)));
}

/** Does something again and again until the promise is settled; says how many milliseconds each took. */
async function timesWhile(until: Promise<unknown>, act: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  const state = { over: false };
  const end = until.then(() => {
    state.over = true;
  });
  while (!state.over) {
    const startedAt = performance.now();
    await act();
    times.push(performance.now() - startedAt);
  }
  await end;
  return times;
}

interface Seen {
  statuses: Set<number>;
  accepted: number;
  lastOnTheirConnection: number;
}

/** Eight senders, each with the next event when the last was answered, until they are refused a connection. */
async function stream(port: number, agent: Agent, onAnswer: (answered: number) => Promise<void>): Promise<Seen> {
  const seen: Seen = { statuses: new Set(), accepted: 0, lastOnTheirConnection: 0 };
  let sent = 0;
  const sender = async (): Promise<void> => {
    for (;;) {
      sent += 1;
      const answer = await postOnce(port, agent, makeChatBody({}, { message: `number ${sent}` }));
      if (answer === undefined) return;
      seen.statuses.add(answer.status);
      seen.accepted += 1;
      if (answer.connection === "close") seen.lastOnTheirConnection += 1;
      void onAnswer(seen.accepted);
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  return seen;
}

/** Refused, or reset in the queue of connections that nobody had taken when listening ended. */
function isGone({ code }: NodeJS.ErrnoException): boolean {
  return code === "ECONNREFUSED" || code === "ECONNRESET";
}

/** Undefined where there was no connection to be had. */
function postOnce(port: number, agent: Agent, raw: string): Promise<{ status: number; connection: string | undefined } | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { ...signBody(raw), "content-length": raw.length };
    const outgoing = httpRequest({ host: "127.0.0.1", port, path: "/webhook", method: "POST", agent, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0, connection: response.headers.connection }));
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) => (isGone(error) ? resolve(undefined) : reject(error)));
    outgoing.end(raw);
  });
}
