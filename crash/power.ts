/** Cutting the power: whatever was not fsynced is gone. Needs a C compiler for the library that watches fsync. */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Power {
  /** What the relay is started with, so that its fsyncs are seen. */
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that is on the disk now is safe. */
  settle(): void;
  /** Leaves of the data folder what was fsynced. The relay must be dead. */
  cut(): void;
}

/** Undefined where there is no C compiler. */
export function createPower(folder: string, data: string): Power | undefined {
  const library = join(folder, "durable.so");
  const source = fileURLToPath(new URL("durable.c", import.meta.url));
  const { status } = spawnSync("cc", ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], { stdio: "ignore" });
  if (status !== 0) return undefined;
  const durable = join(folder, "durable");
  return {
    environment: { LD_PRELOAD: library, DURABLE_OF: data, DURABLE_DIR: durable },
    settle: () => replace(durable, data),
    cut: () => replace(data, durable),
  };
}

function replace(folder: string, by: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  cpSync(by, folder, { recursive: true, filter: (path) => !path.endsWith(".draft") });
}
