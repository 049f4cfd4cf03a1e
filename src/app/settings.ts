/** The operator's settings, from the command line and the environment. Every mistake is reported at once. */

import { createSecureContext } from "node:tls";
import { type OidcSettings, readOidc } from "../core/access/oidc.ts";
import { type NamedToken, readTokens } from "../core/access/principal.ts";
import { readProxies } from "../core/network/proxy.ts";

export interface Settings {
  /** Undefined: the example runs, and every message is printed instead of sent. */
  readonly rules: string | undefined;
  readonly data: string;
  /** A PostgreSQL that several processes share; undefined where the file in `data` is used. */
  readonly database: string | undefined;
  /** The stages that this process runs. */
  readonly only: ReadonlySet<Stage>;
  readonly host: string;
  readonly port: number;
  readonly adminHost: string;
  readonly adminPort: number;
  /** Without one the admin port is for this machine only, and a token is generated at the first start. */
  readonly adminTokens: readonly NamedToken[];
  /** The page may change the rules. */
  readonly edit: boolean;
  /** The provider for signing in to the page; undefined where there is none. */
  readonly oidc: OidcSettings | undefined;
  /** Wrong tokens that one address may send to the admin port in a minute; undefined: the default. */
  readonly adminTries: number | undefined;
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  readonly logLevel: LogLevel;
  /** The most bytes of log lines that wait in memory. */
  readonly logBuffer: number;
  /** The most open connections of the public port; undefined: as many as the system allows. */
  readonly maxConnections: number | undefined;
  /** The most bytes of all unfinished bodies together; undefined: the default. */
  readonly maxUnfinishedBytes: number | undefined;
}

export const logLevels = ["debug", "info", "warn", "error"] as const;

export type LogLevel = (typeof logLevels)[number];

/** The stages that a process can run alone, where several share a database. */
export const stages = ["receive", "evaluate", "deliver"] as const;

export type Stage = (typeof stages)[number];

/** The options of `start`, as typed. */
export interface StartOptions {
  readonly rules?: string | undefined;
  readonly data?: string | undefined;
  readonly database?: string | undefined;
  readonly only?: string | undefined;
  readonly port?: string | undefined;
  readonly "admin-port"?: string | undefined;
  readonly host?: string | undefined;
  readonly "admin-host"?: string | undefined;
  readonly edit?: boolean | undefined;
}

export type Variable = (name: string) => string | undefined;

export type ReadSettings =
  | { readonly kind: "settings"; readonly settings: Settings }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Reads the settings. It reads named files with `readFile`, which throws Node's error where it cannot. */
export function readSettings(options: StartOptions, variable: Variable, readFile: (path: string) => string): ReadSettings {
  const problems: string[] = [];
  const { tokens: adminTokens, problems: tokenProblems } = readTokens(
    variable("AVATAR_RELAY_ADMIN_TOKEN"),
    variable("AVATAR_RELAY_ADMIN_TOKENS"),
  );
  const { oidc, problems: oidcProblems } = readOidc(variable);
  problems.push(...tokenProblems, ...readProxies(variable).problems, ...oidcProblems);
  const adminHost = options["admin-host"] ?? variable("ADMIN_HOST") ?? "127.0.0.1";
  const host = options.host ?? variable("HOST") ?? (options.rules === undefined ? "127.0.0.1" : "0.0.0.0");
  const database = options.database || variable("DATABASE_URL") || undefined;
  const rules = options.rules ?? variable("RULES");
  const folder = options.data ?? variable("DATA") ?? "data";
  const settings: Settings = {
    rules,
    data: rules === undefined ? previewFolder(folder) : folder,
    database: databaseOf(database, rules, problems),
    only: stagesOf(options.only, database, problems),
    host,
    port: portOf(options.port ?? variable("PORT"), 8080, "--port", problems),
    adminHost,
    adminPort: portOf(options["admin-port"] ?? variable("ADMIN_PORT"), 8081, "--admin-port", problems),
    adminTokens,
    edit: editOf(options.edit, { rules, database }, problems),
    oidc,
    adminTries: limitOf(variable, "ADMIN_TOKEN_TRIES", problems),
    tls: tlsOf(variable, readFile, problems),
    logLevel: levelOf(variable("LOG_LEVEL"), problems),
    logBuffer: bufferOf(variable("LOG_BUFFER_KB"), problems),
    maxConnections: limitOf(variable, "MAX_CONNECTIONS", problems),
    maxUnfinishedBytes: megabytes(limitOf(variable, "MAX_UNFINISHED_MB", problems)),
  };
  if (adminTokens.length === 0 && tokenProblems.length === 0 && !isLoopback(adminHost)) {
    problems.push(
      `E_ADMIN_UNPROTECTED: --admin-host ${adminHost} is reachable from outside: set AVATAR_RELAY_ADMIN_TOKEN or AVATAR_RELAY_ADMIN_TOKENS, or use 127.0.0.1`,
    );
  }
  return problems.length === 0 ? { kind: "settings", settings } : { kind: "refused", problems };
}

