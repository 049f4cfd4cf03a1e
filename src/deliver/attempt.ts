/** One attempt: calls the sender, and ends the attempt even where the sender does not. */

import type { Outcome, Sending, Settled } from "../core/delivery.ts";
import type { OutboundMessage, Sender } from "../core/destination.ts";
import type { Duration } from "../core/time.ts";
import { shortage, tooLate } from "../net/classify.ts";

export interface Attempting {
  readonly batch: readonly Sending[];
  /** They are sent as one message. */
  readonly isSum: boolean;
  readonly stopping: AbortSignal;
  readonly timeout: Duration;
  /** A sender threw an error, which is a bug. */
  readonly bug: (error: unknown) => void;
}

/** Sends a batch, mostly of one message. Returns the outcomes in the order of the messages. */
export async function attempt(open: () => Sender, { batch, isSum, stopping, timeout, bug }: Attempting): Promise<readonly Outcome[]> {
  const { signal, forget } = endingAt(stopping, timeout);
  const over = abandoned(signal, () => stopping.aborted);
  const each = (outcome: Outcome) => batch.map(() => outcome);
  try {
    const outbound = batch.map((sending) => outboundOf(sending, signal));
    const outcomes = await Promise.race([sent(open(), outbound, { isSum, signal }), over.outcome.then(each)]);
    return outcomes.map((outcome) => (stopping.aborted && outcome.kind === "later" ? { ...outcome, countsAsAttempt: false } : outcome));
  } catch (error) {
    const outcome = shortage(error);
    if (outcome !== undefined) return each(outcome);
    bug(error);
    return each({ kind: "later", reason: "interrupted", detail: "the attempt broke off", ambiguous: true });
  } finally {
    over.forget();
    forget();
  }
}

/** What `AbortSignal.any` and `AbortSignal.timeout` would give, for a third of their 19 µs, and with nothing left for the garbage collector. */
function endingAt(stopping: AbortSignal, timeout: Duration): { readonly signal: AbortSignal; readonly forget: () => void } {
  const ending = new AbortController();
  const stop = () => ending.abort(stopping.reason);
  const timer = setTimeout(() => ending.abort(new DOMException("the attempt took too long", "TimeoutError")), timeout);
  if (stopping.aborted) stop();
  else stopping.addEventListener("abort", stop);
  return {
    signal: ending.signal,
    forget() {
      clearTimeout(timer);
      stopping.removeEventListener("abort", stop);
    },
  };
}

function outboundOf({ message, key, attempts, reference, progress, unsure }: Sending, signal: AbortSignal): OutboundMessage {
  const known = { ...(progress === undefined ? {} : { progress }), ...(unsure === true ? { unsure } : {}) };
  return { message, context: { key, attempt: attempts + 1, reference, signal, ...known } };
}

interface AttemptOptions {
  readonly isSum: boolean;
  readonly signal: AbortSignal;
}

async function sent(sender: Sender, outbound: readonly OutboundMessage[], { isSum, signal }: AttemptOptions): Promise<readonly Outcome[]> {
  if (isSum && sender.sumUp !== undefined) {
    const outcome = await sender.sumUp(outbound, signal);
    return outbound.map(() => outcome);
  }
  if (sender.sendMany === undefined) return await Promise.all(outbound.map(({ message, context }) => sender.send(message, context)));
  const outcomes = await sender.sendMany(outbound, signal);
  if (outcomes.length !== outbound.length) throw new Error(`${outbound.length} messages ended in ${outcomes.length} ways`);
  return outcomes;
}

/** How long an aborted sender may take to return its outcome. */
const lastWord: Duration = 250;

interface Abandoned {
  readonly outcome: Promise<Outcome>;
  readonly forget: () => void;
}

/** The outcome of an attempt whose sender does not return although it was aborted. */
function abandoned(signal: AbortSignal, isStopping: () => boolean): Abandoned {
  let onAbort = () => {};
  const outcome = new Promise<Outcome>((resolve) => {
    onAbort = () => {
      const reason = isStopping() ? "interrupted" : "timeout";
      setTimeout(
        () => resolve({ kind: "later", reason, detail: isStopping() ? "stopped while sending" : tooLate, ambiguous: true }),
        lastWord,
      );
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
  return { outcome, forget: () => signal.removeEventListener("abort", onAbort) };
}

export interface EndedAttempt {
  readonly sending: Sending;
  readonly outcome: Outcome;
  readonly settled: Settled;
}
