/**
 * SQLite for a clone. Node 22.13 and later have it. On Node 20 `better-sqlite3` is installed into native/, where a compiler is; elsewhere npm's
 * package of Node 24 is installed into native/node, and `npm start` and `npm test` go on with that. Plain JavaScript: it runs before anything is built.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const native = join(root, "native");
const packagedNode = join(native, "node/node_modules/.bin/node");
const engine = `Node ${process.versions.node}`;

/** This Node has SQLite, or a driver for it is there now. */
export function seeToSqlite() {
  if (hasSqlite(process.versions.node) || driverLoads()) return true;
  if (!hasCompiler()) return false;
  say(`${engine} has no SQLite: installing better-sqlite3 into native/ once, which may compile for two minutes`);
  return installs(native) && driverLoads();
}

/** The program of a Node that has SQLite: this one if possible. */
export function nodeWithSqlite() {
  if (hasSqlite(process.versions.node) || driverLoads()) return process.execPath;
  if (!runs(packagedNode)) {
    if (seeToSqlite()) return process.execPath;
    if (!installs(join(native, "node")) || !runs(packagedNode)) return process.execPath; // what is started says what is missing
  }
  say(`${engine} has no SQLite, and no driver can be built here: going on with npm's Node ${versionOf(packagedNode)} (native/node)`);
  return packagedNode;
}

function hasSqlite(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

/** In a process of its own: a native part that was built for another Node can end the process that loads it. */
function driverLoads() {
  return [root, native].some((folder) => {
    try {
      const path = createRequire(join(folder, "package.json")).resolve("better-sqlite3");
      execFileSync(process.execPath, ["-e", `new (require(${JSON.stringify(path)}))(":memory:").close()`], { stdio: "ignore" });
      return true;
    } catch {
      return false; // it is not there, or it does not run
    }
  });
}

/** What node-gyp needs (github.com/nodejs/node-gyp, "Installation"). */
function hasCompiler() {
  return [
    ["make", "nmake"],
    ["c++", "g++", "clang++", "cl"],
    ["python3", "python"],
  ].every((names) => names.some(isOnPath));
}

function isOnPath(name) {
  const endings = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => endings.some((ending) => existsSync(join(folder, name + ending))));
}

function installs(folder) {
  // What npm hands to its scripts is about the root.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)/.test(name)));
  const options = { cwd: folder, env, encoding: "utf8", shell: process.platform === "win32" };
  const { status, stderr } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], options);
  if (status !== 0) say(`"npm ci" in ${folder} failed: ${lastLineOf(stderr)}`);
  return status === 0;
}

function lastLineOf(text) {
  return (text ?? "").split("\n").find((line) => /error/i.test(line) && line.trim() !== "") ?? "npm said nothing";
}

function runs(program) {
  return existsSync(program) && versionOf(program) !== undefined;
}

function versionOf(program) {
  try {
    return execFileSync(program, ["-p", "process.versions.node"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) seeToSqlite();
