/** The relay as a library: the same app as the command, mounted in the user's own program. */

import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "../core/plugin.ts";
import type { Signal } from "../core/signal.ts";
import type { LogOutput } from "../observe/log-output.ts";
import { oneLine } from "../rules/language/diagnostic.ts";
import { openDataFolder } from "../stores/data-folder.ts";
import { type App, createApp } from "./app.ts";
import { type ExitCode, exitCodes, folderRefusal, refusal } from "./ending.ts";
import type { AppEnvironment } from "./environment.ts";
import { nodeEnvironment } from "./node-environment.ts";
import { readSettings, type Settings } from "./settings.ts";

export interface RelayOptions {
  /** The path of a rules file, its text (more than one line), or its content as an object. A changed file is read again. */
  readonly rules: string | Readonly<Record<string, unknown>>;
  /** The data folder. Each relay of a process needs one of its own. */
  readonly data: string;
  /** A PostgreSQL URL instead of the SQLite file in `data`. `DATABASE_URL` is ignored, because it may belong to your own program. */
  readonly database?: string;
  /** Secrets, tokens, and the variables that `${NAME}` in the rules names; `process.env` where it is left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Plug-ins beside those under `plugins:`. */
  readonly plugins?: readonly Plugin[];
  /** Gets the log lines; without it they are dropped. pino or `console` fits. */
  readonly logger?: RelayLogger;
}

/** `fields` contain no text of a visitor and no secret. */
export interface RelayLogger {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Fits Express and `node:http`. Requests for other paths go to `next`, where there is one. */
export type RelayHandler = (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void) => void;

export interface Relay {
  /** Resolves when the relay accepts webhooks. Rejects with a `RelayRefused` that names every mistake. */
  start(): Promise<void>;
  /** Finishes running work within ten seconds, and closes the store. */
  stop(): Promise<void>;
  /** Reads the rules again. It returns what is wrong with them, and the present rules stay. */
  reload(): Promise<Reloaded>;
  /** Accepts webhooks, Slack's requests, identities and links. It needs the raw body: mount it before `express.json()`. */
  readonly handler: RelayHandler;
  /** The live page and its API. A token guards it: `AVATAR_RELAY_ADMIN_TOKEN`, or the one in `data/admin-token`. */
  readonly admin: RelayHandler;
  /** Calls the listener for each signal of that name, `"*"` for all. Returns a function that stops it. A listener's errors are ignored. */
  on<Name extends SignalName>(name: Name, listener: (signal: SignalOf<Name>) => void): () => void;
}

export type SignalName = Signal["name"] | "*";

export type SignalOf<Name extends SignalName> = Name extends "*" ? Signal : Extract<Signal, { readonly name: Name }>;

export type Reloaded =
  | { readonly kind: "reloaded"; readonly version: string; readonly changed: readonly string[] }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Why a relay does not start: every mistake at once. */
export class RelayRefused extends Error {
  /** The exit code of the command, e.g. 78 for a bad configuration. */
  readonly code: number;
  readonly problems: readonly string[];

  constructor({ code, problems }: { readonly code: number; readonly problems: readonly string[] }) {
    super(problems.join("\n"));
    this.name = "RelayRefused";
    this.code = code;
    this.problems = problems;
  }
}

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }; // our own package.json

/** Makes a relay. Nothing is opened before `start()`, and the process stays as it is: no signals, no exit, no port. */
export function createRelay(options: RelayOptions): Relay {
  const rules = rulesOf(options.rules);
  const variable = variableOf(options.env ?? process.env);
  const read = readSettings(
    { rules: rules.file, data: options.data, database: options.database, port: "0" },
    variable,
    nodeEnvironment.readFile,
  );
  const relay: Running = { app: undefined, isStarted: false, isStopped: false };
  const app = read.kind === "settings" ? createApp(settingsOf(read.settings), environmentOf(options, rules, variable, relay)) : undefined;
  relay.app = app;
  return {
    async start() {
      if (relay.isStarted) throw new Error("this relay was started before: make another one");
      relay.isStarted = true;
      if (read.kind === "refused") throw new RelayRefused(refusal(exitCodes.configuration, read.problems));
      const folder = openDataFolder(options.data);
      if (folder.kind === "unusable" && options.database === undefined) throw new RelayRefused(folderRefusal(folder.trouble, folder.path));
      const started = await app?.start();
      if (started?.kind === "refused") throw new RelayRefused(started);
    },
    async stop() {
      if (relay.isStopped) return;
      relay.isStopped = true;
      await app?.stop("stop()");
    },
    reload: () => reloaded(app),
    handler: (request, response, next) => serve(portsOf(relay)?.public, request, response, next),
    admin: (request, response, next) => serve(portsOf(relay)?.admin, request, response, next),
    on: (name, listener) =>
      app?.subscribe((signal) => {
        if (name === "*" || signal.name === name) listener(signal as SignalOf<typeof name>); // its name says which signal it is
      }) ?? (() => {}),
  };
}

