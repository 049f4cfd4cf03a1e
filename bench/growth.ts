/** From one rule to ten thousand: the engine alone, and the whole program. */

import { createHash } from "node:crypto";
import type { Event, EventId } from "../src/core/event.ts";
import type { Planner } from "../src/core/rule.ts";
import type { Instant } from "../src/core/time.ts";
import { destinations } from "../src/destinations/index.ts";
import { createRulebook } from "../src/evaluate/rulebook.ts";
import { sourceShelf } from "../src/receive/mapping/shelf.ts";
import { conditions } from "../src/rules/conditions/index.ts";
import { median, shown } from "./figures.ts";
import type { Generator } from "./processes.ts";
import { endRelay, startRelay } from "./relay.ts";
import { manyKeywords, manyPatterns } from "./rules.ts";
import type { Section } from "./section.ts";

/** Events a second of CPU, in this process: every size in turn, round after round, so that a busy machine is busy for all of them. */
export function engineGrowth(milliseconds: number, rounds: number): Section {
  const keywords = [1, 10, 100, 1_000, 10_000].map((count) =>
    engineOf(`${count.toLocaleString("en-US")} with keywords`, manyKeywords(9, count)),
  );
  const patterns = [1, 10, 100, 1_000].map((count) => engineOf(`${count.toLocaleString("en-US")} with a pattern`, manyPatterns(9, count)));
  const engines = [...keywords, ...patterns];
  const events = Array.from({ length: 256 }, (_, n) => chat(n));
  for (const { planner } of engines) evaluateFor(planner, events, milliseconds);
  for (let round = 0; round < rounds; round += 1) {
    for (const { planner, speeds } of engines) speeds.push(evaluateFor(planner, events, milliseconds));
  }
  return {
    title: "The engine alone, by the number of rules",
    columns: ["rules", "events/s of CPU", "× one rule", "load ms"],
    rows: [...related(keywords), ...related(patterns)],
    notes: [
      "Pure evaluation in one process: folding, search, session memory, conditions, rendering of one message in ten. Three keywords a rule.",
    ],
    failed: 0,
    lost: 0,
  };
}

interface Engine {
  readonly name: string;
  readonly planner: Planner;
  readonly load: number;
  readonly speeds: number[];
}

function engineOf(name: string, text: string): Engine {
  const started = performance.now();
  const planner = plannerOf(text);
  return { name, planner, load: performance.now() - started, speeds: [] };
}

function related(engines: readonly Engine[]): readonly (readonly string[])[] {
  const one = median(engines[0]?.speeds ?? []);
  return engines.map(({ name, speeds, load }) => [name, shown(median(speeds)), shown(median(speeds) / one), shown(load)]);
}

/** Loads a file as the program does. */
function plannerOf(text: string): Planner {
  const book = createRulebook({
    file: "rules.yaml",
    read: () => text,
    conditions,
    destinations,
    sources: sourceShelf,
    variable: (name) => (name === "BITHUMAN_WEBHOOK_SECRET" ? "bench" : undefined),
    readFile: () => "",
    loopback: true,
    preview: undefined,
    digest: (each) => createHash("sha256").update(each).digest("hex"),
    now: () => 0 as Instant, // nothing here looks at the clock
    emit: () => {},
  });
  const turned = book.reload();
  if (turned.kind === "refused") throw new Error(`the bench's own rules are refused: ${JSON.stringify(turned.diagnostics.slice(0, 3))}`);
  return turned.ruleset.planner;
}

function evaluateFor(planner: Planner, events: readonly Event[], milliseconds: number): number {
  const before = process.cpuUsage();
  const until = performance.now() + milliseconds;
  let count = 0;
  while (performance.now() < until) {
    planner(events).decide(new Map());
    count += events.length;
  }
  const { user, system } = process.cpuUsage(before);
  return (count / (user + system)) * 1_000_000;
}

function chat(n: number): Event {
  const said = n % 10 === 0 ? "i want a refund, " : "";
  const message = `${said}thank you, and could you tell me which of the two tickets is the better one for number ${n}`;
  const at = (1_700_000_000_000 + n * 1_000) as Instant; // any point in time
  const id = n.toString(16).padStart(32, "0") as EventId; // as long as a real one
  const data = { role: "user", message, session_id: `session_${n % 100}`, n };
  return {
    kind: "chat",
    id,
    type: "chat.push",
    source: "bithuman",
    agent: "agent_abc123",
    session: `session_${n % 100}`,
    occurredAt: at,
    receivedAt: at,
    data,
    role: "user",
    message,
  };
}

/** The whole job over HTTP with one rule and with many. */
export async function programGrowth(generator: Generator, count: number): Promise<Section> {
  const sizes = [1, 10_000];
  const relays = await Promise.all(sizes.map((size) => startRelay(manyKeywords(generator.sinkPort, size))));
  const jobs = relays.map((relay) => ({ port: relay.port, connections: 32, rate: undefined, matching: 10, perSession: 20 }));
  const results = [];
  for (const job of jobs) {
    await generator.run({ ...job, count: Math.ceil(count / 4), first: 0 });
    results.push(await generator.run({ ...job, count, first: 10_000_000 }));
  }
  for (const relay of relays) await endRelay(relay);
  const perSecond = results.map((result) => result.sent / Math.max(result.seconds, result.deliveredSeconds));
  return {
    title: "The whole program, by the number of rules",
    columns: ["keyword rules", "events/s", "× one rule", "ack p99 ms"],
    rows: results.map((result, index) => [
      shown(sizes[index] ?? 0),
      shown(perSecond[index] ?? 0),
      shown((perSecond[index] ?? 0) / (perSecond[0] ?? 1)),
      shown(result.ack.p99),
    ]),
    notes: [],
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    lost: results.reduce((sum, { lost }) => sum + lost, 0),
  };
}
