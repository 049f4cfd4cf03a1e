/** `/api/status`: the state of the relay, for people. */

import type { Projected } from "../../core/store.ts";
import { watchLoopDelay } from "../loop-delay.ts";
import type { AdminParts } from "./parts.ts";

/** Begins with the first call: only a relay that is looked at has to measure for people. */
let loopDelay: ReturnType<typeof watchLoopDelay> | undefined;

/** What runs here, since when, and the longest delay of the event loop since the last call. */
export function processView({ about }: Pick<AdminParts, "about">) {
  loopDelay ??= watchLoopDelay();
  const { p99, max } = loopDelay();
  const loop = { p99: Math.round(p99), max: Math.round(max) };
  const { version, store, does, sources } = about?.() ?? {};
  const runs = { version: version ?? null, node: process.versions.node, uptime_s: Math.round(process.uptime()), event_loop_ms: loop };
  return { ...runs, kept_in: store ?? null, does: does ?? [], sources: sources ?? [] };
}

/** How far the search tables are behind, and how much of an earlier version's data is not in them yet. */
export function indexingView({ behind, filled, toFill }: Projected) {
  return { done: behind === 0 && filled >= toFill, behind, filled, to_fill: toFill };
}