interface Running {
  app: App | undefined;
  isStarted: boolean;
  isStopped: boolean;
}

function portsOf({ app, isStopped }: Running): ReturnType<App["ports"]> {
  return isStopped ? undefined : app?.ports();
}

interface GivenRules {
  readonly file: string;
  /** Undefined where it is a file. */
  readonly text: string | undefined;
}

function rulesOf(rules: RelayOptions["rules"]): GivenRules {
  if (typeof rules !== "string") return { file: "rules", text: JSON.stringify(rules, undefined, 2) }; // JSON is YAML
  return rules.includes("\n") ? { file: "rules", text: rules } : { file: rules, text: undefined };
}

/** Variables for the command's ports, hosts and files. The surrounding program has its own. */
const commandsOnly = /^(RULES|DATA|DATABASE_URL|PORT|HOST|ADMIN_PORT|ADMIN_HOST|TLS_(CERT|KEY)_FILE)$/;

function variableOf(env: NonNullable<RelayOptions["env"]>): (name: string) => string | undefined {
  return (name) => (commandsOnly.test(name) ? undefined : env[name]);
}

/** The relay assumes that a mounted handler can be reached from outside. */
function settingsOf(settings: Settings): Settings {
  return { ...settings, host: "0.0.0.0" };
}

function environmentOf(
  { logger, plugins = [] }: RelayOptions,
  rules: GivenRules,
  variable: AppEnvironment["variable"],
  relay: Running,
): AppEnvironment {
  const log = logOf(logger);
  const end = (code: ExitCode, why: string) => {
    logger?.error({ code, why }, "the relay has to stop");
    relay.app?.stop(why).catch((error: unknown) => logger?.error({ error: String(error) }, "the relay could not stop in order"));
  };
  return {
    ...nodeEnvironment,
    version,
    pid: process.pid,
    variable,
    readFile: (path) => (path === rules.file && rules.text !== undefined ? rules.text : nodeEnvironment.readFile(path)),
    log,
    print: (text) => logger?.info({ preview: text }, "console"),
    end,
    fatal: end,
    exampleRules: rules.file,
    isMounted: true,
    plugins,
  };
}

/** Passes lines of JSON to the logger. */
function logOf(logger: RelayLogger | undefined): LogOutput {
  return {
    write(line) {
      if (logger === undefined) return;
      const { level, msg, ...fields } = JSON.parse(line) as { level: string; msg: string }; // pino wrote it
      const say = level === "fatal" ? "error" : (level as keyof RelayLogger); // the log has these levels
      logger[say](fields, msg);
    },
    dropped: () => 0,
    waiting: () => 0,
    limit: () => {},
    flush: () => {},
    end: async () => {},
  };
}

async function reloaded(app: App | undefined): Promise<Reloaded> {
  if (app?.ports() === undefined) throw new Error("this relay has not started");
  const reloaded = await app.reload();
  if (reloaded.kind === "refused") return { kind: "refused", problems: reloaded.diagnostics.map(oneLine) };
  return { kind: "reloaded", version: reloaded.ruleset.version, changed: reloaded.changed };
}

const notStarted = JSON.stringify({ error: { code: "not_started", message: "The relay has not started yet, or has stopped." } });

function serve(port: RelayHandler | undefined, request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void): void {
  if (port !== undefined) port(request, response, next);
  else response.writeHead(503, { "content-type": "application/json", "retry-after": "1" }).end(notStarted);
}
