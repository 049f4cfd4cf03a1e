/** The progress of a new installation: whether anything has arrived, the dashboard's test, and the first event of a real visitor. */

import type { Emit, Signal } from "../core/signal.ts";
import type { ProvenBy } from "../core/source.ts";
import type { EventRow, Store } from "../core/store.ts";
import type { Clock, Instant } from "../core/time.ts";

export interface FirstHourProgress {
  /** When something came to a source's path, accepted or refused. A sample of `send` does not count. */
  readonly reachedAt: Instant | undefined;
  /** The newest. How it was proven is known only while the process lives. */
  readonly test: { readonly at: Instant; readonly by: ProvenBy | undefined } | undefined;
  /** An event of a real visitor. */
  readonly first: { readonly at: Instant; readonly type: string } | undefined;
}

export interface FirstHour {
  watch(signal: Signal): void;
  progress(): Promise<FirstHourProgress>;
}

export interface FirstHourOptions {
  readonly store: Pick<Store, "searchEvents" | "keep">;
  readonly now: Clock;
  readonly emit: Emit;
}

/** What the dashboard's Test button sends: `{"event_type":"test",…}` with `X-Test-Webhook: true`. */
const testType = "test";

/** Types that only a conversation has. */
const realTypes = ["room.join", "chat.push"];

/** The agent of the samples of `send` and the live page. */
const sampleAgent = "sample-agent";

/** Agents without visitors; the second is that of the dashboard's test. */
const sampleAgents = [sampleAgent, "test_agent_123"];

interface Seen {
  reachedAt?: Instant;
  test?: FirstHourProgress["test"];
  first?: FirstHourProgress["first"];
}

export function createFirstHour({ store, now, emit }: FirstHourOptions): FirstHour {
  const seen: Seen = {};
  return {
    watch(signal) {
      if (signal.name === "request.answered") {
        if (signal.agent !== sampleAgent) seen.reachedAt ??= now();
        if (signal.status === 200 && signal.type === testType) {
          seen.test = { at: now(), by: signal.provenBy };
          emit({ name: "setup.test_arrived", source: signal.source, provenBy: signal.provenBy, detail: testWords(signal.provenBy) });
        }
      }
      if (signal.name === "event.accepted" && seen.first === undefined && isReal(signal)) {
        seen.first = { at: now(), type: signal.type };
        void reportFirst(signal, { store, now, emit });
      }
    },
    progress: () => progressOf(seen, store),
  };
}

function isReal({ type, agent }: { readonly type: string; readonly agent: string }): boolean {
  return realTypes.includes(type) && !sampleAgents.includes(agent);
}

export function testWords(by: ProvenBy | undefined): string {
  const proof = by === "header" ? ", protected by the header" : by === "signature" ? ", protected by a signature" : "";
  return `the dashboard's test has arrived${proof}`;
}

/** Reported once for the data, not once for each process: the store remembers the event. */
async function reportFirst({ id, type, source, agent }: Signal & { name: "event.accepted" }, { store, now, emit }: FirstHourOptions) {
  const own = JSON.stringify({ id, type, at: now() });
  const kept = await store.keep("first real event", own).catch(() => undefined); // other code reports a store in trouble
  if (kept === own) emit({ name: "setup.first_event", id, type, source, agent, detail: "the first event of a real visitor has arrived" });
}

async function progressOf({ reachedAt, test, first }: Seen, store: FirstHourOptions["store"]): Promise<FirstHourProgress> {
  const [oldTest, oldFirst] = await Promise.all([
    test === undefined ? newestOf(store, testType) : undefined,
    first === undefined ? oldReal(store) : undefined,
  ]);
  const known = {
    test: test ?? (oldTest && { at: oldTest.receivedAt, by: undefined }),
    first: first ?? (oldFirst && { at: oldFirst.receivedAt, type: oldFirst.type }),
  };
  return { ...known, reachedAt: reachedAt ?? known.test?.at ?? known.first?.at };
}

async function newestOf(store: FirstHourOptions["store"], type: string): Promise<EventRow | undefined> {
  return (await store.searchEvents({ type, limit: 1 })).rows[0];
}

async function oldReal(store: FirstHourOptions["store"]): Promise<EventRow | undefined> {
  const pages = await Promise.all(realTypes.map((type) => store.searchEvents({ type, limit: 20 })));
  return pages
    .flatMap(({ rows }) => rows)
    .filter(isReal)
    .sort((one, other) => one.receivedAt - other.receivedAt)[0];
}
