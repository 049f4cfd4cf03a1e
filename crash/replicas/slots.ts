/** Where the replicas live: each with its own ports, its own way to the database and its own idea of the time. */

import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../../test/support/ports.ts";
import type { Postgres } from "../../test/support/postgres.ts";
import { type Admin, adminAt } from "../admin.ts";
import type { Kill } from "../kills.ts";
import type { Relay } from "../relay.ts";
import { live, type Stage } from "../stage.ts";
import { type FaultProxy, openFaultProxy } from "./fault-proxy.ts";
import { createWatch, type Watch } from "./served.ts";
import type { Trouble } from "./troubles.ts";

export interface Slot {
  readonly stage: Stage;
  readonly proxy: FaultProxy;
  readonly admin: Admin;
  readonly environment: Readonly<Record<string, string>>;
  /** The folder of its data and its log. */
  readonly home: string;
  /** While it is ready and nothing befalls it. */
  readonly serving: Watch;
  relay: Relay;
}

const hour = 3_600_000;

/** One clock is right, one an hour ahead, one an hour behind. */
const skews = [0, hour, -hour];

export async function openSlot(stage: Stage, postgres: Postgres, index: number): Promise<Slot> {
  const proxy = await openFaultProxy(postgres.port);
  const own = { ...stage, port: await freePort(), adminPort: await freePort() };
  const environment = { DATABASE_URL: `postgres://relay@127.0.0.1:${proxy.port}/postgres`, RELAY_SKEW: String(skews[index % 3]) };
  const home = join(stage.options.folder, `replica-${index}`);
  const slot = { stage: own, proxy, admin: adminAt(own.adminPort), environment, home, serving: createWatch() };
  return { ...slot, relay: born(slot, undefined) };
}

function born(slot: Omit<Slot, "relay">, fault: string | undefined): Relay {
  const relay = live(slot.stage, fault, slot.environment, slot.home);
  void relay.ready.then((isReady) => isReady && slot.serving.begin());
  void relay.exited.then(() => slot.serving.end());
  return relay;
}

/** How it went. */
export interface Endured {
  readonly reachedPoint: string | undefined;
  /** An end that was not of our making. */
  readonly oddEnd: string | undefined;
}

/** After this long a point that was not crossed will not be. */
const patience = 5_000;

/** The database, and when it was away. */
export interface Server {
  readonly postgres: Postgres;
  readonly away: Watch;
}

/** Lets one trouble befall one replica; afterwards it lives again. */
export async function endure(slot: Slot, trouble: Trouble, { postgres, away }: Server): Promise<Endured> {
  switch (trouble.kind) {
    case "kill":
      return endureKill(slot, trouble.kill);
    case "pause":
      await slot.relay.ready;
      slot.serving.end();
      slot.relay.kill("SIGSTOP");
      await wait(trouble.lasts);
      slot.relay.kill("SIGCONT");
      slot.serving.begin();
      return fine;
    case "cut":
      await slot.relay.ready;
      slot.serving.end();
      if (trouble.how === "reset") slot.proxy.reset();
      else slot.proxy.swallow();
      await wait(trouble.lasts);
      slot.proxy.heal();
      slot.serving.begin();
      return fine;
    case "crash":
      away.begin();
      await postgres.stop("immediate");
      await wait(trouble.lasts);
      await postgres.start();
      away.end();
      return fine;
    default:
      return trouble satisfies never;
  }
}

const fine: Endured = { reachedPoint: undefined, oddEnd: undefined };

async function endureKill(slot: Slot, kill: Kill): Promise<Endured> {
  if (kill.kind === "point") return endurePoint(slot, kill);
  const { relay } = slot;
  if (kill.kind === "start-up") {
    relay.kill("SIGKILL");
    await relay.exited;
    slot.relay = born(slot, undefined);
    await wait(kill.after);
  } else if (await relay.ready) await wait(kill.kind === "moment" ? kill.after : 200);
  slot.relay.kill(kill.kind === "stop" ? "SIGTERM" : "SIGKILL");
  const code = await slot.relay.exited;
  slot.relay = born(slot, undefined);
  const wanted = kill.kind === "stop" ? 0 : null;
  return code === wanted ? fine : { reachedPoint: undefined, oddEnd: `a life that was to end by ${kill.kind} ended with ${code}` };
}

/** It starts again with the fault in it; where that is not reached, once more, and then the first failpoint counts. */
async function endurePoint(slot: Slot, { point, nth }: Kill & { readonly kind: "point" }): Promise<Endured> {
  slot.relay.kill("SIGKILL");
  await slot.relay.exited;
  const first = await liveUntil(slot, `${point}:${nth}`);
  const { reached, code } = first.reached ? first : await liveUntil(slot, `${point}:1`);
  slot.relay = born(slot, undefined);
  const oddEnd = code === null ? undefined : `a life that was to end at ${point} ended with ${code}`;
  return { reachedPoint: reached ? point : undefined, oddEnd };
}

async function liveUntil(slot: Slot, fault: string): Promise<{ readonly reached: boolean; readonly code: number | null }> {
  const doomed = born(slot, fault);
  slot.relay = doomed;
  await doomed.ready;
  const reached = await Promise.race([doomed.exited.then(() => true), wait(patience, false, { ref: false })]);
  if (!reached) doomed.kill("SIGKILL");
  return { reached, code: await doomed.exited };
}
