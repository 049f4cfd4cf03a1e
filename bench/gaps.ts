/** How long nobody is answered while something large is done: a million events and open sessions, ten thousand rules, 200 events a second beside it. */

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Driver, loadDriver } from "../src/stores/sqlite/driver.ts";
import { shown } from "./figures.ts";
import type { Generator } from "./processes.ts";
import { adminToken, endRelay, type Relay, startRelay } from "./relay.ts";
import { acceptOnly, manyKeywords } from "./rules.ts";
import type { Section } from "./section.ts";

const rate = 200;
const hour = 3_600_000;

export interface GapsSize {
  readonly sessions: number;
  readonly rules: number;
  /** Each thing is looked at for so long. */
  readonly seconds: number;
}

interface Deed {
  readonly name: string;
  readonly act: (relay: Relay) => Promise<unknown>;
  /** Where it goes on by itself: a factor of the time that it is looked at. */
  readonly longer?: number;
}

export async function gaps(generator: Generator, { sessions, rules, seconds }: GapsSize): Promise<Section> {
  const text = (retention: string) =>
    `${manyKeywords(generator.sinkPort, rules)}settings: { sessions: { idle_after: 2h }, retention: { ${retention} } }\n`;
  const usual = text("events: 30d, dedupe: 31d");
  const template = await startRelay(acceptOnly);
  await generator.run({ port: template.port, connections: 1, rate: undefined, matching: 0, perSession: 1, count: 1, first: 0 });
  while (!(await ask(template, "GET", "/api/stats")).includes('"pending":0')) await wait(20); // its one event is evaluated
  await template.stop();
  await seed(join(template.folder, "data", "relay.db"), sessions);
  const rows: string[][] = [];
  const result = { failed: 0, lost: 0, first: 1_000 };

  async function during(relay: Relay, { name, act, longer = 1 }: Deed): Promise<void> {
    const count = rate * seconds * longer;
    const job = { port: relay.port, connections: 16, rate, matching: 0, perSession: 5, count, first: result.first };
    const cpu = relay.cpu();
    const running = generator.run(job);
    await wait(1_000);
    const began = performance.now();
    await act(relay);
    const took = performance.now() - began;
    const { ack, longestGap, failed, lost } = await running;
    result.first += count;
    result.failed += failed;
    result.lost += lost;
    rows.push([name, shown(took), shown(longestGap), shown(ack.p50), shown(ack.p99), shown((relay.cpu() - cpu) / 1_000)]);
  }

  const startedAt = performance.now();
  const relay = await startRelay(usual, template.folder);
  rows.push(["from the command to ready", shown(performance.now() - startedAt), "", "", "", shown(relay.cpu() / 1_000)]);
  await during(relay, { name: "the minute after ready", act: async () => {}, longer: 60 / seconds });
  for (const deed of deeds(usual, text("events: 1h, dedupe: 31d"))) await during(relay, deed);
  await relay.stop();
  await overdue(join(template.folder, "data", "relay.db"));
  const again = await startRelay(usual, template.folder);
  await during(again, { name: "the minute after ready, all sessions overdue", act: async () => {}, longer: 60 / seconds });
  await endRelay(again);
  rmSync(template.folder, { recursive: true, force: true });
  return {
    title: `The longest time without an answer, at ${sessions.toLocaleString("en-US")} events and open sessions, ${rules.toLocaleString("en-US")} rules, ${rate} events/s`,
    columns: ["meanwhile", "it took ms", "longest gap ms", "ack p50 ms", "ack p99 ms", "CPU ms"],
    rows,
    notes: ["Open loop, 16 connections. The CPU time is the relay's while it was looked at, its other processes left out."],
    ...{ failed: result.failed, lost: result.lost },
  };
}

function deeds(usual: string, shortened: string): readonly Deed[] {
  const save = (rules: string) => (relay: Relay) => {
    writeFileSync(join(relay.folder, "rules.yaml"), rules);
    return ask(relay, "POST", "/api/reload", { force: true });
  };
  return [
    { name: "nothing", act: async () => {} },
    {
      name: "ten times /metrics",
      act: async (relay) => {
        for (let n = 0; n < 10; n += 1) await ask(relay, "GET", "/metrics");
      },
    },
    { name: "forget a session", act: (relay) => ask(relay, "POST", "/api/forget", { session: nameOf(77) }) },
    { name: "search events by type", act: (relay) => ask(relay, "GET", "/api/events?type=room.join&limit=50") },
    { name: "a reload", act: save(usual.replace("other-17,", "other-seventeen,")) },
    { name: "a reload with a shortened retention, and the two minutes after it", act: save(shortened), longer: 8 },
  ];
}

async function ask({ adminPort }: Relay, method: string, path: string, body?: object): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${adminPort}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

const first = "session_0_0";

function nameOf(n: number): string {
  return `visit_${String(n).padStart(8, "0")}`;
}

/** Copies all that one session has left, as many times, so that each copy is what a session of its own would have left. */
async function seed(path: string, sessions: number): Promise<void> {
  const db = (await loadDriver())(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; BEGIN");
  const now = Date.now();
  const numbers = `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${sessions})`;
  const name = "printf('visit_%08d', n)";
  const id = `printf('%08x%024x', ${Math.floor(now / 1_000)} - n, n)`;
  const at = `${now} - 1500 * (${sessions} - n)`;
  db.exec(`
    ${numbers} INSERT INTO inbox (seq, id, status, source, type, agent, session, received_at, event, raw)
      SELECT 1000 + n, ${id}, status, source, type, agent, ${name}, ${at}, replace(replace(event, inbox.id, ${id}), '${first}', ${name}),
        CAST(replace(CAST(raw AS TEXT), '${first}', ${name}) AS BLOB) FROM numbers, inbox WHERE inbox.session = '${first}';
    ${numbers} INSERT INTO evaluations (seq, version, trace) SELECT 1000 + n, version, trace FROM numbers, evaluations WHERE seq <= 1000;
    ${numbers} INSERT INTO memory (key, value, expires_at)
      SELECT replace(key, '${first}', ${name}), replace(value, '${first}', ${name}), expires_at FROM numbers, memory WHERE instr(key, '${first}');
    ${numbers} INSERT INTO timers (key, due_at, source, agent, session, payload)
      SELECT replace(key, '${first}', ${name}), ${now + 2 * hour} + n, source, agent, ${name}, payload FROM numbers, timers WHERE session = '${first}';
    UPDATE totals SET events = events + ${sessions}, evaluated = evaluated + ${sessions}, evaluated_to = 1000 + ${sessions}, sessions = sessions + ${sessions};
    COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`);
  expectCount(db, "timers", sessions);
  db.close();
}

function expectCount(db: Driver, table: string, count: number): void {
  const found = Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  if (found < count) throw new Error(`${found} rows stand in ${table}, ${count} were to be there`);
}

/** As if the relay had been away for a day. */
async function overdue(path: string): Promise<void> {
  const db = (await loadDriver())(path);
  db.exec(`UPDATE timers SET due_at = ${Date.now() - hour} - abs(random() % 1000000)`);
  db.close();
}
