/** Runs what a page tells its reader to type: its blocks that are marked ```sh run. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A block of a page; one that is marked `stays` runs on in a terminal of its own. */
export interface Block {
  readonly text: string;
  readonly stays: boolean;
}

export interface Surroundings {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds for each block to end, or for one that stays to be ready. */
  readonly patience: number;
}

/** What was typed, and what came back. */
export interface Typed {
  readonly block: Block;
  readonly status: number | null;
  readonly output: () => string;
}

/** A line of the log that tells that the relay listens (contract of `start`). */
const ready = /^\{.*"msg":"ready".*\}$/m;

/** `mark` is the word behind `sh`: blocks of another one need something that not every reader has. */
export function runnableBlocks(page: string, mark: "run" | "slack" = "run"): readonly Block[] {
  const fences = page.matchAll(new RegExp(`^\`\`\`sh ${mark}( stays)?\\n(.*?)^\`\`\`$`, "gms"));
  return [...fences].map(([, stays, text = ""]) => ({ text: text.trim(), stays: stays !== undefined }));
}

/** Types the blocks one after another, hands over what came back, and ends what stayed. A second one that stays takes the place of the first. */
export async function typeBlocks(
  blocks: readonly Block[],
  surroundings: Surroundings,
  look: (typed: readonly Typed[]) => void | Promise<void>,
): Promise<void> {
  const terminals: Terminal[] = [];
  const typed: Typed[] = [];
  try {
    for (const block of blocks) {
      if (block.stays) await closeAll(terminals);
      const terminal = openTerminal(block, surroundings);
      terminals.push(terminal);
      const status = block.stays ? await terminal.until(ready) : await terminal.ended();
      typed.push({ block, status, output: terminal.output });
    }
    await look(typed);
  } finally {
    await closeAll(terminals);
  }
}

async function closeAll(terminals: readonly Terminal[]): Promise<void> {
  await Promise.all(terminals.map((terminal) => terminal.close()));
}

interface Terminal {
  output(): string;
  /** Waits for a text; `null` where it came, the exit code where the command ended before. */
  until(pattern: RegExp): Promise<number | null>;
  ended(): Promise<number | null>;
  close(): Promise<void>;
}

function openTerminal({ text }: Block, { folder, env, patience }: Surroundings): Terminal {
  // A group of its own, so that a shell, npm and node all end together.
  const child = spawn("bash", ["-euo", "pipefail", "-c", text], { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (piece: string) => {
      output += piece;
      for (const watcher of watchers) watcher();
    });
  }
  const exit = once(child, "close").then(([code]) => code as number | null); // what Node's `close` event carries
  const came = (pattern: RegExp): Promise<null> =>
    new Promise((resolve) => {
      watchers.add(() => pattern.test(output) && resolve(null));
    });
  return {
    output: () => output,
    until: (pattern) => within(patience, Promise.race([came(pattern), exit]), () => `${text}\n${output}`),
    ended: () => within(patience, exit, () => `${text}\n${output}`),
    async close() {
      if (child.exitCode === null && child.signalCode === null) end(child);
      await exit;
    },
  };
}

function end(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
}

async function within<Value>(patience: number, value: Promise<Value>, what: () => string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${patience / 1_000} s: ${what()}`)), patience);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}
