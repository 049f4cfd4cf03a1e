/** The load generator: a process of its own that does one job after the other. Talked to over the channel that `fork` makes. */

import { setTimeout as wait } from "node:timers/promises";
import { type Connection, openConnection } from "./connection.ts";
import { percentile } from "./figures.ts";
import type { Hello, Job, Latency, Result } from "./job.ts";
import { isMatching, prepareRequests } from "./requests.ts";
import { openSink } from "./sink.ts";

const sink = await openSink();
process.on("message", (job: Job) => void measure(job).then((result) => process.send?.(result)));
process.send?.({ sinkPort: sink.port } satisfies Hello);

/** One job in progress: times are milliseconds on this process's clock. */
interface Round {
  readonly requests: readonly Buffer[];
  readonly sentAt: Float64Array;
  readonly answeredAt: Float64Array;
  readonly arrivedAt: Map<number, number>;
  /** Answers other than 200, and how often each came. */
  readonly refused: Map<string, number>;
}

async function measure(job: Job): Promise<Result> {
  const round: Round = {
    requests: prepareRequests(job),
    sentAt: new Float64Array(job.count),
    answeredAt: new Float64Array(job.count),
    arrivedAt: new Map(),
    refused: new Map(),
  };
  sink.onArrival = (n) => {
    if (!round.arrivedAt.has(n)) round.arrivedAt.set(n, performance.now());
  };
  const ports = [job.port, ...(job.morePorts ?? [])];
  const connections = await Promise.all(
    Array.from({ length: job.connections }, (_, n) => openConnection(ports[n % ports.length] ?? job.port)),
  );
  const startedAt = performance.now();
  await (job.rate === undefined ? sendClosed(round, connections) : sendOpen(round, connections, job.rate));
  const endedAt = performance.now();
  const due = countDue(job);
  await untilDelivered(round, due);
  for (const connection of connections) connection.close();
  for (const [answer, times] of round.refused) process.stderr.write(`${times} times not 200: ${answer}\n`);
  return resultOf({ job, round, due, startedAt, endedAt });
}

/** Each connection sends its next request as soon as the last was answered. */
function sendClosed(round: Round, connections: readonly Connection[]): Promise<void> {
  let next = 0;
  let open = connections.length;
  return new Promise((resolve) => {
    function sendNext(connection: Connection): void {
      const index = next;
      next += 1;
      const request = round.requests[index];
      if (request === undefined) {
        open -= 1;
        if (open === 0) resolve();
        return;
      }
      round.sentAt[index] = performance.now();
      connection.send(request, (status, body) => {
        note(round, index, status, body);
        sendNext(connection);
      });
    }
    for (const connection of connections) sendNext(connection);
  });
}

/** Requests leave by the clock; one that finds no free connection waits, and its wait counts. */
async function sendOpen(round: Round, connections: readonly Connection[], rate: number): Promise<void> {
  const free = [...connections];
  const startedAt = performance.now();
  const late: number[] = [];
  let answered = 0;

  function launch(index: number): void {
    const connection = free.pop();
    const request = round.requests[index];
    if (connection === undefined || request === undefined) return void late.push(index);
    connection.send(request, (status, body) => {
      note(round, index, status, body);
      answered += 1;
      free.push(connection);
      const waiting = late.shift();
      if (waiting !== undefined) launch(waiting);
    });
  }

  for (let next = 0; next < round.requests.length; await wait(1)) {
    const due = Math.min(round.requests.length, Math.ceil(((performance.now() - startedAt) / 1_000) * rate));
    for (; next < due; next += 1) {
      round.sentAt[next] = startedAt + (next / rate) * 1_000;
      launch(next);
    }
  }
  while (answered < round.requests.length) await wait(1);
}

function note(round: Round, index: number, status: number, body: string): void {
  round.answeredAt[index] = performance.now();
  if (status === 200) return;
  const answer = `${status} ${body.replace(/"request_id":"\w+"/, '"request_id":"…"')}`;
  round.refused.set(answer, (round.refused.get(answer) ?? 0) + 1);
}

function countDue({ first, count, matching }: Job): number {
  let due = 0;
  for (let n = first; n < first + count; n += 1) if (isMatching(n, matching)) due += 1;
  return due;
}

async function untilDelivered({ arrivedAt }: Round, due: number): Promise<void> {
  for (let turn = 0; turn < 2_000 && arrivedAt.size < due; turn += 1) await wait(5);
}

interface Measured {
  readonly job: Job;
  readonly round: Round;
  readonly due: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

function resultOf({ job, round, due, startedAt, endedAt }: Measured): Result {
  const { sentAt, answeredAt, arrivedAt, refused } = round;
  const endToEnd = [...arrivedAt].map(([n, at]) => at - (sentAt[n - job.first] ?? at));
  return {
    sent: job.count,
    failed: [...refused.values()].reduce((sum, times) => sum + times, 0),
    seconds: (endedAt - startedAt) / 1_000,
    longestGap: longestGapOf(answeredAt),
    ack: latencyOf(answeredAt.map((at, index) => at - (sentAt[index] ?? at))),
    delivered: arrivedAt.size,
    lost: Math.max(0, due - arrivedAt.size),
    deliveredSeconds: (Math.max(endedAt, ...[...arrivedAt.values()].slice(-64)) - startedAt) / 1_000,
    endToEnd: endToEnd.length > 0 ? latencyOf(endToEnd) : undefined,
  };
}

/** Between two answers. */
function longestGapOf(answeredAt: Float64Array): number {
  const inOrder = answeredAt.toSorted();
  return inOrder.reduce((longest, at, index) => Math.max(longest, at - (inOrder[index - 1] ?? at)), 0);
}

function latencyOf(values: readonly number[] | Float64Array): Latency {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
}
