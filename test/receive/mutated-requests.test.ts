import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { openWire, signBody, signTimestamped, type Wire } from "../support/sender.ts";
import { makeChatBody, nowInSeconds, okOf, openPublicPort } from "./public-port.ts";

/** Raise it for a long run: one in fifty breaks its connection, so a million take some minutes. */
const requests = 20_000;
const seed = 20_261_207;
const connections = 16;

/** A number in [0, 1), the same ones for the same seed (mulberry32). */
function createChance(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Chance = () => number;

function pick<Item>(items: readonly [Item, ...Item[]], chance: Chance): Item {
  return items[Math.floor(chance() * items.length)] ?? items[0];
}

const scraps = [
  "",
  "null",
  "[]",
  "{",
  "}",
  "-1",
  "1e400",
  "\u0000",
  "\\ud800",
  "__proto__",
  "\u{1f600}",
  '"',
  "x".repeat(5_000),
  "[".repeat(200),
] as const;
const fields = [
  "agent_id",
  "agent_code",
  "event_type",
  "event",
  "id",
  "created",
  "timestamp",
  "data",
  "session_id",
  "message",
  "role",
] as const;
const values = [null, 0, -1, 1e15, "", "room.join", "chat_push", [], {}, [[]], true, "x".repeat(600), { error: { code: 1 } }] as const;

function mutatedBody(chance: Chance): Buffer {
  const field = pick(fields, chance);
  const value = pick<unknown>([...values], chance);
  const body = makeChatBody(chance() < 0.5 ? { [field]: value } : {}, chance() < 0.5 ? { [field]: value } : { message: String(chance()) });
  return chance() < 0.4 ? mutatedBytes(Buffer.from(body), chance) : Buffer.from(body);
}

function mutatedBytes(bytes: Buffer, chance: Chance): Buffer {
  const at = Math.floor(chance() * bytes.length);
  const scrap = Buffer.from(pick(scraps, chance));
  const kind = chance();
  if (kind < 0.3) return Buffer.concat([bytes.subarray(0, at), scrap, bytes.subarray(at)]);
  if (kind < 0.6) return bytes.subarray(0, at);
  bytes[at] = Math.floor(chance() * 256);
  return bytes;
}

const odd: readonly [Record<string, string>, ...Record<string, string>[]] = [
  {},
  { "x-bithuman-signature": "sha256=00" },
  { "x-bithuman-timestamp": "1e400" },
  { "x-bithuman-timestamp": "" },
  { "x-bithuman-event": "ping", "x-bithuman-delivery": "evt_1" },
  { "content-encoding": "gzip" },
  { "content-type": "multipart/form-data" },
  { "x-forwarded-for": "1.2.3.4, ,,x" },
  { expect: "100-continue" },
  { "x-bithuman-signature": "\u00e9".repeat(64) },
];

function mutatedRequest(chance: Chance): Buffer {
  const body = mutatedBody(chance);
  const signed = chance() < 0.7 ? signBody(body) : chance() < 0.7 ? signTimestamped(body, nowInSeconds) : {};
  const headers = { host: "relay.test", ...signed, ...(chance() < 0.3 ? pick(odd, chance) : {}), "content-length": String(body.length) };
  const line =
    chance() < 0.95 ? "POST /webhook HTTP/1.1" : pick(["GET /webhook HTTP/1.1", "POST /%ff HTTP/1.1", "PUT /webhook?x HTTP/1.1"], chance);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = Buffer.from([line, ...lines, "", ""].join("\r\n"), "latin1");
  return Buffer.concat([chance() < 0.02 ? mutatedBytes(head, chance) : head, body]);
}

/** What is sent when a request was cut so that more of it is awaited: then the connection is ended from this side. */
const patience = 1_000;

/** Sends one request after another, on a new connection where the last one was closed. */
async function sendAll(port: number, count: number, chance: Chance, onAnswer: (answer: string) => void): Promise<void> {
  let wire: Wire | undefined;
  for (let sent = 0; sent < count; sent += 1) {
    wire = wire?.socket.writable === true ? wire : await openWire(port);
    onAnswer(await exchange(wire.socket, mutatedRequest(chance)));
  }
  wire?.socket.destroy();
}

function exchange(socket: Wire["socket"], bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const timer = setTimeout(() => socket.destroy(), patience);
    const finish = (): void => {
      clearTimeout(timer);
      socket.off("data", onData);
      socket.off("close", finish);
      resolve(text);
    };
    const onData = (chunk: Buffer): void => {
      text += chunk.toString("latin1");
      if (isWhole(text)) finish();
    };
    socket.on("data", onData);
    socket.once("close", finish);
    socket.write(bytes);
  });
}

function isWhole(text: string): boolean {
  const start = text.lastIndexOf("HTTP/1.1");
  const length = /content-length: (\d+)/i.exec(text.slice(start))?.[1];
  const body = text.indexOf("\r\n\r\n", start);
  return length !== undefined && body >= 0 && text.length - body - 4 >= Number(length);
}

/** Bytes that something still holds. */
function memoryInUse(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe("R39 mutated requests", () => {
  it(`${requests} of seed ${seed} get no 5xx, break nothing and leave no memory behind`, { timeout: 120_000 }, async () => {
    const bugs: Signal[] = [];
    const { port, post } = await openPublicPort({
      accept: async (arrival) => ({ status: "accepted", id: arrival.kind === "event" ? arrival.event.id : arrival.id }),
      emit: (signal) => {
        if (signal.name === "bug") bugs.push(signal);
      },
    });
    const statuses = new Map<string, number>();
    const count = (answer: string): void => {
      const status = answer === "" ? "closed" : answer.slice(answer.lastIndexOf("HTTP/1.1 ") + 9).slice(0, 3);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    const run = (share: number, from: number) =>
      Promise.all(Array.from({ length: connections }, (_, index) => sendAll(port, share / connections, createChance(from + index), count)));
    await run(requests / 4, seed);
    const before = memoryInUse();
    await run((requests * 3) / 4, seed + connections);

    expect([...statuses.keys()].filter((status) => status.startsWith("5"))).toEqual([]);
    for (const expected of ["200", "400", "401", "404", "405", "415"]) expect(statuses.get(expected)).toBeGreaterThan(0);
    expect(bugs).toEqual([]);
    expect(memoryInUse() - before).toBeLessThan(5_000_000);
    expect(okOf(await post(makeChatBody())).status).toBe("accepted");
  });
});