/** Where a preview stores its own data. Its incidents and events are separate from the relay's. */
export function previewFolder(folder: string): string {
  return `${folder}/preview`;
}

/** Whether only this machine can reach a host. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The URL is never shown, because it contains a password. */
function databaseOf(url: string | undefined, rules: string | undefined, problems: string[]): string | undefined {
  if (url !== undefined && rules === undefined)
    problems.push(
      "E_DATABASE: a preview keeps what it shows apart from the relay's data: name rules with --rules (RULES), or leave --database (DATABASE_URL) out",
    );
  if (url !== undefined && !/^postgres(ql)?:\/\//.test(url))
    problems.push("E_DATABASE: --database (DATABASE_URL) must be a URL such as postgres://user:password@host:5432/relay");
  return url;
}

function stagesOf(text: string | undefined, database: string | undefined, problems: string[]): ReadonlySet<Stage> {
  if (text === undefined) return new Set(stages);
  const named = text.split(",").map((each) => each.trim());
  const wrong = named.filter((each) => !stages.some((stage) => stage === each));
  if (wrong.length > 0) problems.push(`E_ONLY: --only takes some of ${stages.join(",")}, separated by commas, found "${wrong.join(",")}"`);
  if (database === undefined)
    problems.push("E_ONLY: --only needs --database: the embedded file belongs to one process, which has to do everything");
  return new Set(stages.filter((stage) => named.includes(stage)));
}

/** Each of several relays has its own file, and an edit would change only one of them. */
function editOf(edit: boolean | undefined, { rules, database }: Pick<Settings, "rules" | "database">, problems: string[]): boolean {
  if (edit !== true) return false;
  if (database !== undefined)
    problems.push(
      "E_EDIT: --edit does not go together with --database: several relays would run different rules; change the file where it comes from",
    );
  if (rules === undefined) problems.push("E_EDIT: --edit needs rules of yours: name them with --rules (RULES)");
  return true;
}

function portOf(text: string | undefined, otherwise: number, option: string, problems: string[]): number {
  if (text === undefined || text === "") return otherwise;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  problems.push(`E_PORT: ${option} must be a number from 0 to 65535 (0 picks a free one), found "${text}"`);
  return otherwise;
}

/** Undefined where the variable is not set. */
function limitOf(variable: Variable, name: string, problems: string[]): number | undefined {
  const text = variable(name) || undefined;
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) return text === undefined ? undefined : Number(text);
  problems.push(`E_LIMIT: ${name} must be a whole number from 1, found "${text}"`);
  return undefined;
}

function megabytes(count: number | undefined): number | undefined {
  return count === undefined ? undefined : count * 1_048_576;
}

function levelOf(text: string | undefined, problems: string[]): LogLevel {
  const level = logLevels.find((each) => each === (text || "info"));
  if (level === undefined) problems.push(`E_LOG_LEVEL: LOG_LEVEL must be one of ${logLevels.join(", ")}, found "${text}"`);
  return level ?? "info";
}

function bufferOf(text: string | undefined, problems: string[]): number {
  const size = /^\d{1,7}$/.test(text || "1024") ? Number(text || "1024") : Number.NaN;
  if (size >= 64 && size <= 1_048_576) return size * 1_024;
  problems.push(`E_LOG_BUFFER: LOG_BUFFER_KB must be a number from 64 to 1048576 (1024 where it is not set), found "${text}"`);
  return 1_048_576;
}

function tlsOf(variable: Variable, readFile: (path: string) => string, problems: string[]): Settings["tls"] {
  const [certificate, key] = [variable("TLS_CERT_FILE"), variable("TLS_KEY_FILE")];
  if (!certificate && !key) return undefined;
  if (!certificate || !key) {
    problems.push("E_TLS: set both TLS_CERT_FILE and TLS_KEY_FILE, or neither");
    return undefined;
  }
  const read = { certificate: readTls(certificate, readFile, problems), key: readTls(key, readFile, problems) };
  if (read.certificate === undefined || read.key === undefined) return undefined;
  try {
    createSecureContext({ cert: read.certificate, key: read.key });
    return { certificate: read.certificate, key: read.key };
  } catch (error) {
    problems.push(`E_TLS: ${certificate} and ${key} are no certificate with its key in PEM: ${(error as Error).message}`);
    return undefined;
  }
}

function readTls(path: string, readFile: (path: string) => string, problems: string[]): string | undefined {
  try {
    return readFile(path);
  } catch (error) {
    const why = (error as Error).message;
    problems.push(`E_TLS: ${path} cannot be read: ${why}: is the path right, and may the user of the relay read it?`);
    return undefined;
  }
}
