/** How long a visitor waits: the conversation begins when `room.join` is answered. While much waits, and as the first request after a start. */

import { createHash, createHmac } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Event, eventIdOf } from "../src/core/event.ts";
import type { Instant } from "../src/core/time.ts";
import { openSqliteStore } from "../src/stores/sqlite/index.ts";
import { openConnection } from "./connection.ts";
import { percentile, shown } from "./figures.ts";
import { type Generator, startProgram } from "./processes.ts";
import { adminToken, endRelay, type Relay, startRelay } from "./relay.ts";
import { secret } from "./requests.ts";
import { fullJob } from "./rules.ts";
import type { Section } from "./section.ts";

const backlog = 10_000;
/** Between two joins. */
const pause = 10;

export interface VisitorOptions {
  /** Starts on a backlog. */
  readonly rounds: number;
  /** Starts on nothing. */
  readonly starts: number;
}

interface Measured {
  readonly first: number;
  readonly joins: readonly number[];
  readonly failed: number;
}

export async function visitors(generator: Generator, { rounds, starts }: VisitorOptions): Promise<Section> {
  const rules = fullJob(generator.sinkPort);
  const busy: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) busy.push(await whileMuchWaits(rules));
  const bare = await bareServer();
  const firsts: Measured[] = [];
  for (let turn = 0; turn < starts; turn += 1) firsts.push(await afterStart(rules));
  const joins = busy.flatMap((each) => each.joins);
  const first = [...busy, ...firsts].map((each) => each.first);
  const row = (what: string, values: readonly number[]) => [
    what,
    String(values.length),
    ...[percentile(values, 0.5), percentile(values, 0.99), Math.max(...values)].map(shown),
  ];
  return {
    title: "The answer to room.join, for which the conversation waits",
    columns: ["when", "joins", "p50 ms", "p99 ms", "longest ms"],
    rows: [
      row("a bare node:http server, HMAC only, in the same minutes", bare.joins),
      row(`${backlog.toLocaleString("en-US")} events wait for evaluation and delivery, or what is left of them`, joins),
      row("the first request after `ready`", first),
    ],
    notes: [`One join each ${pause} ms, each on a connection of its own, from before it is opened to the whole answer.`],
    failed: [bare, ...busy, ...firsts].reduce((sum, each) => sum + each.failed, 0),
    lost: 0,
  };
}

/** What the machine itself does to a request: much where others work on it. */
async function bareServer(): Promise<Measured> {
  const server = await startProgram(["--import", "tsx", fileURLToPath(new URL("bare.ts", import.meta.url))]);
  const joins: number[] = [];
  let failed = 0;
  for (let n = 0; n < 300; n += 1) {
    await wait(pause);
    const took = await join200(server.port, n);
    if (took === undefined) failed += 1;
    else joins.push(took);
  }
  await server.stop();
  return { first: Number.NaN, joins, failed };
}

async function whileMuchWaits(rules: string): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "relay-bench-"));
  await fill(join(folder, "data"));
  const relay = await startRelay(rules, folder);
  const first = await join200(relay.port, 0);
  const joins: number[] = [];
  let failed = first === undefined ? 1 : 0;
  let isOver = false;
  const watching = untilDone(relay).then(() => {
    isOver = true;
  });
  for (let n = 1; !isOver; n += 1) {
    await wait(pause);
    const took = await join200(relay.port, n);
    if (took === undefined) failed += 1;
    else joins.push(took);
  }
  await watching;
  await endRelay(relay);
  return { first: first ?? Number.NaN, joins, failed };
}

async function afterStart(rules: string): Promise<Measured> {
  const relay = await startRelay(rules);
  const first = await join200(relay.port, 0);
  await endRelay(relay);
  return { first: first ?? Number.NaN, joins: [], failed: first === undefined ? 1 : 0 };
}

/** Puts events into a store that nobody evaluates: each has something to deliver. */
async function fill(folder: string): Promise<void> {
  const opened = await openSqliteStore({
    folder,
    pid: process.pid,
    fatal: (_, error) => {
      throw error;
    },
  });
  if (opened.kind !== "opened") throw new Error(`the store is ${opened.kind}`);
  for (let from = 0; from < backlog; from += 500) {
    await Promise.all(Array.from({ length: 500 }, (_, index) => opened.store.accept(waiting(from + index))));
  }
  await opened.store.close();
}

function waiting(n: number) {
  const at = Date.now() as Instant;
  const message = `i want a refund please, and could you tell me which of the two tickets is the better one, number ${n}`;
  const raw = Buffer.from(message);
  const event: Event = {
    kind: "chat",
    id: eventIdOf(at, createHash("sha256").update(raw).digest("hex")),
    type: "chat.push",
    source: "bithuman",
    agent: "A80HVD8577",
    session: `session-${n % 500}`,
    occurredAt: at,
    receivedAt: at,
    data: { role: "user", message, session_id: `session-${n % 500}`, n },
    role: "user",
    message,
  };
  return { kind: "event", event, raw } as const;
}

async function untilDone({ adminPort }: Relay): Promise<void> {
  for (;;) {
    await wait(250);
    const response = await fetch(`http://127.0.0.1:${adminPort}/api/stats`, { headers: { authorization: `Bearer ${adminToken}` } });
    const { pending, deliveries } = (await response.json()) as { pending: number; deliveries: { waiting: number } }; // contract.md
    if (pending === 0 && deliveries.waiting === 0) return;
  }
}

/** Milliseconds; undefined where it was not answered with 200. */
async function join200(port: number, n: number): Promise<number | undefined> {
  const at = Date.now() / 1_000;
  const data = { room_name: `room-A80HVD8577-${n}`, participant_count: 3, session_id: `visitor-${n}` };
  const body = JSON.stringify({ agent_id: "A80HVD8577", event_type: "room.join", data, timestamp: at });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const request = Buffer.from(
    `POST /webhook HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nx-bithuman-signature: sha256=${signature}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const startedAt = performance.now();
  const connection = await openConnection(port);
  const status = await new Promise<number>((resolve) => connection.send(request, resolve));
  const took = performance.now() - startedAt;
  connection.close();
  return status === 200 ? took : undefined;
}
