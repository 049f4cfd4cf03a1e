/** `/api/status`: the state of the relay, for people. */

import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Projected } from "../../core/store.ts";
import type { AdminParts } from "./parts.ts";

/** Milliseconds between two measurements of the event loop. */
const resolution = 50;

const delay = monitorEventLoopDelay({ resolution });

/** What runs here, since when, and the longest delay of the event loop since the last call. */
export function processView({ about }: Pick<AdminParts, "about">) {
  delay.enable();
  const milliseconds = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e6) - resolution);
  const loop = { p99: milliseconds(delay.percentile(99)), max: milliseconds(delay.max) };
  delay.reset();
  const { version, store, does, sources } = about?.() ?? {};
  const runs = { version: version ?? null, node: process.versions.node, uptime_s: Math.round(process.uptime()), event_loop_ms: loop };
  return { ...runs, kept_in: store ?? null, does: does ?? [], sources: sources ?? [] };
}

/** How far the search tables are behind, and how much of an earlier version's data is not in them yet. */
export function indexingView({ behind, filled, toFill }: Projected) {
  return { done: behind === 0 && filled >= toFill, behind, filled, to_fill: toFill };
}
