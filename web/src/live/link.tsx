/** Whether the relay is there. Where it has stopped, the page says as of when it is, and offers nothing that would change something. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from "react";
import type { Status } from "../api.ts";
import { get, Refusal } from "../client.ts";
import { createRefreshing, keysOfAll } from "./stale.ts";
import { follow, type StreamState } from "./stream.ts";

export interface Link {
  readonly state: "connecting" | "live" | "stopped";
  /** The moment up to which the page is right, where the relay has stopped. */
  readonly asOf: number;
  readonly status: Status | undefined;
  /** Events of each of the last sixty seconds. */
  readonly pulse: () => readonly number[];
}

const Context = createContext<Link>({ state: "connecting", asOf: 0, status: undefined, pulse: () => [] });

export function useLink(): Link {
  return use(Context);
}

/** A relay that hangs keeps its connections: it is asked now and then. */
const askEach = 15_000;

export function Linked({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [stream, setStream] = useState<{ readonly state: StreamState | "connecting"; readonly at: number }>({
    state: "connecting",
    at: Date.now(),
  });
  const pulse = usePulse();
  const { count } = pulse;
  useEffect(() => {
    const refreshing = createRefreshing(client, keysOfAll);
    const leave = follow({
      onSignal(signal) {
        if (signal.name === "event.accepted") count(1);
        if (signal.name === "replica.changed") count(signal.accepted ?? 0);
        refreshing.take(signal);
      },
      onState(state) {
        setStream((before) => (before.state === state ? before : { state, at: Date.now() }));
        if (state === "live") refreshing.everything();
      },
    });
    return () => {
      leave();
      refreshing.end();
    };
  }, [client, count]);
  const { data: status, error, dataUpdatedAt } = useStatus();
  const isAway = error !== null && !(error instanceof Refusal);
  const link = useMemo((): Link => {
    const common = { status, pulse: pulse.read };
    if (stream.state === "lost") return { ...common, state: "stopped", asOf: stream.at };
    if (isAway) return { ...common, state: "stopped", asOf: dataUpdatedAt };
    return { ...common, state: stream.state, asOf: dataUpdatedAt };
  }, [stream, status, isAway, dataUpdatedAt, pulse]);
  return <Context value={link}>{children}</Context>;
}

function useStatus() {
  return useQuery({ queryKey: ["status"], queryFn: ({ signal }) => get<Status>("/status", {}, signal), refetchInterval: askEach });
}

const seconds = 60;

interface Pulse {
  readonly count: (events: number) => void;
  readonly read: () => readonly number[];
}

function usePulse(): Pulse {
  const counts = useRef<{ readonly second: number; readonly perSecond: readonly number[] }>({
    second: 0,
    perSecond: Array(seconds).fill(0),
  });
  return useMemo(() => {
    /** Moves the window on to this second. */
    const moved = () => {
      const now = Math.floor(Date.now() / 1_000);
      const { second, perSecond } = counts.current;
      const gone = Math.min(seconds, now - second);
      counts.current = { second: now, perSecond: [...perSecond.slice(gone), ...Array(gone).fill(0)] };
      return counts.current;
    };
    return {
      count(events) {
        const { second, perSecond } = moved();
        counts.current = { second, perSecond: perSecond.with(-1, (perSecond.at(-1) ?? 0) + events) };
      },
      read: () => moved().perSecond,
    };
  }, []);
}
