/** Tries out texts of rules in other processes, so that a text cannot harm the relay. */

import type { ChildProcess } from "node:child_process";
import { type Duration, minute, second } from "../core/time.ts";
import type { TrialEnding, TrialReply, TrialRequest } from "../core/trial.ts";

export interface TrialsOptions {
  /** Starts a process that answers each request with replies. The last one is `done`. */
  readonly launch: () => ChildProcess;
  /** The time limit of a short trial, with the start of its process. */
  readonly timeout?: Duration;
  /** The time limit of a backtest. */
  readonly longTimeout?: Duration;
  /** An idle process is ended after this long. */
  readonly idleFor?: Duration;
  /** Backtests at once. Each uses a processor. */
  readonly mostLong?: number;
  /** Short trials in the queue. */
  readonly mostWaiting?: number;
}

export interface TrialOptions {
  readonly onProgress?: (progress: TrialReply & { readonly kind: "progress" }) => void;
  readonly signal?: AbortSignal;
}

export interface RuleTrials {
  run(request: TrialRequest, options?: TrialOptions): Promise<TrialEnding>;
  close(): void;
}

export function createTrials(options: TrialsOptions): RuleTrials {
  const short = createQueue(options);
  const { launch, longTimeout = 15 * minute, mostLong = 1 } = options;
  const long = new Set<ChildProcess>();

  async function runLong(request: TrialRequest, options: TrialOptions): Promise<TrialEnding> {
    if (long.size >= mostLong) return { kind: "busy" };
    const child = opened(launch);
    if (child === undefined) return noProcess;
    long.add(child);
    const ending = await asked(child, request, { ...options, timeout: longTimeout });
    long.delete(child);
    child.kill("SIGKILL");
    return ending;
  }

  return {
    run: (request, options = {}) => (request.kind === "backtest" ? runLong(request, options) : short.run(request, options)),
    close() {
      short.close();
      for (const child of long) child.kill("SIGKILL");
    },
  };
}

const noProcess: TrialEnding = { kind: "failed", why: "the machine has no room for another process" };

/** Short trials, one after the other, in one process that stays for the next. */
function createQueue({ launch, timeout = 30 * second, idleFor = minute, mostWaiting = 20 }: TrialsOptions): RuleTrials {
  let child: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let leaving: NodeJS.Timeout | undefined;

  function letGo(): void {
    clearTimeout(leaving);
    child?.kill("SIGKILL");
    child = undefined;
  }

  async function next(request: TrialRequest, options: TrialOptions): Promise<TrialEnding> {
    clearTimeout(leaving);
    if (options.signal?.aborted === true) return { kind: "cancelled" };
    if (child?.connected !== true) child = opened(launch);
    if (child === undefined) return noProcess;
    const ending = await asked(child, request, { ...options, timeout });
    if (ending.kind === "done") leaving = setTimeout(letGo, idleFor).unref();
    else letGo();
    return ending;
  }

  return {
    async run(request, options = {}) {
      if (waiting >= mostWaiting) return { kind: "busy" };
      waiting += 1;
      const ending = last
        .then(() => next(request, options))
        .finally(() => {
          waiting -= 1;
        });
      last = ending.catch(() => {}); // the caller gets the error
      return ending;
    },
    close: letGo,
  };
}

function asked(
  child: ChildProcess,
  request: TrialRequest,
  { onProgress, signal, timeout }: TrialOptions & { readonly timeout: Duration },
): Promise<TrialEnding> {
  return new Promise((resolve) => {
    const tired = setTimeout(() => end({ kind: "failed", why: "it took too long" }), timeout);
    const onMessage = (reply: TrialReply) => (reply.kind === "done" ? end(reply) : onProgress?.(reply));
    const onExit = () => end({ kind: "failed", why: "the text ended the process that tried it" });
    const onError = () => end(noProcess);
    const onAbort = () => end({ kind: "cancelled" });
    function end(ending: TrialEnding): void {
      clearTimeout(tired);
      child.off("message", onMessage).off("exit", onExit).off("error", onError);
      signal?.removeEventListener("abort", onAbort);
      resolve(ending);
    }
    child.on("message", onMessage).on("exit", onExit).on("error", onError);
    signal?.addEventListener("abort", onAbort);
    child.send(request, (error) => error && onExit());
  });
}

function opened(launch: () => ChildProcess): ChildProcess | undefined {
  try {
    return launch().on("error", () => {}); // the caller gets the error; without a caller it would end this process
  } catch {
    return undefined; // Node reports EAGAIN or ENOMEM this way
  }
}
