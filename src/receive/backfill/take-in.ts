/** Stores what was found, and a report of it. */

import { internalEvent } from "../../core/internal-event.ts";
import type { Emit } from "../../core/signal.ts";
import type { Store } from "../../core/store.ts";
import type { Clock, Instant } from "../../core/time.ts";
import type { LateArrival } from "./late-event.ts";

export interface BackfillSink {
  readonly store: Pick<Store, "accept">;
  /** sha256 in hex. */
  readonly digest: (text: string) => string;
  readonly now: Clock;
  readonly emit: Emit;
}

/**
 * The report comes first: after a crash something may be reported twice, but never not at all. False where the store accepts nothing now.
 */
export async function takeIn(found: readonly LateArrival[], source: string, { store, digest, now, emit }: BackfillSink): Promise<boolean> {
  const report = internalEvent(factOf(found, source, now(), digest), digest);
  const arrivals = [{ kind: "event", event: report, raw: Buffer.from(JSON.stringify(report)) } as const, ...found];
  for (const group of groupsOf(arrivals)) {
    const acceptances = await Promise.all(group.map((arrival) => store.accept(arrival)));
    if (acceptances.some(({ status }) => status === "refused")) return false;
    for (const [index, { event }] of group.entries()) {
      const { id, type, source: from, agent, session } = event;
      if (acceptances[index]?.status === "accepted") emit({ name: "event.accepted", id, type, source: from, agent, session });
    }
  }
  const sessions = new Set(found.map(({ event }) => event.session)).size;
  emit({ name: "backfill.done", source, sessions, events: found.length });
  return true;
}

/** The most that share one transaction, because each transaction waits for the disk and delays arrivals. */
const togetherAtMost = 50;

/** The report has a transaction of its own: it is on the disk before the rest. */
function* groupsOf<Each>(arrivals: readonly Each[]): Iterable<readonly Each[]> {
  yield arrivals.slice(0, 1);
  for (let from = 1; from < arrivals.length; from += togetherAtMost) yield arrivals.slice(from, from + togetherAtMost);
}

function factOf(found: readonly LateArrival[], source: string, at: Instant, digest: (text: string) => string) {
  const times = found.map(({ event }) => event.occurredAt).toSorted((one, other) => one - other);
  const joins = found.filter(({ event }) => event.kind === "join").length;
  const data = {
    source,
    sessions: new Set(found.map(({ event }) => event.session)).size,
    joins,
    messages: found.length - joins,
    from: times[0] ?? at,
    until: times.at(-1) ?? at,
  };
  const subject = digest(found.map(({ event }) => event.id).join()).slice(0, 12);
  return { type: "relay.source.gap", subject, data, at } as const;
}
