/**
 * What strangers cost, against the built relay: `tsx bench/strangers.ts chunks|flood [seconds]`. `chunks` sends unsigned bodies in pieces of one
 * byte and shows the memory that they take; `flood` sends large bodies with wrong signatures from 64 connections, and shows how long good
 * webhooks and /healthz take beside them.
 */

import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { openWorkshop, type Relay } from "../test/support/relay.ts";
import { signBody } from "../test/support/sender.ts";

const rules = `
version: 1
destinations: { me: { console: {} } }
rules: [{ name: never, on: chat.push, when: { keywords: "no such word" }, then: [me] }]
`;

const [what = "flood", seconds = "8"] = process.argv.slice(2);
const workshop = openWorkshop(rules);
const relay = await workshop.start();
try {
  if (what === "chunks") await chunks(relay);
  else await flood(relay, Number(seconds) * 1_000);
} finally {
  await workshop.close();
}

/** In MB, the highest since the start and now. */
function memory({ pid }: Relay): { readonly peak: number; readonly now: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024);
  return { peak: megabytes("VmHWM"), now: megabytes("VmRSS") };
}

async function chunks(to: Relay): Promise<void> {
  const before = memory(to);
  const pieces = Buffer.from("1\r\na\r\n".repeat(260_000));
  const head = `POST /webhook HTTP/1.1\r\nhost: a\r\nx-bithuman-signature: sha256=${"0".repeat(64)}\r\ntransfer-encoding: chunked\r\n\r\n`;
  const ended = Array.from({ length: 40 }, () => attacker(to.port, Buffer.concat([Buffer.from(head), pieces])));
  const good = goodOnes(to, 50);
  await Promise.all(ended);
  console.info({ what: "40 bodies of 260,000 pieces", before, after: memory(to), goodBeside: await good.stop() });
}

/** Sends, never ends the body, and resolves when the other side has closed. */
function attacker(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("error", () => undefined).resume();
    socket.on("close", () => resolve());
  });
}

async function flood(to: Relay, span: number): Promise<void> {
  const idle = goodOnes(to, 50);
  await passed(span / 2);
  const quiet = await idle.stop();
  const body = Buffer.alloc(250_000, "a");
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let refused = 0;
  let over = false;
  const sender = async () => {
    while (!over) {
      await post(to.port, { agent, body, headers: { "x-bithuman-signature": `sha256=${"0".repeat(64)}` } }).catch(() => undefined);
      refused += 1;
    }
  };
  const senders = Array.from({ length: 64 }, sender);
  await passed(1_000);
  const good = goodOnes(to, 50);
  await passed(span);
  const beside = await good.stop();
  over = true;
  console.info({
    what: "64 connections, 250 KB, wrong signatures",
    refusedEachSecond: Math.round(refused / (span / 1_000 + 1)),
    quiet,
    beside,
    memory: memory(to),
  });
  agent.destroy();
  await Promise.all(senders);
}

/** A good webhook and a look at /healthz, each so often, and how long they took. */
function goodOnes(to: Relay, every: number) {
  const times: number[] = [];
  const health: number[] = [];
  const statuses = new Map<number, number>();
  let number = 0;
  const once = async () => {
    number += 1;
    const body = Buffer.from(
      JSON.stringify({
        agent_id: "A1",
        event_type: "chat.push",
        timestamp: Date.now() / 1_000,
        data: { role: "user", message: `number ${number} ${Math.random()}`, session_id: "s", timestamp: Date.now() / 1_000 },
      }),
    );
    const startedAt = performance.now();
    const status = await post(to.port, { body, headers: signBody(body) });
    times.push(performance.now() - startedAt);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const lookedAt = performance.now();
    await (await to.raw("/healthz")).arrayBuffer();
    health.push(performance.now() - lookedAt);
  };
  const underWay: Promise<void>[] = [];
  const timer = setInterval(() => underWay.push(once()), every);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      return { statuses: Object.fromEntries(statuses), webhook: spread(times), healthz: spread(health) };
    },
  };
}

function spread(times: readonly number[]): { readonly median: number; readonly p99: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
  return { median: at(0.5), p99: at(0.99) };
}

interface Letter {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent?: Agent;
}

function post(port: number, { body, headers, agent }: Letter): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        path: "/webhook",
        method: "POST",
        agent: agent ?? false,
        headers: { ...headers, "content-length": body.length },
      },
      (response) => {
        response.resume().on("end", () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

function passed(span: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, span));
}
