/** Moving from the embedded file to PostgreSQL while webhooks come in: how long it takes, how long nobody answers, and that nothing is lost. */

import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { random } from "../crash/random.ts";
import { createSender, impatient, type Sender } from "../crash/sender.ts";
import { loadDriver } from "../src/stores/sqlite/driver.ts";
import { type Postgres, query, startPostgres, urlOf } from "../test/support/postgres.ts";
import { shown } from "./figures.ts";
import { adminToken, startRelay } from "./relay.ts";
import { secret } from "./requests.ts";
import { acceptOnly } from "./rules.ts";
import type { Section } from "./section.ts";

const command = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const senders = 4;
/** Each of them waits so long between two webhooks. */
const pace = 20;

export async function moving(events: number): Promise<Section> {
  const server = await startPostgres({ settings: ["shared_buffers=256MB", "max_wal_size=4GB"] });
  const maker = await startRelay(acceptOnly); // makes the file
  await maker.stop();
  await fill(maker.folder, events);
  let relay = await startRelay(acceptOnly, maker.folder);
  let port = relay.port;
  const load = startLoad(() => port);
  const started = performance.now();
  let stoppedAt = started;
  const said = await runMove(join(maker.folder, "data"), urlOf(server.port), async () => {
    stoppedAt = performance.now();
    port = 1; // nobody listens there
    await relay.stop();
  });
  const movedAt = performance.now();
  relay = await startRelay(acceptOnly, maker.folder, { DATABASE_URL: urlOf(server.port) });
  port = relay.port;
  const readyAt = performance.now();
  await wait(1_000);
  const acked = await load();
  const { lost, wrong } = await compare(server, relay.adminPort ?? 0, events, acked);
  await relay.stop();
  await server.remove();
  rmSync(maker.folder, { recursive: true, force: true });
  return {
    title: "Moving from the embedded file to PostgreSQL, while webhooks come in",
    columns: ["events before", "taken meanwhile", "copied beside the relay, s", "after it had stopped, s", "nobody answered, s", "lost"],
    rows: [
      [events, acked.size, (stoppedAt - started) / 1_000, (movedAt - stoppedAt) / 1_000, (readyAt - stoppedAt) / 1_000, lost].map(shown),
    ],
    notes: [`What it said: ${said}`],
    failed: wrong,
    lost,
  };
}

/** Events that were evaluated, one in ten delivered, twenty to a session: as a relay would have left them. */
async function fill(folder: string, events: number): Promise<void> {
  const db = (await loadDriver())(join(folder, "data/relay.db"));
  const at = Date.now() - 3_600_000;
  const event = `json_object('kind', 'chat', 'id', printf('%08x%024x', ${Math.floor(at / 3_600_000)}, n), 'type', 'chat.push', 'source', 'bithuman',
    'agent', 'A' || (n % 50), 'session', 's' || (n / 20), 'occurredAt', ${at}, 'receivedAt', ${at}, 'role', 'user', 'message', 'where is my order number ' || n,
    'data', json_object('session_id', 's' || (n / 20), 'role', 'user', 'message', 'where is my order number ' || n))`;
  const series = `WITH RECURSIVE each (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each WHERE n < ${events})`;
  db.exec(`
    BEGIN;
    INSERT INTO inbox (seq, id, status, source, type, agent, session, received_at, event, raw)
      ${series} SELECT n, printf('%08x%024x', ${Math.floor(at / 3_600_000)}, n), 1, 'bithuman', 'chat.push', 'A' || (n % 50), 's' || (n / 20), ${at}, ${event}, CAST(${event} AS BLOB) FROM each;
    INSERT INTO evaluations (seq, version) SELECT seq, 'v1' FROM inbox;
    INSERT INTO outbox (seq, id, key, event, rule, dest, urgent, state, due_at, attempts, fence, settled_at, body)
      SELECT seq / 10, 'd' || id, 'd' || id, id, 'asks', 'nowhere', 0, 2, ${at}, 1, 1, ${at}, event FROM inbox WHERE seq % 10 = 0;
    INSERT INTO memory (key, value, expires_at) SELECT DISTINCT 'session@' || session, '{"user_messages":20}', ${at + 86_400_000} FROM inbox;
    UPDATE totals SET events = ${events}, evaluated = ${events}, evaluated_to = ${events}, queued = ${Math.floor(events / 10)}, delivered = ${Math.floor(events / 10)};
    COMMIT`);
  db.close();
}

/** Webhooks, each repeated until it is taken. The answer stops them and tells what was taken, by body. */
function startLoad(port: () => number): () => Promise<ReadonlyMap<string, string>> {
  const sender: Sender = createSender(port, secret);
  const acked = new Map<string, string>();
  let stopping = false;
  let n = 0;
  async function send(chance: ReturnType<typeof random>): Promise<void> {
    while (!stopping) {
      n += 1;
      const at = Math.floor(Date.now() / 1_000);
      const data = { session_id: `new-${n % 100}`, role: "user", message: `hello ${n}`, timestamp: at };
      const body = Buffer.from(JSON.stringify({ agent_id: "A1", event_type: "chat.push", data, timestamp: at }));
      const { answer } = await sender.send({ n, session: data.session_id, body, malformed: false }, impatient(chance));
      if (answer !== undefined) acked.set(answer.event, body.toString());
      await wait(pace);
    }
  }
  const all = Array.from({ length: senders }, (_, index) => send(random(index)));
  return async () => {
    stopping = true;
    await Promise.all(all);
    sender.close();
    return acked;
  };
}

/** Runs the command; `stop` is called when it asks for the relay to be stopped. Resolves with its last word. */
function runMove(data: string, url: string, stop: () => Promise<void>): Promise<string> {
  const child = spawn(process.execPath, [command, "migrate", "--from", "sqlite", "--to", "postgres", "--data", data, "--database", url]);
  let said = "";
  let wrong = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  createInterface(child.stderr).on("line", (line) => {
    wrong = line;
    if (line.includes("Stop the relay")) void stop();
  });
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => (code === 0 ? resolve(said.trim()) : reject(new Error(`migrate ended with ${code}: ${wrong}`))));
  });
}

/** Everything that was there or was taken stands in the database, once, and is evaluated. */
async function compare(
  server: Postgres,
  adminPort: number,
  before: number,
  acked: ReadonlyMap<string, string>,
): Promise<{ readonly lost: number; readonly wrong: number }> {
  const stored = new Set((await query(server.port, `SELECT id FROM inbox WHERE session LIKE 'new-%'`)).map(({ id }) => String(id)));
  const lost = [...acked.keys()].filter((id) => !stored.has(id)).length;
  for (let turn = 0; turn < 200; turn += 1) {
    const headers = { authorization: `Bearer ${adminToken}` };
    const stats = (await (await fetch(`http://127.0.0.1:${adminPort}/api/stats`, { headers })).json()) as {
      events: number;
      evaluated: number;
    }; // contract.md
    if (stats.evaluated === stats.events) return { lost, wrong: stats.events === before + stored.size ? 0 : 1 };
    await wait(100);
  }
  return { lost, wrong: 1 };
}
