/** One run with replicas on PostgreSQL: the same visitors, sink, oracle and judge as on SQLite, and more that can happen. */

import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Postgres, startPostgres } from "../../test/support/postgres.ts";
import type { Admin } from "../admin.ts";
import { settleDown } from "../aftermath.ts";
import { openLedger } from "../ledger.ts";
import { foretell } from "../oracle.ts";
import { startPoking } from "../poking.ts";
import { random } from "../random.ts";
import type { Relay } from "../relay.ts";
import type { Run } from "../run.ts";
import { createSender } from "../sender.ts";
import { type RunOptions, secret, setStage } from "../stage.ts";
import { createTraffic } from "../traffic.ts";
import { startVisitors } from "../visitors.ts";
import { plantOldRows, readPostgresArchive } from "./archive.ts";
import { createWatch, longestServed } from "./served.ts";
import { type Endured, endure, openSlot, type Server, type Slot } from "./slots.ts";
import { planTroubles, type Trouble } from "./troubles.ts";

export interface ReplicaOptions extends RunOptions {
  readonly replicas: number;
}

export async function runReplicas(options: ReplicaOptions): Promise<Run> {
  const postgres = await startPostgres({ settings: ["track_commit_timestamp=on", "shared_buffers=128MB"] });
  try {
    return await runOn(postgres, options);
  } finally {
    await postgres.remove();
  }
}

async function runOn(postgres: Postgres, options: ReplicaOptions): Promise<Run> {
  const started = Date.now();
  const chance = random(options.seed);
  const stage = await setStage(options, chance);
  for (let index = 0; index < options.replicas; index += 1) mkdirSync(join(options.folder, `replica-${index}`));
  const slots = await Promise.all(Array.from({ length: options.replicas }, (_, index) => openSlot(stage, postgres, index)));
  await Promise.all(slots.map(({ relay }) => relay.ready));
  await plantOldRows(postgres.port);
  const ledger = openLedger(join(options.folder, "ledger.jsonl"));
  const ports = chance.fork();
  const sender = createSender(() => slots[ports.between(0, slots.length - 1)]?.stage.port ?? 0, secret);
  const traffic = createTraffic({ now: () => Math.floor(Date.now() / 1_000), agentOf: "session" });
  const leave = startVisitors({ sender, ledger, traffic, chance: chance.fork(), count: options.visitors });
  const stopPoking = startPoking(stage, chance.fork(), anyOf(slots));
  const away = createWatch();
  const troubles = await endureAll(slots, planTroubles(options.kills, chance.fork()), { postgres, away });
  await stopPoking();
  await outage(stage.sink, slots);
  stage.sink.setMood("healthy");
  const aftermath = await settleDown({ relay: asOne(slots), admin: anyOf(slots), sink: stage.sink, leave, sender, ledger, traffic });
  sender.close();
  await Promise.all([stage.sink.close(), ...slots.map(({ proxy }) => proxy.close())]);
  const { waits, ...archive } = await readPostgresArchive(postgres.port, options.folder);
  const evidence = {
    entries: ledger.entries(),
    arrivals: stage.sink.arrivals,
    archive,
    foretold: foretell(archive.events.filter(({ status }) => status !== "quarantined")),
    deaths: [...stage.watched.deaths],
    refusals: sender.refusals,
    kills: troubles.count,
    slowest: longestServed(
      waits,
      slots.flatMap(({ serving }) => serving.spans()),
      away.spans(),
    ),
    oddEnds: troubles.oddEnds,
    aftermath,
  };
  return {
    evidence,
    points: troubles.points,
    ...stage.sink.faults,
    breakerTrips: stage.watched.breakerTrips,
    torn: 0,
    seconds: (Date.now() - started) / 1_000,
  };
}

interface Troubles {
  readonly count: number;
  readonly points: ReadonlyMap<string, number>;
  readonly oddEnds: readonly string[];
}

/** All replicas at the same time, each with the next trouble of the plan when it has got over the one before. */
async function endureAll(slots: readonly Slot[], plan: readonly Trouble[], server: Server): Promise<Troubles> {
  const points = new Map<string, number>();
  const oddEnds: string[] = [];
  const left = [...plan];
  let crashing: Promise<unknown> = Promise.resolve();

  /** Everything at the same time, but one crash of the database after the other. */
  function begin(slot: Slot, trouble: Trouble): Promise<Endured> {
    if (trouble.kind !== "crash") return endure(slot, trouble, server);
    const next = crashing.then(() => endure(slot, trouble, server));
    crashing = next;
    return next;
  }

  async function endureNext(slot: Slot): Promise<void> {
    for (let trouble = left.shift(); trouble !== undefined; trouble = left.shift()) {
      const { reachedPoint, oddEnd } = await begin(slot, trouble);
      appendFileSync(join(slot.home, "troubles.jsonl"), `${JSON.stringify({ over: new Date(), ...trouble, reachedPoint })}\n`);
      if (reachedPoint !== undefined) points.set(reachedPoint, (points.get(reachedPoint) ?? 0) + 1);
      if (oddEnd !== undefined) oddEnds.push(oddEnd);
    }
  }

  await Promise.all(slots.map((slot) => endureNext(slot)));
  return { count: plan.length, points, oddEnds };
}

/** The sink is away for a while: long enough for a breaker to open and for much to wait. */
async function outage(sink: { setMood(mood: "down" | "faulty"): void }, slots: readonly Slot[]): Promise<void> {
  await Promise.all(slots.map(({ relay }) => relay.ready));
  sink.setMood("down");
  await wait(1_200);
  sink.setMood("faulty");
  await wait(1_800);
}

/** Whoever answers first; what changes something is asked of each. */
function anyOf(slots: readonly Slot[]): Admin {
  async function first<Answer>(ask: (admin: Admin) => Promise<Answer | undefined>): Promise<Answer | undefined> {
    for (const { admin } of slots) {
      const answer = await ask(admin);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }
  return {
    stats: () => first((admin) => admin.stats()),
    redrive: async () => (await Promise.all(slots.map(({ admin }) => admin.redrive()))).reduce((sum, queued) => sum + queued, 0),
    reload: async () => (await Promise.all(slots.map(({ admin }) => admin.reload()))).every(Boolean),
  };
}

/** Replicas end one after the other; the exit code that is not 0 counts. */
function asOne(slots: readonly Slot[]): Relay {
  const exits = slots.map(({ relay }) => relay.exited);
  return {
    ready: Promise.all(slots.map(({ relay }) => relay.ready)).then((all) => all.every(Boolean)),
    exited: Promise.all(exits).then((codes) => codes.find((code) => code !== 0) ?? 0),
    kill: (signal) => {
      for (const { relay } of slots) relay.kill(signal);
    },
  };
}
