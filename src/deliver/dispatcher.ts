/** Runs all destinations, each in its own lane: one that hangs never delays another. */

import type { Configured } from "../core/destination.ts";
import { failureOf } from "../core/signal.ts";
import type { Handover } from "../core/store.ts";
import { type Duration, plus, second } from "../core/time.ts";
import { createExpiry, type DestinationLane, type Expiry } from "./expiry.ts";
import { Lane, type LaneOptions, type LaneState } from "./lane.ts";
import { createAccounts } from "./meter.ts";

/** Every lane looks for due messages at this interval, even if it missed a wake-up. */
const lookEach: Duration = second;

export type DispatcherOptions = Omit<LaneOptions, "name" | "configured" | "account" | "isResumed">;

export interface Dispatcher {
  /** Takes over the destinations of the rules. Lanes of unchanged destinations continue undisturbed. */
  update(destinations: ReadonlyMap<string, Configured>): void;
  /** Loads the packages of the destinations, before file descriptors run out. */
  load(): Promise<void>;
  start(): void;
  /** For one evaluation. */
  handover(): Handover;
  /** Resolves when no attempt runs any more. */
  stop(grace: Duration): Promise<void>;
  /** A test message that was sent there at this time has been delivered. Returns whether this ended trouble of the destination. */
  proven(to: string, startedAt: Duration): boolean;
  states(): ReadonlyMap<string, LaneState>;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, emit } = options;
  const lanes = new Map<string, DestinationLane & { readonly lane: Lane }>();
  const leaving = new Set<Promise<void>>();
  const account = createAccounts();
  let unwatch = () => {};
  let look: NodeJS.Timeout | undefined;
  let isStarted = false;
  const expiry = createExpiry(options);

  function retire(name: string, grace: Duration): Promise<void> {
    const lane = lanes.get(name)?.lane;
    lanes.delete(name);
    const left = (lane?.stop(grace) ?? Promise.resolve()).finally(() => leaving.delete(left));
    leaving.add(left);
    return left;
  }

  function replace(name: string, configured: Configured): void {
    if (lanes.get(name)?.configured === configured) return;
    if (lanes.has(name)) void retire(name, 10 * second);
    lanes.set(name, { lane: new Lane({ ...options, name, configured, account, isResumed: !isStarted }), configured });
  }

  function lookAgain(): void {
    lookAround(options, lanes, expiry).catch((error: unknown) => emit(failureOf("look", error, store.trouble())));
  }

  return {
    update(destinations) {
      for (const name of lanes.keys()) if (!destinations.has(name)) void retire(name, 10 * second);
      for (const [name, configured] of destinations) replace(name, configured);
    },
    load: async () => void (await Promise.all([...lanes.values()].map(({ lane }) => lane.load()))),
    start() {
      isStarted = true;
      unwatch = store.watch(({ deliveries }) => {
        for (const to of deliveries) lanes.get(to)?.lane.wake("news");
      });
      look = setInterval(lookAgain, lookEach);
      for (const { lane } of lanes.values()) lane.wake("news");
    },
    handover: () => handoverTo((to) => (isStarted ? lanes.get(to)?.lane : undefined)),
    async stop(grace) {
      unwatch();
      clearInterval(look);
      for (const name of [...lanes.keys()]) void retire(name, grace);
      await Promise.all(leaving);
    },
    proven: (to, startedAt) => lanes.get(to)?.lane.proven(startedAt) ?? false,
    states: () => new Map([...lanes].map(([name, { lane }]) => [name, lane.state()])),
  };
}

/** Each lane gets its messages, and back the room that was reserved in vain. */
function handoverTo(laneOf: (to: string) => Lane | undefined): Handover {
  const reserved = new Map<string, { readonly lane: Lane; readonly count: number }>();
  return {
    lease({ to, dueAt }) {
      const lane = reserved.get(to)?.lane ?? laneOf(to);
      const lease = lane?.reserve(dueAt);
      if (lane === undefined || lease === undefined) return undefined;
      reserved.set(to, { lane, count: (reserved.get(to)?.count ?? 0) + 1 });
      return lease;
    },
    take(claimed) {
      for (const [to, { lane, count }] of reserved)
        lane.takeOver(
          claimed.filter(({ message }) => message.to === to),
          count,
        );
    },
  };
}

async function lookAround({ store, now }: DispatcherOptions, lanes: ReadonlyMap<string, DestinationLane>, expiry: Expiry): Promise<void> {
  for (const { to, dueAt } of await store.waiting()) {
    const found = lanes.get(to);
    if (found === undefined) await expiry.ofRemoved(to);
    else if (dueAt <= plus(now(), lookEach)) {
      await expiry.ofOld(to, dueAt, found);
      found.lane.wakeAt(dueAt);
    }
  }
}
