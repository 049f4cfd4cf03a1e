/** Which answers a signal makes stale, and asking for them again: at most once a second, however many signals come. */

import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { RelaySignal } from "../api.ts";

const stale: Readonly<Record<string, readonly string[]>> = {
  "event.accepted": ["stats", "sessions", "session", "events"],
  "event.quarantined": ["stats", "events"],
  "event.evaluated": ["stats", "sessions", "session", "events", "incidents", "incident", "deliveries", "rules"],
  "delivery.attempted": ["stats", "deliveries", "delivery", "session", "status", "destinations"],
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
  "timers.fired": ["incidents", "incident", "sessions", "session"],
};

const apart = 1_000;

export interface Refreshing {
  take(signal: RelaySignal): void;
  everything(): void;
  end(): void;
}

export function createRefreshing(client: QueryClient): Refreshing {
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
    take({ name, status = 0 }) {
      const keys = name === "request.answered" ? (status >= 400 ? ["refused", "setup"] : ["setup"]) : (stale[name] ?? []);
      for (const key of keys) waiting.set(key, [key]);
      soon();
    },
    everything: () => void client.invalidateQueries({}, { cancelRefetch: false }),
    end() {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", soon);
    },
  };
}
