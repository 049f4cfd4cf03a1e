/** The faults have stopped: does the relay finish what it owes, and take and deliver something new? */

import { setTimeout as wait } from "node:timers/promises";
import type { Admin } from "./admin.ts";
import type { Aftermath, Stats } from "./evidence.ts";
import type { Ledger } from "./ledger.ts";
import type { Relay } from "./relay.ts";
import { type Sender, strict } from "./sender.ts";
import type { Sink } from "./sink.ts";
import type { Traffic } from "./traffic.ts";

export interface Scene {
  readonly relay: Relay;
  readonly admin: Admin;
  readonly sink: Sink;
  readonly sender: Sender;
  readonly ledger: Ledger;
  readonly traffic: Traffic;
  /** Sends the visitors home. */
  readonly leave: () => Promise<void>;
}

export async function settleDown(scene: Scene): Promise<Aftermath> {
  const { relay, admin, leave } = scene;
  await relay.ready;
  await leave();
  const drained = await drain(admin);
  const probed = await probe(scene);
  await drain(admin);
  const stats = await admin.stats();
  relay.kill("SIGTERM");
  const exitCode = await relay.exited;
  return { drained, probed, stats, exitCode };
}

/** So long without any change means that it has stopped moving: longer than a visit idles, a lease lasts or a breaker stays open. */
const plateau = 12_000;
const longest = 120_000;

/** Redrives the dead, and waits until nothing is pending, waiting, being sent or dead, and every visit has ended. */
async function drain(admin: Admin): Promise<boolean> {
  const started = Date.now();
  let before = "";
  let changed = started;
  while (Date.now() - started < longest && Date.now() - changed < plateau) {
    const stats = await admin.stats();
    if (stats !== undefined && isDrained(stats)) return true;
    const now = JSON.stringify(stats);
    if (now !== before) [before, changed] = [now, Date.now()];
    if (stats !== undefined && stats.deliveries.dead > 0) await admin.redrive();
    await wait(100);
  }
  return false;
}

function isDrained({ pending, sessions, deliveries }: Stats & { readonly sessions: number }): boolean {
  return pending + sessions + deliveries.waiting + deliveries.sending + deliveries.dead === 0;
}

async function probe({ sender, ledger, traffic, sink }: Scene): Promise<boolean> {
  const letter = traffic.probe();
  const { attempts, answer } = await sender.send(letter, strict);
  ledger.record(letter, attempts, answer);
  for (let turn = 0; answer !== undefined && turn < 100; turn += 1) {
    if (sink.arrivals.some(({ event }) => event === answer.event)) return true;
    await wait(50);
  }
  return false;
}
