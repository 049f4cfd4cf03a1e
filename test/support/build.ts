import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Builds `dist/`, and a driver for SQLite where this Node needs one, once before the tests that run the command. */
export function setup(): void {
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], { cwd: root, encoding: "utf8" });
  // Types are judged by `npm run check`; what was emitted is what the tests run, and one that needs a missing file fails by itself.
  if (status !== 0) process.stderr.write(`build: ${stdout}${stderr}\n`);
}
