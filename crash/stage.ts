/** The relay's place in the world: the same ports, folder and sink for each of its lives. */

import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../test/support/ports.ts";
import { adminToken } from "./admin.ts";
import { plantOldRows } from "./planted-rows.ts";
import { createPower, type Power } from "./power.ts";
import type { Random } from "./random.ts";
import { type Relay, startRelay } from "./relay.ts";
import { rulesText } from "./rules.ts";
import { openSink, type Sink } from "./sink.ts";

export interface RunOptions {
  /** The program under test. */
  readonly entry: string;
  readonly kills: number;
  readonly seed: number;
  readonly visitors: number;
  /** An empty folder for the database, the log and the ledger. */
  readonly folder: string;
  readonly defect: string | undefined;
  /** Each kill takes away what was not fsynced, too. */
  readonly powerCuts: boolean;
}

export interface Stage {
  readonly options: RunOptions;
  readonly port: number;
  readonly adminPort: number;
  readonly sink: Sink;
  readonly power: Power | undefined;
  readonly watched: Watched;
}

/** What its log said. */
export interface Watched {
  breakerTrips: number;
  readonly deaths: Set<string>;
}

export const secret = "whsec_crash_harness";

export async function setStage(options: RunOptions, chance: Random): Promise<Stage> {
  mkdirSync(options.folder, { recursive: true });
  const sink = await openSink(chance.fork());
  const power = options.powerCuts ? createPower(options.folder, dataFolder(options), chance.fork()) : undefined;
  if (options.powerCuts && power === undefined) throw new Error("cutting the power needs a C compiler (cc)");
  const stage = {
    options,
    port: await freePort(),
    adminPort: await freePort(),
    sink,
    power,
    watched: { breakerTrips: 0, deaths: new Set<string>() },
  };
  writeRules(stage, 0);
  return stage;
}

export function dataFolder({ folder }: RunOptions): string {
  return join(folder, "data");
}

function rulesPath({ options }: Stage): string {
  return join(options.folder, "rules.yaml");
}

/** Whole or not at all: the relay may be reading it. */
export function writeRules(stage: Stage, edition: number): void {
  const draft = `${rulesPath(stage)}.draft`;
  writeFileSync(draft, rulesText(stage.sink.port, edition));
  renameSync(draft, rulesPath(stage));
}

/** Its own data and log go to `home`. */
export function live(
  stage: Stage,
  fault: string | undefined,
  more: Readonly<Record<string, string>> = {},
  home = stage.options.folder,
): Relay {
  const { options, port, adminPort, power, watched } = stage;
  const onLine = (line: string) => watch(line, watched);
  const paths = { entry: options.entry, folder: join(home, "data"), rules: rulesPath(stage), log: join(home, "relay.log") };
  return startRelay({
    ...paths,
    secret,
    port,
    adminPort,
    fault,
    defect: options.defect,
    environment: { AVATAR_RELAY_ADMIN_TOKEN: adminToken, ...power?.environment, ...more },
    onLine,
  });
}

function watch(line: string, watched: Watched): void {
  if (line.includes('"msg":"breaker.changed"') && line.includes('"state":"open"')) watched.breakerTrips += 1;
  if (!line.includes('"msg":"delivery.attempted"') || !line.includes('"state":"dead"')) return;
  const { to, outcome } = JSON.parse(line) as { to: string; outcome: string }; // a signal, as the log writes it
  watched.deaths.add(`${to} ${outcome}`);
}

/** The database is made in peace, and gets old rows to prune. */
export async function firstLife(stage: Stage): Promise<void> {
  const relay = live(stage, undefined);
  if (!(await relay.ready)) throw new Error(`the relay does not start: see ${join(stage.options.folder, "relay.log")}`);
  relay.kill("SIGTERM");
  await relay.exited;
  await plantOldRows(dataFolder(stage.options));
  stage.power?.settle();
}
