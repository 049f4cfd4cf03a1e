/**
 * Packages that only a few tests need: each folder of test/packages has its own package.json and lock, and the first test that needs one
 * installs it. So `npm ci` at the root stays short for everybody else.
 */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** `vendors` is only for test/packages/vendors itself, which records what vendors' clients send. */
export type PackageFolder = "clouds" | "editor" | "oidc" | "peers" | "postgres" | "publish" | "site" | "tracing";

const folders = fileURLToPath(new URL("../packages", import.meta.url));

/** Loads packages of that folder. They are installed first where they are not, or where the lock has changed since. */
export function requireFrom(name: PackageFolder, root = folders): NodeJS.Require {
  const folder = join(root, name);
  if (!isCurrent(folder)) locked(folder, () => isCurrent(folder) || install(folder));
  return createRequire(join(folder, "package.json"));
}

function isCurrent(folder: string): boolean {
  return textOf(markOf(folder)) === digestOf(folder);
}

function install(folder: string): void {
  process.stderr.write(`installing ${folder}\n`);
  // npm hands its own settings to what it runs; those of the root are not this folder's.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(name)),
  );
  const { status, stderr } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`the packages of ${folder} cannot be installed, try "npm ci" there: ${stderr}`);
  writeFileSync(markOf(folder), digestOf(folder));
}

/** npm removes node_modules first, so what stands there belongs to this installation. */
function markOf(folder: string): string {
  return join(folder, "node_modules/.installed");
}

function digestOf(folder: string): string {
  const lock = readFileSync(join(folder, "package-lock.json"));
  return createHash("sha256").update(lock).update(process.version).digest("hex");
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // nothing was installed yet
  }
}

/** Test files run side by side in several processes, and one of them installs. */
function locked(folder: string, work: () => void): void {
  const lock = join(folder, ".installing");
  while (!taken(lock)) {
    if (isOld(lock)) rmSync(lock, { recursive: true, force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100); // the import that needs the packages cannot wait otherwise
  }
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false; // Node's errors of files have a code
    throw error;
  }
}

/** Five minutes: whoever made it has ended without removing it. */
function isOld(lock: string): boolean {
  try {
    return Date.now() - statSync(lock).mtimeMs > 300_000;
  } catch {
    return false; // it was removed just now
  }
}
