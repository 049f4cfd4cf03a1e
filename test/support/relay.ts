/** The relay as users run it: the built command in a process of its own, driven from outside. */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./build.ts";
import { type Reply, secret, send, signBody } from "./sender.ts";

export interface Relay {
  readonly port: number;
  readonly pid: number;
  /** Everything that it has logged so far, line by line. */
  readonly lines: readonly string[];
  api<Answer>(path: string, body?: object): Promise<Answer>;
  raw(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a signed chat.push of a visitor. */
  say(message: string, more?: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** Sends any signed body. */
  post(body: object): Promise<Reply>;
  postText(body: string): Promise<Reply>;
  /** Its exit code, when it has ended; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Ends it, and resolves with its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface Workshop {
  /** Where the data is. */
  readonly data: string;
  /** Writes a file into the folder, and gives its path. */
  write(name: string, text: string): string;
  /** Starts the relay on the rules written last as `rules.yaml`; `entry` is another build of it. */
  /** Starts without rules. */
  preview(environment?: Readonly<Record<string, string>>): Promise<Relay>;
  start(environment?: Readonly<Record<string, string>>, options?: readonly string[], entry?: string): Promise<Relay>;
  /** Starts it where it must refuse, and gives its exit code and its last words. */
  refuse(
    environment?: Readonly<Record<string, string>>,
    options?: readonly string[],
  ): Promise<{ readonly code: number | null; readonly said: string }>;
  /** Ends what still runs and removes the folder. */
  close(): Promise<void>;
}

/** A folder to run relays in, one after the other. */
export function openWorkshop(rules: string): Workshop {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-story-"));
  const data = join(folder, "data");
  const children = new Set<ChildProcess>();
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const path = write("rules.yaml", rules);

  function run(
    environment: Readonly<Record<string, string>>,
    options: readonly string[],
    entry = "dist/main.js",
    named: readonly string[] = ["--rules", path],
  ): ChildProcess {
    const args = [entry, "start", ...named, "--data", data, "--port", "0", "--admin-port", "0", "--host", "127.0.0.1", ...options];
    const env = { PATH: process.env.PATH, BITHUMAN_WEBHOOK_SECRET: secret, ...sharedToken(environment, options), ...environment };
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    children.add(child);
    return child;
  }

  return {
    data,
    write,
    start: (environment = {}, options = [], entry = undefined) =>
      started(
        run(environment, options, entry),
        () => ({ ...sharedToken(environment, options), ...environment }).AVATAR_RELAY_ADMIN_TOKEN ?? madeToken(data),
      ),
    preview: (environment = {}) => started(run(environment, [], undefined, []), () => undefined),
    async refuse(environment = {}, options = []) {
      const child = run(environment, options);
      let said = "";
      child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
      return { code: await exitOf(child), said };
    },
    async close() {
      for (const child of children) child.kill("SIGKILL");
      await Promise.all([...children].map(exitOf));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What is made in a database is not at hand here. */
function sharedToken(
  environment: Readonly<Record<string, string>>,
  options: readonly string[],
): { readonly AVATAR_RELAY_ADMIN_TOKEN?: string } {
  return "DATABASE_URL" in environment || options.includes("--database") ? { AVATAR_RELAY_ADMIN_TOKEN: "a-token-of-all-replicas" } : {};
}

/** The token that a relay without a configured one has made; none where an older build runs. */
function madeToken(data: string): string | undefined {
  const path = join(data, "admin-token");
  return existsSync(path) ? readFileSync(path, "utf8").trim() : undefined;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("close", (code) => resolve(code)));
}

function started(child: ChildProcess, token: () => string | undefined): Promise<Relay> {
  const lines: string[] = [];
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the relay ended with ${code}: ${complaint}`)));
    if (child.stdout === null) return;
    createInterface(child.stdout).on("line", (line) => {
      lines.push(line);
      if (line.includes('"msg":"ready"')) resolve(relayOf(child, line, lines, token));
    });
  });
}

function relayOf(child: ChildProcess, line: string, lines: readonly string[], token: () => string | undefined): Relay {
  const ready = JSON.parse(line) as { port: number; admin_port: number; pid: number }; // contract: the ready line
  const raw = (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${token()}`, ...init.headers };
    return fetch(`http://127.0.0.1:${ready.admin_port}${path}`, { ...init, headers });
  };
  const postText = (text: string) => send(ready.port, { raw: text, headers: { "content-type": "application/json", ...signBody(text) } });
  const post = (body: object) => postText(JSON.stringify(body));
  let said = 0;
  return {
    port: ready.port,
    pid: ready.pid,
    lines,
    raw,
    post,
    postText,
    async api<Answer>(path: string, body?: object) {
      const init =
        body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      return (await (await raw(path, init)).json()) as Answer; // the caller names the shape of contract.md
    },
    say(message, more = {}) {
      said += 1;
      const timestamp = Date.now() / 1_000 + said / 1_000_000;
      return post({
        agent_id: "A80HVD8577",
        event_type: "chat.push",
        data: { role: "user", message, session_id: "s1", timestamp, ...more },
        timestamp,
      });
    },
    exited: exitOf(child),
    async end(signal) {
      child.kill(signal);
      return exitOf(child);
    },
  };
}

/** The numbers of `/api/stats`. */
export interface StatsAnswer {
  readonly events: number;
  readonly pending: number;
  readonly evaluated: number;
  readonly quarantined: number;
  readonly deliveries: Readonly<Record<"waiting" | "sending" | "delivered" | "dead", number>>;
  readonly sessions: number;
  readonly rules_version: string;
}

/** A row of `/api/deliveries`. */
export interface DeliveryAnswer {
  readonly id: string;
  readonly event: string;
  readonly rule: string;
  readonly to: string;
  readonly state: string;
  readonly attempts: number;
  readonly reason: string | null;
  readonly detail: string | null;
}
