/** Whether the relay is alive, ready and well, by its signals. */

import type { Signal } from "../core/signal.ts";
import type { Store } from "../core/store.ts";

/** The state of a destination. Its trouble never makes the relay unready, because its deliveries wait. */
export interface SinkHealth {
  readonly name: string;
  readonly type: string;
  readonly breaker: "closed" | "open" | "half-open";
  /** Why it waits for a person. */
  readonly paused: string | undefined;
}

export interface Readiness {
  readonly ready: boolean;
  /** The reason, where it is not. */
  readonly why: string | undefined;
  readonly phase: "starting" | "running" | "stopping";
  readonly store: string | undefined;
  /** The result of checking the database after the start; undefined until it is done, and where there is none. */
  readonly check: StoreCheck | undefined;
  readonly config: { readonly stale: boolean; readonly version: string | undefined; readonly rules: number };
  /** A source accepts events without a signature. */
  readonly insecure: boolean;
  /** Messages are printed instead of sent. */
  readonly preview: boolean;
  /** Why missed events cannot be stored now; undefined where they can, or where nothing asks for them. */
  readonly backfill: BackfillTrouble | undefined;
  /** The bitHuman account's balance, or why it is unknown; undefined where it was not asked for. */
  readonly account: AccountHealth | undefined;
  readonly sinks: readonly SinkHealth[];
  /** Critical rules, which must not be silent unnoticed. */
  readonly critical: readonly { readonly id: string; readonly name: string }[];
}

export type AccountHealth = Extract<Signal, { name: "account.seen" | "account.refused" }>;

export type BackfillTrouble = Omit<Extract<Signal, { name: "backfill.failed" }>, "name" | "passes">;

export type StoreCheck = Omit<Extract<Signal, { name: "store.checked" }>, "name" | "took">;

export interface HealthReportOptions {
  readonly store: Pick<Store, "trouble">;
}

/** What the wiring knows, and may change when the rules are loaded again. */
export interface KnownSetup {
  readonly insecure: boolean;
  readonly preview: boolean;
  readonly destinations: readonly { readonly name: string; readonly type: string }[];
  readonly critical: Readiness["critical"];
}

export interface Health {
  watch(signal: Signal): void;
  /** Called at the start and after each reload. */
  know(setup: KnownSetup): void;
  readiness(): Readiness;
}

interface Seen {
  phase: Readiness["phase"];
  config: Readiness["config"];
  setup: KnownSetup;
  backfill: BackfillTrouble | undefined;
  check: StoreCheck | undefined;
  account: AccountHealth | undefined;
  readonly breakers: Map<string, SinkHealth["breaker"]>;
  readonly paused: Map<string, string>;
}

export function createHealth({ store }: HealthReportOptions): Health {
  const seen: Seen = {
    phase: "starting",
    config: { stale: false, version: undefined, rules: 0 },
    setup: { insecure: false, preview: false, destinations: [], critical: [] },
    backfill: undefined,
    check: undefined,
    account: undefined,
    breakers: new Map(),
    paused: new Map(),
  };
  return {
    watch: (signal) => see(signal, seen),
    know: (setup) => {
      seen.setup = setup;
    },
    readiness: () => readinessOf(seen, store.trouble()),
  };
}

function see(signal: Signal, seen: Seen): void {
  switch (signal.name) {
    case "process.ready":
      seen.phase = "running";
      return;
    case "process.stopping":
      seen.phase = "stopping";
      return;
    case "store.checked":
      seen.check = { result: signal.result, detail: signal.detail };
      return;
    case "rules.loaded":
      seen.config = { stale: false, version: signal.version, rules: signal.rules };
      return;
    case "rules.refused":
      seen.config = { ...seen.config, stale: true };
      return;
    case "backfill.failed": {
      const { name, passes, ...trouble } = signal;
      seen.backfill = trouble;
      return;
    }
    case "account.seen":
    case "account.refused":
      seen.account = signal;
      return;
    case "backfill.recovered":
      seen.backfill = undefined;
      return;
    case "breaker.changed":
      seen.breakers.set(signal.to, signal.state);
      return;
    case "destination.paused":
      seen.paused.set(signal.to, `${signal.reason}: ${signal.detail}`);
      return;
    case "destination.resumed":
      seen.paused.delete(signal.to);
      return;
    default:
      return;
  }
}

function readinessOf({ phase, config, setup, backfill, account, check, breakers, paused }: Seen, trouble: string | undefined): Readiness {
  const { insecure, preview, destinations, critical } = setup;
  const damage = check?.result === "damaged" ? `the database is damaged (${check.detail}): restore a backup` : undefined;
  const store = trouble ?? damage;
  const why = phase === "running" ? store : phase;
  const sinks = destinations.map(({ name, type }) => ({
    name,
    type,
    breaker: breakers.get(name) ?? "closed",
    paused: paused.get(name),
  }));
  return { ready: why === undefined, why, phase, store, check, config, insecure, preview, backfill, account, sinks, critical };
}
