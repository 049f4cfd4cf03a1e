/**
 * `avatar-relay start --supervise`: a small process above the relay that starts it again, and holds the public port meanwhile:
 * who connects while the relay is down waits, and is not refused.
 */

import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { type Duration, minute, second } from "../../core/time.ts";
import { type ExitCode, exitCodes } from "../../ending.ts";
import { readSettings, type Settings } from "../../settings.ts";
import type { CliIo } from "../command.ts";
import { readOptions, supervised } from "./options.ts";

/** So many connections wait at most while the relay is down: each holds a file descriptor. */
const longestQueue = 1_000;

/** A relay that has lived this long is started again at once; one that ends sooner waits, twice as long each time. */
const healthyAfter: Duration = minute;
const firstPause: Duration = second / 4;
const longestPause: Duration = 30 * second;

/** No start can cure these. */
const hopeless: ReadonlySet<number | null> = new Set([exitCodes.ok, exitCodes.damaged, exitCodes.locked]);
/** A person can, and is told at once where the first start ends so. */
const misconfigured: ReadonlySet<number | null> = new Set([exitCodes.usage, exitCodes.configuration]);

/** Runs until it is told to stop, or until the relay ends as no start can cure. Resolves with the relay's last exit code. */
export async function supervise(args: readonly string[], io: CliIo): Promise<number> {
  const passed = args.filter((arg) => arg !== "--supervise");
  const options = readOptions(passed);
  if ("problem" in options) return refuse(io, exitCodes.usage, [options.problem]);
  const read = readSettings(
    options,
    (name) => io.env[name],
    (path) => readFileSync(path, "utf8"),
  );
  if (read.kind === "refused") return refuse(io, exitCodes.configuration, read.problems);
  const door = await openDoor(read.settings);
  if (door instanceof Error)
    return refuse(io, exitCodes.configuration, [`E_PORT: cannot listen: ${door.message}; choose another with --port`]);
  return new Watch(door, passed, io).run();
}

function refuse({ error }: CliIo, code: ExitCode, problems: readonly string[]): ExitCode {
  error(`${problems.join("\n")}\n`);
  return code;
}

function openDoor({ host, port }: Settings): Promise<Server | Error> {
  const door = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  return new Promise((resolve) => {
    door.once("error", resolve);
    door.listen(port, host, () => resolve(door));
  });
}

class Watch {
  readonly #door: Server;
  readonly #args: readonly string[];
  readonly #io: CliIo;
  readonly #queue: Socket[] = [];
  #relay: ChildProcess | undefined;
  #isReady = false;
  /** Stays the same from the first start on. */
  #adminPort: number | undefined;
  #pause = 0;
  #isStopping = false;

  constructor(door: Server, args: readonly string[], io: CliIo) {
    this.#door = door;
    this.#args = args;
    this.#io = io;
  }

  run(): Promise<number> {
    this.#door.on("connection", (socket) => {
      socket.on("error", () => socket.destroy()); // whoever waited has gone
      this.#hand(socket);
    });
    return new Promise((resolve) => {
      const end = (code: number) => {
        this.#close();
        resolve(code);
      };
      for (const signal of ["SIGTERM", "SIGINT"] as const) {
        this.#io.onSignal(signal, () => {
          this.#isStopping = true;
          this.#close();
          if (this.#relay === undefined) end(exitCodes.ok);
          else this.#relay.kill("SIGTERM");
        });
      }
      this.#io.onSignal("SIGHUP", () => void this.#relay?.kill("SIGHUP"));
      this.#start(end);
    });
  }

  #start(end: (code: number) => void): void {
    const { entry = "", env } = this.#io;
    const { port } = this.#door.address() as AddressInfo; // a TCP server that listens has one
    const admin = this.#adminPort === undefined ? [] : ["--admin-port", String(this.#adminPort)];
    const args = [supervised, ...this.#args, "--port", String(port), ...admin];
    const relay = fork(entry, args, { env: { ...env }, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const startedAt = performance.now();
    this.#relay = relay;
    relay.on("message", ({ adminPort }: { readonly adminPort: number }) => this.#opened(adminPort)); // supervised.ts sends nothing else
    relay.once("exit", (code, signal) => {
      this.#relay = undefined;
      this.#isReady = false;
      if (this.#isStopping || hopeless.has(code) || (this.#adminPort === undefined && misconfigured.has(code))) {
        return end(code ?? exitCodes.bug);
      }
      this.#pause = performance.now() - startedAt > healthyAfter ? 0 : Math.min(Math.max(this.#pause * 2, firstPause), longestPause);
      this.#io.error(`${JSON.stringify({ level: "warn", msg: "restarting", code, signal, pause_ms: this.#pause })}\n`);
      setTimeout(() => !this.#isStopping && this.#start(end), this.#pause);
    });
  }

  #opened(adminPort: number): void {
    this.#adminPort = adminPort;
    this.#isReady = true;
    for (const socket of this.#queue.splice(0)) this.#hand(socket);
  }

  #hand(socket: Socket): void {
    if (this.#isReady)
      this.#relay?.send("connection", socket, () => undefined); // where it ends before it has it, the sender sees a closed connection and repeats
    else if (this.#queue.length < longestQueue) this.#queue.push(socket);
    else socket.destroy();
  }

  #close(): void {
    this.#door.close();
    for (const socket of this.#queue.splice(0)) socket.destroy();
  }
}
