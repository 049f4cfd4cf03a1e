/** `avatar-relay start --supervise` as a process, and the kills of the relay below it. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface SupervisedOptions {
  readonly entry: string;
  readonly rules: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** From just before the signal to when the process was gone. */
export interface KillSpan {
  readonly from: number;
  readonly until: number;
}

export interface Supervised {
  readonly port: number;
  readonly kills: readonly KillSpan[];
  /** Milliseconds from each kill to the next `ready`. */
  readonly restarts: readonly number[];
  /** Resolves when the relay that follows the last kill is ready. */
  ready(): Promise<void>;
  /** Kills it as soon as it is ready; the supervisor starts it again. Resolves when it is gone, before the next is there. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Ends it in any case. */
  end(): Promise<void>;
}

interface Ready {
  readonly port: number;
  readonly pid: number;
}

export async function openSupervised({ entry, rules, folder, environment }: SupervisedOptions): Promise<Supervised> {
  const args = ["start", "--supervise", "--rules", rules, "--data", folder, "--port", "0", "--admin-port", "0", "--host", "127.0.0.1"];
  const env = { PATH: process.env.PATH, ...environment };
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ["ignore", "pipe", "ignore"] });
  const endToo = () => child.kill("SIGKILL");
  process.once("exit", endToo);
  const exited = once(child, "exit").finally(() => process.off("exit", endToo));
  const kills: KillSpan[] = [];
  const restarts: number[] = [];
  const readies: Ready[] = [];
  const waiting = new Set<() => void>();
  createInterface(child.stdout).on("line", (line) => {
    if (!line.includes('"msg":"ready"')) return;
    readies.push(JSON.parse(line) as Ready); // contract: the ready line
    const last = kills.at(-1);
    if (last !== undefined) restarts.push(performance.now() - last.from);
    for (const wake of waiting) wake();
  });

  /** The relay that was started after so many kills, once it is ready. */
  function readyAfter(count: number): Promise<Ready> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const ready = readies[count];
        if (ready === undefined) return;
        waiting.delete(look);
        resolve(ready);
      };
      waiting.add(look);
      void exited.then(() => reject(new Error("the supervisor has ended")), reject);
      look();
    });
  }

  const { port } = await readyAfter(0);
  return {
    port,
    kills,
    restarts,
    ready: async () => void (await readyAfter(kills.length)),
    async kill() {
      const { pid } = await readyAfter(kills.length);
      const from = performance.now();
      signal(pid, "SIGKILL");
      while (signal(pid, 0)) await new Promise((resolve) => setImmediate(resolve));
      kills.push({ from, until: performance.now() });
    },
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
    async end() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
