/** The built page: tests that open it build it first, where it is stale. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./build.ts";

/** Takes seconds the first time (its packages are installed), and a moment afterwards. */
export const buildPatience = 300_000;

export function buildPage(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts/build-web.mjs")], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`the page cannot be built: ${stderr}`);
}
