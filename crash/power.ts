/** Cutting the power: what was not fsynced is gone, or half of it is there. Needs a C compiler for the library that watches fsync. */

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Random } from "./random.ts";

export interface Power {
  /** What the relay is started with, so that its fsyncs are seen. */
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that is on the disk now is safe. */
  settle(): void;
  /** Leaves of the data folder what was fsynced; at half of the cuts also some of the blocks that were not. The relay must be dead. */
  cut(): void;
  /** How many cuts left such blocks. */
  readonly torn: number;
}

/** Undefined where there is no C compiler. */
export function createPower(folder: string, data: string, chance: Random): Power | undefined {
  const library = compileDurable(folder);
  if (library === undefined) return undefined;
  const durable = join(folder, "durable");
  let [cuts, torn] = [0, 0];
  return {
    environment: { LD_PRELOAD: library, DURABLE_OF: data, DURABLE_DIR: durable },
    settle: () => replace(durable, data),
    cut() {
      cuts += 1;
      if (torn * 2 < cuts && tear(durable, data, chance)) torn += 1; // many a cut finds nothing to tear
      replace(data, durable);
    },
    get torn() {
      return torn;
    },
  };
}

/** The library that is preloaded into a relay; undefined where there is no C compiler. */
export function compileDurable(folder: string): string | undefined {
  const library = join(folder, "durable.so");
  const source = fileURLToPath(new URL("durable.c", import.meta.url));
  const { status } = spawnSync("cc", ["-shared", "-fPIC", "-pthread", "-O2", "-o", library, source, "-ldl"], { stdio: "ignore" });
  return status === 0 ? library : undefined;
}

function replace(folder: string, by: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  cpSync(by, folder, { recursive: true, filter: (path) => !path.endsWith(".draft") });
}

/** What a disk writes whole or not at all. */
const block = 512;

/** Writes some of the blocks that were not fsynced into the copies that were, in no order. False where there were none. */
function tear(durable: string, data: string, chance: Random): boolean {
  const names = readdirSync(durable).filter((name) => !name.endsWith(".draft") && existsSync(join(data, name)));
  const changed = names.filter((name) => {
    const [kept, written] = [readFileSync(join(durable, name)), readFileSync(join(data, name))];
    if (kept.equals(written)) return false;
    writeFileSync(join(durable, name), mixed(kept, written, chance));
    return true;
  });
  return changed.length > 0;
}

/** A file may have grown and have holes where a block was not written. */
function mixed(kept: Buffer, written: Buffer, chance: Random): Buffer {
  const length = written.length > kept.length ? chance.between(kept.length, written.length) : kept.length;
  const result = Buffer.concat([kept, Buffer.alloc(length - kept.length)]);
  for (let at = 0; at < Math.min(length, written.length); at += block) {
    if (chance.happens(0.5)) written.copy(result, at, at, Math.min(at + block, length));
  }
  return result;
}
