/** The product, built, as an operator starts it, on a folder of its own. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Program, startProgram } from "./processes.ts";
import { secret } from "./requests.ts";

const command = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** With it the admin port is asked for figures. */
export const adminToken = "bench-admin-token";

export interface Relay extends Program {
  readonly folder: string;
}

/** Starts it on a folder, which is made where none is given. `main`: of another build. */
export async function startRelay(
  rules: string,
  folder: string = mkdtempSync(join(tmpdir(), "relay-bench-")),
  environment: Readonly<Record<string, string>> = {},
  main: string = command,
): Promise<Relay> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "rules.yaml");
  writeFileSync(file, rules);
  const args = ["start", "--rules", file, "--data", join(folder, "data"), "--port", "0", "--admin-port", "0", "--host", "127.0.0.1"];
  const program = await startProgram([main, ...args], {
    BITHUMAN_WEBHOOK_SECRET: secret,
    AVATAR_RELAY_ADMIN_TOKEN: adminToken,
    ...environment,
  });
  return { ...program, folder };
}

export async function endRelay(relay: Relay): Promise<void> {
  await relay.stop();
  rmSync(relay.folder, { recursive: true, force: true });
}
