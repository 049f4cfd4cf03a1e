/** Runs a script of this clone on a Node that has SQLite: `node scripts/run.mjs FILE ARGUMENT…`. */
import { spawn } from "node:child_process";
import { delimiter, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nodeWithSqlite } from "./sqlite.mjs";

const [file = "", ...args] = process.argv.slice(2);
const entry = resolve(file);
const node = nodeWithSqlite();

if (node === process.execPath) {
  process.argv = [node, entry, ...args];
  await import(pathToFileURL(entry).href);
} else {
  // What it starts itself finds the same Node.
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` };
  const child = spawn(node, [entry, ...args], { env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => (signal === null ? process.exit(code) : process.kill(process.pid, "SIGKILL")));
}
