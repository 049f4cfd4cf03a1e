/** Replicas that share a database tell each other what has changed, so that the page of one shows the work of all. */

import type { Signal } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import type { Duration } from "../core/time.ts";
import type { Bus } from "./bus.ts";

type Changed = Extract<Signal, { readonly name: "replica.changed" }>;

/** One notice at most in this time, however much happens. */
const gatherFor: Duration = 500;

/** The most conversations and events in one notice. Beyond that it says that any may have changed. */
const mostNamed = 40;

/** PostgreSQL accepts 8,000 bytes; the rest is for the heartbeat's own words (heartbeat.ts). */
const longestNotice = 7_000;

/** Signals about what the store has; the others are about the process itself. */
const shared: ReadonlySet<Signal["name"]> = new Set([
  "event.accepted",
  "event.quarantined",
  "event.evaluated",
  "conversations.changed",
  "delivery.attempted",
  "deliveries.ended",
  "admin.called",
  "timers.fired",
]);

export interface ReplicaChangesOptions {
  readonly bus: Bus;
  readonly store: Pick<Store, "notify" | "onNotice">;
  readonly gatherFor?: Duration;
}

/** Announces the changes of this process and passes on those of the others. Returns a function that stops both. */
export function shareChanges({ bus, store, ...options }: ReplicaChangesOptions): () => void {
  let gathered: Signal[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    store.notify(shortNotice(changedBy(gathered)));
    gathered = [];
  };
  const leaveBus = bus.subscribe((signal) => {
    if (!shared.has(signal.name)) return;
    gathered.push(signal);
    timer ??= setTimeout(flush, options.gatherFor ?? gatherFor);
  });
  const leaveStore = store.onNotice((notice) => bus.emit(JSON.parse(notice) as Changed)); // shortNotice has written it
  return () => {
    leaveBus();
    leaveStore();
    clearTimeout(timer);
  };
}

/** What these signals say together. */
export function changedBy(signals: readonly Signal[]): Changed {
  const conversations = new Map(
    signals.flatMap((each) => (each.name === "conversations.changed" ? each.conversations.map((one) => [one.id, one] as const) : [])),
  );
  const events = new Set(signals.flatMap((each) => (each.name === "delivery.attempted" ? [each.event] : [])));
  return {
    name: "replica.changed",
    signals: [...new Set(signals.map(({ name }) => name))],
    accepted: signals.filter(({ name }) => name === "event.accepted").length,
    ...(conversations.size > mostNamed ? {} : { conversations: [...conversations.values()].map(({ id, session }) => ({ id, session })) }),
    ...(events.size > mostNamed ? {} : { events: [...events] }),
  };
}

function shortNotice(changed: Changed): string {
  const whole = JSON.stringify(changed);
  if (Buffer.byteLength(whole) <= longestNotice) return whole;
  const { conversations: _, events: __, ...rest } = changed;
  return JSON.stringify(rest);
}
