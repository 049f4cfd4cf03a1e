/**
 * Moves the data of an embedded store to a PostgreSQL. Settled data is copied while the relay still runs; the rest follows after it has
 * stopped.
 * Every range is compared by digest after its copy. Each step can be repeated, so an interrupted move continues.
 */

import { closeSync, existsSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Duration } from "../../core/time.ts";
import { DatabaseConnection } from "../postgres/connection.ts";
import { type OpenPostgresOptions, readyPostgres } from "../postgres/index.ts";
import { reside } from "../postgres/migrate.ts";
import { loadDriver, type OpenDriver } from "../sqlite/driver.ts";
import { type Locking, lockFolder } from "../sqlite/files/lock.ts";
import { movedFile } from "../sqlite/index.ts";
import { type Copied, Copier } from "./copier.ts";
import { type MoveSource, openSource } from "./source.ts";
import { Target } from "./target.ts";

export interface MoveOptions {
  readonly folder: string;
  readonly url: OpenPostgresOptions["url"];
  readonly pid: number;
  /** Today's date in words, for a note in the old folder. */
  readonly at: string;
  readonly report: (progress: MoveProgress) => void;
  /** How many rows are copied and compared at once. */
  readonly rangeSize?: number;
}

export type MoveProgress =
  | Copied
  /** The settled data is copied, and the relay has to stop for the rest. */
  | { readonly kind: "waiting"; readonly pid: number | undefined }
  | { readonly kind: "stopped" };

export type Moved =
  | { readonly kind: "moved"; readonly counts: Readonly<Record<string, number>>; readonly downFor: Duration }
  | { readonly kind: "already" }
  | { readonly kind: "refused"; readonly reason: "source" | "target"; readonly problem: string };

const usualRange = 4_000;
/** How often it checks whether the relay has stopped. */
const askEach: Duration = 100;

export async function moveToPostgres(options: MoveOptions): Promise<Moved> {
  const open = await loadDriver();
  const opening = openSource(open, options.folder);
  if (opening.kind === "refused") return { kind: "refused", reason: "source", problem: opening.problem };
  try {
    const address = { url: options.url, connectWithin: 5_000, workWithin: 600_000 };
    const readied = await readyPostgres(address);
    if (readied !== undefined) return { kind: "refused", reason: "target", problem: readied.detail };
    const target = new Target(new DatabaseConnection({ address: address, name: "move", setUp: (db) => reside(db, () => {}) }));
    return await moveInto(target, opening.source, open, options).finally(() => target.close());
  } finally {
    opening.source.close();
  }
}

async function moveInto(target: Target, source: MoveSource, open: OpenDriver, options: MoveOptions): Promise<Moved> {
  const mark = join(options.folder, movedFile);
  const standing = await target.standing();
  if (standing === "in use" && existsSync(mark)) return { kind: "already" };
  if (standing === "in use") {
    return { kind: "refused", reason: "target", problem: "the database holds events already: give an empty one, or a schema of its own" };
  }
  if (standing === "empty" && existsSync(mark)) {
    const problem = `${mark} says that this data was moved before: remove that file to move it once more`;
    return { kind: "refused", reason: "source", problem };
  }
  await target.begin();
  const copier = new Copier({ source, target, report: options.report, rangeSize: options.rangeSize ?? usualRange });
  await copier.copySettled();
  const lock = await untilStopped(open, options, () => copier.copySettled());
  const stopped = performance.now();
  try {
    options.report({ kind: "stopped" });
    const counts = await copier.copyRest();
    writeDurably(mark, `moved to a PostgreSQL on ${options.at}; the relay refuses to start on this folder while this file is here\n`);
    await copier.finish();
    return { kind: "moved", counts, downFor: performance.now() - stopped };
  } finally {
    lock.close();
  }
}

type Lock = (Locking & { readonly kind: "locked" })["lock"];

/** Takes the folder's lock as soon as it is free. */
async function untilStopped(open: OpenDriver, { folder, pid, report }: MoveOptions, meanwhile: () => Promise<void>): Promise<Lock> {
  for (let turn = 0; ; turn += 1) {
    const locking = lockFolder(open, folder, pid);
    if (locking.kind === "locked") return locking.lock;
    if (turn === 0) report({ kind: "waiting", pid: locking.pid });
    await new Promise((resolve) => setTimeout(resolve, askEach));
    await meanwhile();
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, "w", 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
}
