/** Programs that are measured: started, waited for, looked at from outside, ended. */

import { type ChildProcess, execFileSync, fork, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Hello, Job, Result } from "./job.ts";

export interface Program {
  readonly pid: number;
  readonly port: number;
  readonly adminPort: number | undefined;
  /** CPU time used so far, in microseconds. */
  cpu(): number;
  /** Memory held now, in MiB. */
  memory(): number;
  stop(): Promise<void>;
}

/** Starts a program whose log holds a line with `"msg":"ready"`. Rejects with what it said where it ends before. */
export function startProgram(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Program> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => reject(new Error(`${args.join(" ")} ended with ${code}: ${said.slice(0, 2_000)}`)));
    const lines = createInterface(child.stdout).on("line", (line) => {
      if (!line.includes('"msg":"ready"')) return;
      lines.close();
      child.stdout.resume(); // what it says from now on is read by nobody, and must not stop it
      resolve(programOf(child, line));
    });
  });
}

function programOf(child: ChildProcess, line: string): Program {
  const { port, admin_port } = JSON.parse(line) as { port: number; admin_port?: number }; // contract.md, "Process"
  const pid = child.pid ?? 0;
  return {
    pid,
    port,
    adminPort: admin_port,
    cpu: () => cpuOf(pid),
    memory: () => memoryOf(pid),
    stop: () => ended(child, () => child.kill("SIGTERM")),
  };
}

function ended(child: ChildProcess, end: () => void): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.on("exit", () => resolve());
    end();
  });
}

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** CPU time used so far, in microseconds: fields 14 and 15 of /proc/PID/stat, in ticks (man 5 proc). */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1_000_000;
}

function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;
}

export interface Generator {
  readonly sinkPort: number;
  run(job: Job): Promise<Result>;
  stop(): Promise<void>;
}

export async function startGenerator(): Promise<Generator> {
  const child = fork(fileURLToPath(new URL("generator.ts", import.meta.url)), { execArgv: ["--import", "tsx"] });
  const next = <Message>() => new Promise<Message>((resolve) => child.once("message", (message) => resolve(message as Message))); // generator.ts sends nothing else
  const { sinkPort } = await next<Hello>();
  return {
    sinkPort,
    run(job) {
      const result = next<Result>();
      child.send(job);
      return result;
    },
    stop: () => ended(child, () => child.kill()),
  };
}
