/** A process of Python that holds ops/livekit/relay_events.py, and an agent's session that does what a test says. */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const python = process.env.PYTHON ?? "python3";
const script = fileURLToPath(new URL("livekit-agent.py", import.meta.url));
export const relayEventsFolder = fileURLToPath(new URL("../../ops/livekit", import.meta.url));

export const hasPython = spawnSync(python, ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).status === 0;

export interface AgentOptions {
  readonly url: string;
  readonly secret: string;
  readonly agent: string;
  readonly [parameter: string]: unknown;
}

export interface Agent {
  /** Does one thing and resolves when it is done: what the callbacks took is over then. */
  do(deed: string, given?: object): Promise<void>;
  /** What it has logged, line by line. */
  readonly logs: readonly string[];
  /** Ends the process as an agent ends that returns from its main function; resolves with its exit code. */
  leave(): Promise<number | null>;
  /** Ends the process as the kernel does. */
  kill(): Promise<void>;
}

export function startAgent(options: AgentOptions): Agent {
  const child = spawn(python, [script, relayEventsFolder, JSON.stringify(options)], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const logs: string[] = [];
  createInterface(child.stderr).on("line", (line) => logs.push(line));
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ended = once(child, "close") as Promise<[number | null]>; // Node's documented arguments
  return {
    logs,
    async do(deed, given = {}) {
      child.stdin.write(`${JSON.stringify({ do: deed, ...given })}\n`);
      const { done } = await answers.next();
      if (done === true) throw new Error(`the agent ended: ${logs.join("\n")}`);
    },
    async leave() {
      child.stdin.end();
      return (await ended)[0];
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
