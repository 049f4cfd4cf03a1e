/** Sends signed webhooks as bitHuman does, and as somebody much less patient does. */

import { createHmac } from "node:crypto";
import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Answer } from "./ledger.ts";
import type { Random } from "./random.ts";
import type { Letter } from "./traffic.ts";

/** Milliseconds to wait before each attempt. */
export type Schedule = () => Iterable<number>;

/** The vendor's, shortened by its last retry: what has not been taken within six seconds is lost to the relay. */
export const strict: Schedule = () => [0, 1_000, 5_000];

/** 20 to 80 ms, four hundred times: for volume. */
export function impatient(chance: Random): Schedule {
  return function* waits() {
    yield 0;
    for (let attempt = 1; attempt < 400; attempt += 1) yield chance.between(20, 80);
  };
}

export interface Sent {
  readonly attempts: number;
  readonly answer: Answer | undefined;
}

export interface Sender {
  /** Tries until a 2xx was read, the schedule ends or `stop` aborts. */
  send(letter: Letter, schedule: Schedule): Promise<Sent>;
  /** Answers that were neither a 2xx nor a 503: there must be none. */
  readonly refusals: readonly string[];
  close(): void;
}

/** `port` is asked before each attempt: with several relays another one may be nearer. */
export function createSender(port: () => number, secret: string): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const refusals: string[] = [];

  async function send(letter: Letter, schedule: Schedule): Promise<Sent> {
    let attempts = 0;
    for (const pause of schedule()) {
      if (pause > 0) await wait(pause);
      attempts += 1;
      const reply = await post({ port: port(), agent, secret, body: letter.body });
      if (reply?.status === 200) return { attempts, answer: answerOf(reply.text) };
      if (reply !== undefined && reply.status !== 503) refusals.push(`${letter.n}: ${reply.status} ${reply.text.slice(0, 200)}`);
    }
    return { attempts, answer: undefined };
  }

  return { send, refusals, close: () => agent.destroy() };
}

function answerOf(text: string): Answer {
  const { status, event_id } = JSON.parse(text) as { status: Answer["status"]; event_id: string }; // contract.md, "Public port"
  return { status, event: event_id };
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

interface Post {
  readonly port: number;
  readonly agent: Agent;
  readonly secret: string;
  readonly body: Buffer;
}

/** Undefined where no whole answer was read: the relay owes nothing then. */
function post({ port, agent, secret, body }: Post): Promise<Reply | undefined> {
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const headers = { "content-type": "application/json", "content-length": body.length, "x-bithuman-signature": signature };
  return new Promise((resolve) => {
    const outgoing = request({ host: "127.0.0.1", port, path: "/webhook", method: "POST", agent, headers, timeout: 5_000 });
    outgoing.on("response", (incoming) => void read(incoming).then(resolve, () => resolve(undefined)));
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.on("error", () => resolve(undefined));
    outgoing.end(body);
  });
}

async function read(incoming: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer); // no encoding is set, so chunks are buffers
  return { status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() };
}
