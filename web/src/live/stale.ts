/** Which answers a signal makes stale, and asking for them again: at most once a second, however many signals come. */

import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { RelaySignal } from "../api.ts";

const stale: Readonly<Record<string, readonly string[]>> = {
  "event.accepted": ["stats", "events"],
  "event.quarantined": ["stats", "events"],
  "event.evaluated": ["stats", "events", "incidents", "incident", "deliveries"],
  "conversations.changed": ["sessions", "rules"],
  "delivery.attempted": ["stats", "deliveries", "delivery", "status", "destinations"],
  "deliveries.ended": ["stats", "deliveries", "delivery"],
  "breaker.changed": ["status", "deliveries", "destinations"],
  "destination.paused": ["status", "deliveries", "destinations"],
  "destination.resumed": ["status", "deliveries", "destinations"],
  "admin.called": ["stats", "deliveries", "delivery", "incidents", "incident", "sessions", "rules", "status"],
  "rules.loaded": ["status", "rules", "setup", "destinations"],
  "rules.refused": ["status"],
  "store.trouble": ["status"],
  "store.checked": ["status"],
  "process.stopping": ["status"],
  "account.seen": ["status"],
  "account.refused": ["status"],
  "setup.test_arrived": ["setup"],
  "setup.first_event": ["setup"],
  "timers.fired": ["incidents", "incident"],
};

const apart = 1_000;

export interface Refreshing {
  take(signal: RelaySignal): void;
  everything(): void;
  end(): void;
}

/** Of what one conversation's own stream says, anything makes its page stale. */
export function keysOfSession(id: string): (signal: RelaySignal) => readonly QueryKey[] {
  return () => [["session", id]];
}

/** Of what the stream of all says. */
export function keysOfAll({ name, status = 0, signals = [] }: RelaySignal): readonly QueryKey[] {
  if (name === "replica.changed") return signals.flatMap((each) => keysOfAll({ name: each }));
  const keys = name === "request.answered" ? (status >= 400 ? ["refused", "setup"] : ["setup"]) : (stale[name] ?? []);
  return keys.map((key) => [key]);
}

export function createRefreshing(client: QueryClient, keysOf: (signal: RelaySignal) => readonly QueryKey[]): Refreshing {
  const waiting = new Map<string, QueryKey>();
  let timer: number | undefined;
  let last = Number.NEGATIVE_INFINITY;

  function flush(): void {
    timer = undefined;
    if (document.hidden) return; // asked for when somebody looks
    last = performance.now();
    for (const queryKey of waiting.values()) void client.invalidateQueries({ queryKey }, { cancelRefetch: false });
    waiting.clear();
  }

  function soon(): void {
    if (waiting.size > 0) timer ??= window.setTimeout(flush, Math.max(0, last + apart - performance.now()));
  }

  document.addEventListener("visibilitychange", soon);
  return {
    take(signal) {
      for (const key of keysOf(signal)) waiting.set(JSON.stringify(key), key);
      soon();
    },
    everything: () => void client.invalidateQueries({}, { cancelRefetch: false }),
    end() {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", soon);
    },
  };
}
