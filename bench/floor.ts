/**
 * The floor of a durable job: what the relay's promises cost at the least. It checks the HMAC, stores each body once with one fsync for all
 * that came in a turn of the event loop, looks for a phrase, posts a message for it and marks it. No rules, sessions, retries or records.
 * `node --import tsx bench/floor.ts FOLDER SINKPORT`
 */

import { createHash, createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Pool } from "undici";
import { loadDriver } from "../src/stores/sqlite/driver.ts";
import { secret } from "./requests.ts";

interface Arrived {
  readonly body: Buffer;
  readonly response: ServerResponse;
}

interface Message {
  readonly id: string;
  readonly body: string;
}

const [folder = ".", sinkPort = "0"] = process.argv.slice(2);
const key = createSecretKey(Buffer.from(secret));
const open = await loadDriver();
const db = open(join(folder, "floor.db"));
db.exec(`
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE events (id BLOB PRIMARY KEY, raw BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE outbox (id TEXT PRIMARY KEY, body TEXT NOT NULL, delivered INTEGER NOT NULL) WITHOUT ROWID`);
const insert = db.prepare("INSERT INTO events (id, raw) VALUES (?, ?) ON CONFLICT (id) DO NOTHING");
const queue = db.prepare("INSERT INTO outbox (id, body, delivered) VALUES (?, ?, 0)");
const mark = db.prepare("UPDATE outbox SET delivered = 1 WHERE id = ?");
const [begin, commit] = [db.prepare("BEGIN IMMEDIATE"), db.prepare("COMMIT")];
const sink = new Pool(`http://127.0.0.1:${sinkPort}`, { connections: 64 });
const phrases = /\b(refund|speak to a human|cancel\w*)\b/i;
const answer = '{"status":"accepted"}';

let arrived: Arrived[] = [];
let delivered: string[] = [];
let isScheduled = false;

function wake(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(turn);
}

function turn(): void {
  isScheduled = false;
  const [batch, done] = [arrived, delivered];
  [arrived, delivered] = [[], []];
  begin.run();
  const messages = batch.map(({ body }) => stored(body));
  for (const id of done) mark.run(id);
  commit.run();
  for (const { response } of batch)
    response.writeHead(200, { "content-type": "application/json", "content-length": answer.length }).end(answer);
  for (const message of messages) if (message !== undefined) post(message);
}

/** The message that is due for it. */
function stored(body: Buffer): Message | undefined {
  const digest = createHash("sha256").update(body).digest();
  const event = JSON.parse(body.toString()) as {
    timestamp: number;
    data: { role: string; message: string; n: number; session_id: string };
  }; // requests.ts
  const id = Buffer.concat([Buffer.alloc(4), digest.subarray(0, 12)]);
  id.writeUInt32BE(Math.floor(event.timestamp / 3_600));
  const isNew = Number(insert.run(id, body).changes) === 1;
  const { role, message, n, session_id: session } = event.data;
  if (!isNew || role !== "user" || !phrases.test(message)) return undefined;
  const due = { id: id.toString("hex"), body: JSON.stringify({ n: String(n), session, text: message }) };
  queue.run(due.id, due.body);
  return due;
}

function post({ id, body }: Message): void {
  const headers = { "content-type": "application/json", "idempotency-key": id };
  sink
    .request({ path: "/", method: "POST", headers, body })
    .then(async (response) => {
      await response.body.dump();
      delivered.push(id);
      wake();
    })
    .catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
}

const server = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    const body = Buffer.concat(chunks);
    const signed = Buffer.from(String(incoming.headers["x-bithuman-signature"]).slice(7), "hex");
    const digest = createHmac("sha256", key).update(body).digest();
    if (signed.length !== digest.length || !timingSafeEqual(signed, digest)) return void response.writeHead(401).end();
    arrived.push({ body, response });
    wake();
  });
});

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo; // listening on TCP
  process.stdout.write(`${JSON.stringify({ msg: "ready", port, pid: process.pid })}\n`);
});
