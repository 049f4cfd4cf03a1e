/** Requests with something wrong in them, the same ones for the same seed: what a sender, a proxy or an attacker may send. */

import { type Random, random } from "../../crash/random.ts";
import { openWire, signBody, signTimestamped, type Wire } from "./sender.ts";

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
  "\r\n",
  "\ufeff",
  "{{ event.message }}",
  "1 ".repeat(2_000),
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
  "participants",
  "error",
  "__proto__",
  "constructor",
] as const;
const types = ["room.join", "chat.push", "chat_push", "session.end", "agent.error", "relay.admin", "toString", ""] as const;
const values: readonly [unknown, ...unknown[]] = [
  null,
  0,
  -1,
  1e15,
  Number.MAX_SAFE_INTEGER,
  "",
  ...types,
  [],
  {},
  [[]],
  true,
  "x".repeat(600),
  "\ud800",
  "\u202e\u0000",
  { error: { code: 1 } },
  { toString: null },
  JSON.parse('{ "__proto__": { "polluted": true } }'),
];

function chatOf(chance: Random, now: number): string {
  const field = chance.pick(fields);
  const value = chance.pick(values);
  const message = `${chance.next()} ${chance.pick(["hello", "a refund", "speak to a human", "4111 1111 1111 1111", "ada@example.com"])}`;
  const data = {
    role: "user",
    message,
    session_id: `s-${chance.between(1, 500)}`,
    timestamp: now,
    ...(chance.happens(0.5) && { [field]: value }),
  };
  return JSON.stringify({
    agent_id: "A80HVD8577",
    event_type: chance.happens(0.7) ? "chat.push" : chance.pick(types),
    data,
    timestamp: now,
    ...(chance.happens(0.3) && { [field]: value }),
  });
}

function mutatedBytes(bytes: Buffer, chance: Random): Buffer {
  const at = Math.floor(chance.next() * bytes.length);
  const scrap = Buffer.from(chance.pick(scraps));
  const kind = chance.next();
  if (kind < 0.3) return Buffer.concat([bytes.subarray(0, at), scrap, bytes.subarray(at)]);
  if (kind < 0.6) return bytes.subarray(0, at);
  bytes[at] = Math.floor(chance.next() * 256);
  return bytes;
}

/** Headers that are added, or take the place of a right one. */
const odd: readonly [Record<string, string>, ...Record<string, string>[]] = [
  {},
  { "x-bithuman-signature": "sha256=00" },
  { "x-bithuman-timestamp": "1e400" },
  { "x-bithuman-timestamp": "" },
  { "x-bithuman-event": "ping", "x-bithuman-delivery": "evt_1" },
  { "content-encoding": "gzip" },
  { "content-type": "multipart/form-data" },
  { "content-type": "; charset=" },
  { "x-forwarded-for": "1.2.3.4, ,,x" },
  { "x-forwarded-for": "fe80::1%a-b" },
  { forwarded: 'for="[::1%lo]:x"' },
  { "x-webhook-secret": "\u00e9" },
  { authorization: "Bearer" },
  { cookie: "a=\u0001" },
  { host: "" },
  { connection: "upgrade", upgrade: "websocket" },
  { expect: "100-continue" },
  { expect: "a miracle" },
  { "x-bithuman-signature": "\u00e9".repeat(64) },
];

const lines = [
  "GET /webhook HTTP/1.1",
  "POST /%ff HTTP/1.1",
  "PUT /webhook?x HTTP/1.1",
  "OPTIONS /webhook HTTP/1.1",
  "POST //webhook// HTTP/1.1",
  "POST http://[::1%25x]/webhook HTTP/1.1",
  "POST /webhook/../webhook HTTP/1.1",
  "GET /l/x.y HTTP/1.1",
  "POST /slack/events HTTP/1.1",
  "TRACE / HTTP/1.1",
] as const;

/** `now` is in seconds. */
export function mutatedRequest(chance: Random, now: number): Buffer {
  const chat = Buffer.from(chatOf(chance, now));
  const body = chance.happens(0.4) ? mutatedBytes(chat, chance) : chat;
  const signed = chance.happens(0.7) ? signBody(body) : chance.happens(0.7) ? signTimestamped(body, now) : {};
  const headers = { host: "relay.test", ...signed, ...(chance.happens(0.3) && chance.pick(odd)), "content-length": String(body.length) };
  const line = chance.happens(0.95) ? "POST /webhook HTTP/1.1" : chance.pick(lines);
  const text = [line, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
  const head = Buffer.from(text, "latin1");
  return Buffer.concat([chance.happens(0.02) ? mutatedBytes(head, chance) : head, body]);
}

/** Milliseconds without an answer after which the sender says that nothing more will come: a request may have been cut. */
const patience = 250;
/** Milliseconds after which it goes away. */
const longest = 10_000;

export interface Barrage {
  readonly port: number;
  readonly count: number;
  readonly connections: number;
  readonly seed: number;
  /** In seconds. */
  readonly now: () => number;
}

/** Sends the requests, and counts the answers by their status; \`closed\` is a connection that ended without one. */
export async function sendMutated({ port, count, connections, seed, now }: Barrage): Promise<ReadonlyMap<string, number>> {
  const statuses = new Map<string, number>();
  const sendAll = async (share: number, chance: Random) => {
    let wire: Wire | undefined;
    for (let sent = 0; sent < share; sent += 1) {
      wire = wire?.socket.writable === true && !wire.socket.readableEnded ? wire : await openWire(port);
      const status = statusOf(await exchange(wire.socket, mutatedRequest(chance, now())));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    wire?.socket.destroy();
  };
  const shares = Array.from({ length: connections }, (_, index) => Math.floor((count + index) / connections));
  await Promise.all(shares.map((share, index) => sendAll(share, random(seed * 1_000 + index))));
  return statuses;
}

function statusOf(answer: string): string {
  return answer === "" ? "closed" : answer.slice(answer.lastIndexOf("HTTP/1.1 ") + 9).slice(0, 3);
}

function exchange(socket: Wire["socket"], bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const ending = setTimeout(() => socket.end(), patience);
    const leaving = setTimeout(() => socket.destroy(), longest);
    const finish = (): void => {
      clearTimeout(ending);
      clearTimeout(leaving);
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
