/** One run: visitors send, a sink misbehaves, the relay is killed again and again, and then everything is looked at. */

import { join } from "node:path";
import { adminAt } from "./admin.ts";
import { settleDown } from "./aftermath.ts";
import { readArchive } from "./archive.ts";
import type { Evidence } from "./evidence.ts";
import { planKills } from "./kills.ts";
import { openLedger } from "./ledger.ts";
import { liveAll, liveThroughOutage } from "./lives.ts";
import { foretell } from "./oracle.ts";
import { startPoking } from "./poking.ts";
import { random } from "./random.ts";
import { createSender } from "./sender.ts";
import { dataFolder, firstLife, live, type RunOptions, secret, setStage } from "./stage.ts";
import { createTraffic } from "./traffic.ts";
import { startVisitors } from "./visitors.ts";

/** What happened, for the judge and for the report. */
export interface Run {
  readonly evidence: Evidence;
  /** How often each named point ended the relay. */
  readonly points: ReadonlyMap<string, number>;
  readonly unavailable: number;
  readonly refused: number;
  readonly breakerTrips: number;
  /** Power cuts that left some blocks that were not fsynced. */
  readonly torn: number;
  readonly seconds: number;
}

export async function run(options: RunOptions): Promise<Run> {
  const started = Date.now();
  const chance = random(options.seed);
  const stage = await setStage(options, chance);
  await firstLife(stage);
  const ledger = openLedger(join(options.folder, "ledger.jsonl"));
  const sender = createSender(() => stage.port, secret);
  const traffic = createTraffic({ now: () => Math.floor(Date.now() / 1_000), agentOf: "visitor" });
  const leave = startVisitors({ sender, ledger, traffic, chance: chance.fork(), count: options.visitors });
  const stopPoking = startPoking(stage, chance.fork());
  const lives = await liveAll(stage, planKills(options.kills, chance.fork()));
  await stopPoking();
  await liveThroughOutage(stage);
  stage.sink.setMood("healthy");
  const aftermath = await settleDown({
    relay: live(stage, undefined),
    admin: adminAt(stage.adminPort),
    sink: stage.sink,
    leave,
    sender,
    ledger,
    traffic,
  });
  sender.close();
  await stage.sink.close();
  const archive = await readArchive(dataFolder(options));
  const evidence = {
    entries: ledger.entries(),
    arrivals: stage.sink.arrivals,
    archive,
    foretold: foretell(archive.events.filter(({ status }) => status !== "quarantined")),
    deaths: [...stage.watched.deaths],
    refusals: sender.refusals,
    kills: lives.kills + 1,
    slowest: undefined,
    oddEnds: lives.oddEnds,
    aftermath,
  };
  const seconds = (Date.now() - started) / 1_000;
  return {
    evidence,
    points: lives.points,
    ...stage.sink.faults,
    breakerTrips: stage.watched.breakerTrips,
    torn: stage.power?.torn ?? 0,
    seconds,
  };
}
