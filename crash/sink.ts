/** Where deliveries arrive: a server that remembers everything and now and then behaves as badly as real ones do. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Random } from "./random.ts";

/** One delivery that reached us and whose work was done, whatever was answered. */
export interface Arrival {
  readonly to: "sink" | "picky";
  readonly key: string;
  readonly rule: string;
  readonly event: string;
  readonly body: string;
  readonly answered: "ok" | "lost" | "hung";
}

export type Mood = "faulty" | "down" | "healthy";

export interface Sink {
  readonly port: number;
  readonly arrivals: readonly Arrival[];
  readonly faults: { readonly refused: number; readonly unavailable: number };
  setMood(mood: Mood): void;
  close(): Promise<void>;
}

/** Of every forty one gets a 503 before the work and one loses its answer after it, so that no run goes without; a few are never answered. */
const each = { unavailable: 40, lost: 40 };
const odds = { hung: 0.002, refused: 0.7 };

export async function openSink(chance: Random): Promise<Sink> {
  const arrivals: Arrival[] = [];
  const faults = { refused: 0, unavailable: 0 };
  let mood: Mood = "faulty";
  let asked = 0;

  async function receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(incoming);
    const to = incoming.url === "/picky" ? "picky" : "sink";
    const faulty = mood === "faulty";
    asked += 1;
    if (mood === "down" || (faulty && asked % each.unavailable === 0)) return unavailable(response);
    if (to === "picky" && faulty && chance.happens(odds.refused)) return refuse(response);
    const answered = faulty ? ending(chance, arrivals.length) : "ok";
    arrivals.push({ ...identity(body), to, key: String(incoming.headers["idempotency-key"]), body, answered });
    if (answered === "ok") response.writeHead(200).end("{}");
    if (answered === "lost") incoming.socket.destroy();
  }

  function unavailable(response: ServerResponse): void {
    faults.unavailable += 1;
    response.writeHead(503).end();
  }

  function refuse(response: ServerResponse): void {
    faults.refused += 1;
    response.writeHead(422).end();
  }

  const server = createServer((incoming, response) => void receive(incoming, response).catch(() => incoming.socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  return {
    port,
    arrivals,
    faults,
    setMood(next) {
      mood = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function ending(chance: Random, before: number): Arrival["answered"] {
  if (chance.happens(odds.hung)) return "hung";
  return before % each.lost === each.lost / 2 ? "lost" : "ok";
}

function identity(body: string): { readonly rule: string; readonly event: string } {
  const { rule, event } = JSON.parse(body) as { rule: string; event: string }; // as the harness's rules.yaml renders it
  return { rule, event };
}

async function text(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer); // no encoding is set, so chunks are buffers
  return Buffer.concat(chunks).toString();
}
