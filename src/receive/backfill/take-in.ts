/** Takes in what was found, and the report of it. */

import { internalEvent } from "../../core/internal-event.ts";
import type { Emit } from "../../core/signal.ts";
import type { Store } from "../../core/store.ts";
import type { Clock, Instant } from "../../core/time.ts";
import type { LateArrival } from "./late-event.ts";

export interface Intake {
  readonly store: Pick<Store, "accept">;
  /** sha256 in hex. */
  readonly digest: (text: string) => string;
  readonly now: Clock;
  readonly emit: Emit;
}

/** The report first: a crash in between can tell of something twice, and never of nothing. False where the store takes nothing now. */
export async function takeIn(found: readonly LateArrival[], source: string, { store, digest, now, emit }: Intake): Promise<boolean> {
  const report = internalEvent(factOf(found, source, now(), digest), digest);
  const arrivals = [{ kind: "event", event: report, raw: Buffer.from(JSON.stringify(report)) } as const, ...found];
  for (const arrival of arrivals) {
    const { status } = await store.accept(arrival);
    if (status === "refused") return false;
    const { id, type, agent, session } = arrival.event;
    if (status === "accepted") emit({ name: "event.accepted", id, type, source: arrival.event.source, agent, session });
  }
  const sessions = new Set(found.map(({ event }) => event.session)).size;
  emit({ name: "backfill.done", source, sessions, events: found.length });
  return true;
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
