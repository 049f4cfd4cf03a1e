/** Reads a text in another process first, so that no text can end the relay. */

import type { ChildProcess } from "node:child_process";
import { type Duration, second } from "../core/time.ts";

/** How the trial ended. A text with mistakes counts as read; the relay itself reports the mistakes. */
export type SandboxResult = "read" | "ended its reader" | "took too long" | "found no process to be read in";

export interface RuleSandboxOptions {
  /** Starts a reader: a process that reads each `{ text }` and then answers with any message. */
  readonly launch: () => ChildProcess;
  /** The time limit of a trial, with the start of the reader. */
  readonly timeout?: Duration;
  /** An idle reader is ended after this long. */
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
    reader.on("error", () => {}); // the caller gets the error; without a caller it would end this process
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
      last = next.catch(() => {}); // the caller gets the error
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

/** Where the machine has no room for another process, the running rules matter more than the file. */
function opened(open: () => ChildProcess): ChildProcess | undefined {
  try {
    return open();
  } catch {
    return undefined; // Node reports EAGAIN or ENOMEM this way
  }
}
