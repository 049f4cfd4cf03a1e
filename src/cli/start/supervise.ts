/**
 * `avatar-relay start --supervise`: a small process above the relay that restarts it. It holds the socket of the public port and
 * never accepts on it. While no relay runs, the kernel keeps new connections, and the next relay accepts them.
 */

import { type ChildProcess, fork, type StdioOptions } from "node:child_process";
import { type ExitCode, exitCodes } from "../../app/ending.ts";
import { readSettings } from "../../app/settings.ts";
import { type Duration, second } from "../../core/time.ts";
import { readPlainFile } from "../../plain-file.ts";
import type { CliIo } from "../command.ts";
import { supervisedTwice } from "./activation.ts";
import { type HeldSocket, holdSocket } from "./held-socket.ts";
import { heldSocket, readOptions, supervised } from "./options.ts";

/**
 * A relay that was ready is restarted at once. One that ends before waits, twice as long each time. The longest pause leaves the rest
 * of a sender's ten seconds for the start itself.
 */
const firstPause: Duration = second / 4;
const longestPause: Duration = 4 * second;

/** No restart can help after these. */
const hopeless: ReadonlySet<number | null> = new Set([exitCodes.ok, exitCodes.damaged, exitCodes.locked]);
/** A person can help, and gets a report at once where the first start ends so. */
const misconfigured: ReadonlySet<number | null> = new Set([exitCodes.usage, exitCodes.configuration]);

/** Runs until it has to stop, or until the relay ends in a way that no restart can help. Resolves with the relay's last exit code. */
export async function supervise(args: readonly string[], io: CliIo): Promise<number> {
  const passed = args.filter((arg) => arg !== "--supervise");
  const options = readOptions(passed);
  if ("problem" in options) return refuseSupervision(io, exitCodes.usage, [options.problem]);
  const read = readSettings(options, (name) => io.env[name], readPlainFile);
  if (read.kind === "refused") return refuseSupervision(io, exitCodes.configuration, read.problems);
  const twice = supervisedTwice(io.env, io.pid);
  if (twice !== undefined) return refuseSupervision(io, exitCodes.configuration, [twice]);
  const socket = await holdSocket(read.settings.host, read.settings.port);
  if (typeof socket === "string") return refuseSupervision(io, exitCodes.configuration, [`E_PORT: ${socket}; choose another with --port`]);
  return new Watch(socket, passed, io).run();
}

function refuseSupervision({ error }: CliIo, code: ExitCode, problems: readonly string[]): ExitCode {
  error(`${problems.join("\n")}\n`);
  return code;
}

/** The wait before the next start. Pure, so that it can be tested without a clock. */
export function pauseAfter(wasReady: boolean, lastPause: Duration): Duration {
  return wasReady ? 0 : Math.min(Math.max(lastPause * 2, firstPause), longestPause);
}

class Watch {
  readonly #socket: HeldSocket;
  readonly #args: readonly string[];
  readonly #io: CliIo;
  #relay: ChildProcess | undefined;
  /** The same for all starts. */
  #adminPort: number | undefined;
  #pause = 0;
  #isStopping = false;

  constructor(socket: HeldSocket, args: readonly string[], io: CliIo) {
    this.#socket = socket;
    this.#args = args;
    this.#io = io;
  }

  run(): Promise<number> {
    return new Promise((resolve) => {
      const end = (code: number) => {
        this.#stop();
        resolve(code);
      };
      for (const signal of ["SIGTERM", "SIGINT"] as const) {
        this.#io.onSignal(signal, () => {
          this.#stop();
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
    const admin = this.#adminPort === undefined ? [] : ["--admin-port", String(this.#adminPort)];
    const args = [supervised, ...this.#args, "--port", String(this.#socket.port), ...admin];
    const relay = fork(entry, args, { env: { ...env }, stdio: stdioWith(this.#socket) });
    let wasReady = false;
    this.#relay = relay;
    relay.on("message", ({ adminPort }: { readonly adminPort: number }) => {
      // supervised.ts sends nothing else
      this.#adminPort = adminPort;
      wasReady = true;
    });
    relay.once("exit", (code, signal) => {
      this.#relay = undefined;
      if (this.#isStopping || hopeless.has(code) || (this.#adminPort === undefined && misconfigured.has(code))) {
        return end(code ?? exitCodes.bug);
      }
      this.#pause = pauseAfter(wasReady, this.#pause);
      this.#io.error(`${JSON.stringify({ level: "warn", msg: "restarting", code, signal, pause_ms: this.#pause })}\n`);
      setTimeout(() => !this.#isStopping && this.#start(end), this.#pause);
    });
  }

  /** New connections are refused from now on, as at any unused port. */
  #stop(): void {
    if (!this.#isStopping) this.#socket.close();
    this.#isStopping = true;
  }
}

function stdioWith({ handle }: HeldSocket): StdioOptions {
  const stdio: unknown[] = ["ignore", "inherit", "inherit", "ipc"];
  stdio[heldSocket] = handle;
  return stdio as StdioOptions; // Node accepts a handle wherever it accepts a stream
}
