/** Stores the relay's own trouble as events, so that rules can report it. */

import type { Almanac } from "../core/clock/hours.ts";
import type { Other } from "../core/event.ts";
import { internalEvent } from "../core/internal-event.ts";
import type { Emit, Signal } from "../core/signal.ts";
import type { Source } from "../core/source.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, minute, second } from "../core/time.ts";
import { ownEventWriter } from "./own-events.ts";
import { watchForSilence } from "./silent-sources.ts";
import { createTroubles, type RelayTrouble } from "./troubles.ts";

/** Events that the store refused are offered again at this interval. */
const againAfter: Duration = 10 * second;
/** The most events that wait for that. */
const mostWaiting = 100;
const looksEach: Duration = minute;

export interface ReporterOptions {
  readonly store: Pick<Store, "accept" | "event" | "searchEvents">;
  readonly sources: () => readonly Source[];
  readonly almanac: () => Almanac;
  /** sha256 in hex. */
  readonly digest: (text: string) => string;
  readonly now: Clock;
  /** Milliseconds that only go forward. */
  readonly elapsed: () => number;
  readonly emit: Emit;
}

export interface Reporter {
  /** Gets every signal. */
  watch(signal: Signal): void;
  start(): void;
  /** Looks for sources that have become silent; called each minute. */
  look(): Promise<void>;
  /** Resolves when all trouble so far is stored. */
  stop(): Promise<void>;
}

export function createReporter({ store, sources, almanac, digest, now, elapsed, emit }: ReporterOptions): Reporter {
  const troubles = createTroubles();
  const silence = watchForSilence({ store, sources, almanac, now, elapsed });
  const outbox = createOutbox({ store, digest, emit });
  const tasks: NodeJS.Timeout[] = [];
  let running: Promise<void> = Promise.resolve();

  /** One after the other. A bug here harms nothing else, because what waits is offered again. */
  function after(work: () => Promise<void>): void {
    running = running.then(work).catch((error: unknown) => emit({ name: "bug", where: "report", error: String(error) }));
  }

  function report(trouble: RelayTrouble): void {
    if (outbox.put(trouble)) after(outbox.offer);
  }

  async function look(): Promise<void> {
    for (const { source, since } of await silence.look()) {
      report({ fact: { type: "relay.source.silent", subject: source, at: now(), data: { source, since } }, event: undefined });
    }
  }

  return {
    watch(signal) {
      if (signal.name === "event.accepted" || signal.name === "event.duplicate") silence.heard(signal.source);
      const trouble = troubles.of(signal, now());
      if (trouble !== undefined) report(trouble);
    },
    start() {
      tasks.push(
        setInterval(() => after(outbox.offer), againAfter),
        setInterval(() => after(look), looksEach),
      );
    },
    look,
    async stop() {
      for (const task of tasks) clearInterval(task);
      await running;
    },
  };
}

interface Outbox {
  /** False where it was reported within the hour, or waits already. */
  put(trouble: RelayTrouble): boolean;
  /** Gives waiting events to the store. What it refuses keeps waiting. */
  offer(): Promise<void>;
}

function createOutbox({ store, digest, emit }: Pick<ReporterOptions, "store" | "digest" | "emit">): Outbox {
  const waiting = new Map<string, RelayTrouble>();
  /** Ids of events. Each kind of trouble has one an hour. */
  const reported = new Set<string>();
  const takeIn = ownEventWriter(store, emit);

  /** Whether the relay made the event. Trouble with a report of trouble is not reported, because that would never end. */
  async function isOwn(id: string | undefined): Promise<boolean> {
    return id !== undefined && (await store.event(id))?.source === "relay";
  }

  async function take(event: Other): Promise<boolean> {
    if (!(await takeIn(event))) return false;
    reported.add(event.id);
    const [oldest] = reported;
    if (reported.size > mostWaiting && oldest !== undefined) reported.delete(oldest);
    return true;
  }

  return {
    put(trouble) {
      const { id } = internalEvent(trouble.fact, digest);
      const key = `${id} ${trouble.event ?? ""}`;
      if (reported.has(id) || waiting.has(key) || waiting.size >= mostWaiting) return false;
      waiting.set(key, trouble);
      return true;
    },
    async offer() {
      for (const [key, { fact, event: about }] of waiting) {
        const event = internalEvent(fact, digest);
        const isNews = !reported.has(event.id) && !(await isOwn(about));
        if (!isNews || (await take(event))) waiting.delete(key);
      }
    },
  };
}
