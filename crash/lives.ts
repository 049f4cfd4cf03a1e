/** The relay's lives, one after the other, and how each of them ends. */

import { setTimeout as wait } from "node:timers/promises";
import type { FailpointName } from "../src/core/failpoint.ts";
import type { Kill } from "./kills.ts";
import { live, type Stage } from "./stage.ts";

export interface Lives {
  readonly kills: number;
  /** How often each named point was what ended one. */
  readonly points: ReadonlyMap<string, number>;
  /** Ends that were not of our making: an exit code where there should be none, or another than 0 after a stop. */
  readonly oddEnds: readonly string[];
}

/** How one life ended: `reached` where it was at the point that was asked for. */
interface End {
  readonly code: number | null;
  readonly reached: boolean;
}

/** Kills it as planned. A point that is not reached gets a second life, in which the first failpoint counts. */
export async function liveAll(stage: Stage, plan: readonly Kill[]): Promise<Lives> {
  const points = new Map<string, number>();
  const oddEnds: string[] = [];
  let kills = 0;

  async function liveOnce(kill: Kill): Promise<boolean> {
    const { code, reached } = await liveUntil(stage, kill);
    kills += 1;
    if (kill.kind !== "stop") stage.power?.cut();
    if (code !== (kill.kind === "stop" ? 0 : null)) oddEnds.push(`a life that was to end by ${kill.kind} ended with ${code}`);
    if (reached && kill.kind === "point") points.set(kill.point, (points.get(kill.point) ?? 0) + 1);
    return reached;
  }

  for (const kill of plan) {
    const reached = await liveOnce(kill);
    if (!reached && kill.kind === "point") await liveOnce({ ...kill, nth: 1 });
  }
  return { kills, points, oddEnds };
}

async function liveUntil(stage: Stage, kill: Kill): Promise<End> {
  if (kill.kind === "point") return liveUntilPoint(stage, kill);
  const relay = live(stage, undefined);
  if (kill.kind === "start-up") await wait(kill.after);
  else if (await relay.ready) await wait(kill.kind === "moment" ? kill.after : 200);
  relay.kill(kill.kind === "stop" ? "SIGTERM" : "SIGKILL");
  return { code: await relay.exited, reached: true };
}

/** After this long a point that was not crossed will not be. */
const patience = 5_000;

async function liveUntilPoint(stage: Stage, { point, nth }: { readonly point: FailpointName; readonly nth: number }): Promise<End> {
  const relay = live(stage, `${point}:${nth}`);
  await relay.ready;
  const reached = await Promise.race([relay.exited.then(() => true), wait(patience, false, { ref: false })]);
  if (!reached) relay.kill("SIGKILL");
  return { code: await relay.exited, reached };
}

/** A life in which the sink is away for a while: long enough for a breaker to open and for much to wait. */
export async function liveThroughOutage(stage: Stage): Promise<void> {
  const relay = live(stage, undefined);
  await relay.ready;
  stage.sink.setMood("down");
  await wait(1_200);
  stage.sink.setMood("faulty");
  await wait(1_800);
  relay.kill("SIGKILL");
  await relay.exited;
  stage.power?.cut();
}
