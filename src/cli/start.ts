/** `avatar-relay start`: the process around the app. */

import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type App, createApp } from "../app.ts";
import type { Instant } from "../core/time.ts";
import type { AppEdge } from "../edge.ts";
import { type ExitCode, exitCodes, type Started } from "../ending.ts";
import { isLoopback, readSettings, type Settings } from "../settings.ts";
import { readOptions } from "./start/options.ts";
import { openReader } from "./start/proving.ts";

/** What a command may touch of its process. */
export interface StartIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly version: string;
  /** Where rules.example.yaml is. */
  readonly exampleRules: string;
  /** The file that this process runs. */
  readonly entry?: string | undefined;
  readonly out: (text: string) => void;
  /** Where log lines go. */
  readonly log: AppEdge["log"];
  readonly error: (text: string) => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
  readonly onSignal: (signal: "SIGTERM" | "SIGINT" | "SIGHUP", handle: () => void) => void;
  /** Where a supervisor holds the public port. */
  readonly supervisor?: { readonly heldSocket: number; ready(adminPort: number): void };
  /** For the crash harness. */
  readonly edge?: Partial<Pick<AppEdge, "crossing" | "openStore" | "now">>;
}

/** Runs until it is told to stop. Resolves with the exit code. */
export async function start(args: readonly string[], io: StartIo): Promise<ExitCode> {
  const options = readOptions(args);
  if ("problem" in options) return refuse(io, exitCodes.usage, [options.problem]);
  const read = readSettings(options, (name) => io.env[name], readText);
  if (read.kind === "refused") return refuse(io, exitCodes.configuration, read.problems);
  const { settings } = read;
  const ending = new AbortController();
  const app = createApp(settings, { ...edgeOf(settings, io), end: (code, why) => ending.abort({ code, why }) });
  const started = await app.start();
  if (started.kind === "refused") return refuse(io, started.code, started.problems);
  announce(settings, started, io);
  io.supervisor?.ready(started.adminPort);
  return untilStopped(app, { settings, io, ending: ending.signal });
}

function refuse({ error }: StartIo, code: ExitCode, problems: readonly string[]): ExitCode {
  error(`${problems.join("\n")}\n`);
  return code;
}

function readText(path: string): string {
  return readFileSync(path, "utf8");
}

function edgeOf(settings: Settings, io: StartIo): Omit<AppEdge, "end"> {
  const secret = settings.rules === undefined ? madeSecret(settings.data, io.env.BITHUMAN_WEBHOOK_SECRET) : undefined;
  return {
    version: io.version,
    pid: io.pid,
    now: () => Date.now() as Instant, // the one clock of the process
    chance: Math.random,
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    randomId,
    variable: (name) => (name === "BITHUMAN_WEBHOOK_SECRET" ? (secret ?? io.env[name]) : io.env[name]),
    readFile: readText,
    log: io.log,
    print: (text) => io.out(`${text}\n`),
    fatal: (code, why) => {
      io.error(`${why}\n`);
      io.exit(code);
    },
    exampleRules: io.exampleRules,
    ...readerOf(io),
    ...(io.supervisor === undefined ? {} : { heldSocket: io.supervisor.heldSocket }),
    ...io.edge,
  };
}

/** Only a process that runs a file can open another like itself. */
function readerOf({ entry, env }: StartIo): Pick<AppEdge, "openReader"> {
  return entry === undefined ? {} : { openReader: () => openReader(entry, env) };
}

/** The secret of the example: made once, for this machine's user only, and read by `avatar-relay send`. */
function madeSecret(folder: string, given: string | undefined): string {
  if (given) return given;
  const path = join(folder, "webhook-secret");
  try {
    return readText(path).trim();
  } catch {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const secret = randomBytes(24).toString("base64url");
    writeFileSync(path, `${secret}\n`, { mode: 0o600 });
    return secret;
  }
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 130 random bits in Crockford's base 32 (crockford.com/base32.html): no letters that a reader confuses. */
function randomId(): string {
  return Array.from(randomBytes(26), (byte) => crockford[byte % 32]).join("");
}

type Running = Started & { kind: "started" };

/** Where the other commands find a running relay. */
function placeOf(settings: Settings): string {
  return join(settings.data, "relay.json");
}

function announce(settings: Settings, { port, adminPort }: Running, io: StartIo): void {
  const place = {
    pid: io.pid,
    port,
    admin_port: adminPort,
    admin_host: settings.adminHost,
    host: settings.host,
    tls: settings.tls !== undefined,
    ...(settings.tls === undefined ? {} : { certificate: settings.tls.certificate }),
  };
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  writeFileSync(placeOf(settings), `${JSON.stringify(place)}\n`, { mode: 0o600 });
  if (settings.rules === undefined) io.out(welcome(settings, { port, adminPort }));
}

function welcome(settings: Settings, { port, adminPort }: { readonly port: number; readonly adminPort: number }): string {
  const host = isLoopback(settings.host) ? "127.0.0.1" : settings.host;
  return `
  avatar-relay runs the example rules. Nothing is sent: every message is shown here instead.

    look       http://127.0.0.1:${adminPort}/
    try        npx avatar-relay send chat.push "I want to speak to a human"
    webhooks   http://${host}:${port}/webhook

  Next: copy rules.example.yaml to rules.yaml, edit it, and start with --rules rules.yaml

`;
}

interface Course {
  readonly settings: Settings;
  readonly io: StartIo;
  /** Aborted where the app itself has to end; why is its reason. */
  readonly ending: AbortSignal;
}

interface Ending {
  readonly code: ExitCode;
  readonly why: string;
}

/** Stops once on SIGTERM or SIGINT, however often they come, or when the app has to end; SIGHUP reads the rules again. */
function untilStopped(app: App, { settings, io, ending }: Course): Promise<ExitCode> {
  return new Promise((resolve, reject) => {
    let stopping = false;
    const stop = (code: ExitCode, why: string) => {
      if (stopping) return;
      stopping = true;
      rmSync(placeOf(settings), { force: true });
      app.stop(why).then(() => resolve(code), reject);
    };
    const end = () => {
      const { code, why } = ending.reason as Ending; // `start` gives it
      io.error(`${why}\n`);
      stop(code, why);
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) io.onSignal(signal, () => stop(exitCodes.ok, signal));
    io.onSignal("SIGHUP", () => void app.reload().catch(reject));
    if (ending.aborted) end();
    else ending.addEventListener("abort", end, { once: true });
  });
}
