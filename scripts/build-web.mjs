// The third part of the build: the page of web/, built into dist/web. Only what is stale is built; where there are no sources
// (an installed package) nothing is done. Plain JavaScript, so that it runs before anything else is built.
//   node scripts/build-web.mjs             the packages of web/ where they are missing, then the page
//   node scripts/build-web.mjs --packages  the packages only (type checks need them)
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
const web = join(root, "web");
const packages = join(web, "node_modules");
const built = join(root, "dist/web");

if (existsSync(join(web, "package-lock.json"))) {
  withLock(() => {
    installPackages();
    if (!process.argv.includes("--packages")) buildPage();
  });
}

/** Runs when the lock file has changed since the packages were installed. */
function installPackages() {
  const wanted = digestOf([join(web, "package.json"), join(web, "package-lock.json")]);
  if (stampOf(packages) === wanted) return;
  console.error("web: installing the packages of the page, once");
  run("npm", ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(join(packages, ".stamp"), wanted);
}

/** Built beside its place and renamed, so that a relay that starts meanwhile finds a whole page. */
function buildPage() {
  const wanted = digestOf(sources());
  if (stampOf(built) === wanted) return;
  const [fresh, old] = [`${built}.${process.pid}`, `${built}.old.${process.pid}`];
  run(process.execPath, [join(packages, "vite/bin/vite.js"), "build", "--logLevel", "error", "--outDir", fresh]);
  for (const file of filesUnder(fresh).filter((each) => /\.(js|css|json|svg)$/.test(each))) {
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
    rmSync(file); // every browser takes it compressed
  }
  writeFileSync(join(fresh, ".stamp"), wanted);
  if (existsSync(built)) renameSync(built, old);
  renameSync(fresh, built);
  rmSync(old, { recursive: true, force: true });
}

/** Everything that the built page depends on. */
function sources() {
  const named = ["index.html", "vite.config.ts", "package.json", "package-lock.json"].map((name) => join(web, name));
  return [
    fileURLToPath(import.meta.url),
    ...named,
    join(root, "rules.schema.json"),
    ...["src", "public"].flatMap((folder) => filesUnder(join(web, folder))),
  ];
}

function digestOf(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  return hash.digest("hex");
}

function stampOf(folder) {
  const stamp = join(folder, ".stamp");
  return existsSync(stamp) ? readFileSync(stamp, "utf8") : undefined;
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function run(command, args) {
  // npm hands its own settings to what it runs; those of the root are not this folder's.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(name)),
  );
  const production = { ...env, NODE_ENV: "production" }; // a test that builds the page must not build it for tests
  const { status, error } = spawnSync(command, args, {
    cwd: web,
    env: production,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status === 0) return;
  console.error(`web: ${command} ${args[0]} failed${error === undefined ? "" : `: ${error.message}`}`);
  releaseLock();
  process.exit(status ?? 1);
}

/** Two builds at once would remove each other's packages: the second waits. The lock of a build that was killed ends with its process. */
function withLock(work) {
  mkdirSync(join(root, "dist"), { recursive: true });
  while (!tookLock()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  try {
    work();
  } finally {
    releaseLock();
  }
}

function lockFile() {
  return join(root, "dist/.web-lock");
}

function tookLock() {
  try {
    writeFileSync(lockFile(), String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (!isHeld()) rmSync(lockFile(), { force: true });
  return false;
}

function isHeld() {
  try {
    const owner = Number(readFileSync(lockFile(), "utf8"));
    // A file that is still empty is being written.
    if (owner === 0) return Date.now() - statSync(lockFile()).mtimeMs < 5_000;
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function releaseLock() {
  rmSync(lockFile(), { force: true });
}
