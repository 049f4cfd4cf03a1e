/** Sends as bitHuman does today: one attempt, ten seconds, and only 200 counts. Half on connections of their own, half on kept ones. */

import { createHmac } from "node:crypto";
import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

/** What became of one attempt. Times are milliseconds on this process's clock. */
export interface Attempt {
  readonly n: number;
  /** When its connection was asked for, which a kept one was long before. */
  readonly openedAt: number;
  readonly sentAt: number;
  readonly endedAt: number;
  /** 0 where no whole answer was read. */
  readonly status: number;
  readonly event: string | undefined;
}

export interface Letter {
  readonly n: number;
  readonly body: string;
}

export interface Sender {
  /** Sends each as its turn comes by the clock, whatever became of those before. Resolves when the last has ended. */
  sendAll(letters: Iterable<Letter>, perSecond: number): Promise<readonly Attempt[]>;
  close(): void;
}

const timeout = 10_000;

export function createSender(port: number, secret: string): Sender {
  const kept = new Agent({ keepAlive: true });
  const fresh = new Agent({ keepAlive: false });

  async function sendAll(letters: Iterable<Letter>, perSecond: number): Promise<readonly Attempt[]> {
    const attempts: Promise<Attempt>[] = [];
    const startedAt = performance.now();
    for (const letter of letters) {
      await wait(Math.max(0, startedAt + (attempts.length / perSecond) * 1_000 - performance.now()));
      attempts.push(sendOnce({ port, secret, agent: letter.n % 2 === 0 ? fresh : kept }, letter));
    }
    return Promise.all(attempts);
  }

  return { sendAll, close: () => kept.destroy() };
}

interface Way {
  readonly port: number;
  readonly secret: string;
  readonly agent: Agent;
}

/** When each kept connection was asked for. */
const openings = new WeakMap<object, number>();

function sendOnce({ port, secret, agent }: Way, { n, body }: Letter): Promise<Attempt> {
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body), "x-bithuman-signature": signature };
  const sentAt = performance.now();
  let openedAt = sentAt;
  return new Promise((resolve) => {
    const end = (status: number, event?: string) => resolve({ n, openedAt, sentAt, endedAt: performance.now(), status, event });
    const outgoing = request({ host: "127.0.0.1", port, path: "/webhook", method: "POST", agent, headers });
    const deadline = setTimeout(() => outgoing.destroy(), timeout);
    outgoing.on("socket", (socket) => {
      openedAt = openings.get(socket) ?? sentAt;
      openings.set(socket, openedAt);
    });
    outgoing.on("response", (incoming) => {
      eventIn(incoming).then(
        (event) => end(incoming.statusCode ?? 0, event),
        () => end(0),
      );
    });
    outgoing.on("error", () => end(0));
    outgoing.on("close", () => clearTimeout(deadline));
    outgoing.end(body);
  });
}

async function eventIn(incoming: IncomingMessage): Promise<string | undefined> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += chunk;
  return (JSON.parse(text) as { readonly event_id?: string }).event_id; // contract.md, "Public port"
}
