/** Tries a text in a process of its own first: whatever it does to its reader, the relay goes on. */

import type { ChildProcess } from "node:child_process";
import { type Duration, second } from "../core/time.ts";

/** How trying it ended. A text with mistakes is read like any other: they are told by the one that reads it here. */
export type SandboxResult = "read" | "ended its reader" | "took too long" | "found no process to be read in";

export interface RuleSandboxOptions {
  /** Starts a reader: a process that answers each `{ text }` with any message once it has read it. */
  readonly launch: () => ChildProcess;
  /** How long reading may take, the start of the reader included. */
  readonly timeout?: Duration;
  /** A reader that was not needed for this long is let go. */
  readonly idleFor?: Duration;
}

export interface RuleSandbox {
  /** One text after the other. */
  prove(text: string): Promise<SandboxResult>;
  close(): void;
}

export function createRuleSandbox({ launch, timeout = 30 * second, idleFor = 30 * second }: RuleSandboxOptions): RuleSandbox {
  let reader: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let leaving: NodeJS.Timeout | undefined;

  function open(): ChildProcess {
    clearTimeout(leaving);
    if (reader?.connected === true) return reader;
    reader = launch();
    reader.on("error", () => {}); // whoever asks it hears of it; with nobody asking, it would end this process
    return reader;
  }

  function letGo(): void {
    clearTimeout(leaving);
    reader?.kill("SIGKILL");
    reader = undefined;
  }

  async function proveNext(text: string): Promise<SandboxResult> {
    const proof = await asked(open, text, timeout);
    if (proof === "read") leaving = setTimeout(letGo, idleFor).unref();
    else letGo();
    return proof;
  }

  return {
    prove(text) {
      const next = last.then(() => proveNext(text));
      last = next.catch(() => {}); // whoever asked hears of it
      return next;
    },
    close: letGo,
  };
}

function asked(open: () => ChildProcess, text: string, timeout: Duration): Promise<SandboxResult> {
  return new Promise((resolve) => {
    const reader = opened(open);
    if (reader === undefined) return resolve("found no process to be read in");
    const tired = setTimeout(() => end("took too long"), timeout);
    const onMessage = () => end("read");
    const onExit = () => end("ended its reader");
    const onError = () => end(reader.pid === undefined ? "found no process to be read in" : "ended its reader");
    function end(proof: SandboxResult): void {
      clearTimeout(tired);
      reader?.off("message", onMessage).off("exit", onExit).off("error", onError);
      resolve(proof);
    }
    reader.on("message", onMessage).on("exit", onExit).on("error", onError);
    reader.send({ text }, (error) => error && onError());
  });
}

/** Where the machine has no room for another process, the rules that run are worth more than the file. */
function opened(open: () => ChildProcess): ChildProcess | undefined {
  try {
    return open();
  } catch {
    return undefined; // what Node throws is its word for EAGAIN or ENOMEM
  }
}
