/** `/api/status`: how the relay does, for people. */

import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Projected } from "../../core/store.ts";
import type { AdminParts } from "./parts.ts";

/** Milliseconds between two looks at the event loop. */
const resolution = 50;

const delay = monitorEventLoopDelay({ resolution });

/** What runs here, since when, and for how long the event loop kept others waiting since somebody looked last. */
export function processView({ about }: Pick<AdminParts, "about">) {
  delay.enable();
  const milliseconds = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e6) - resolution);
  const loop = { p99: milliseconds(delay.percentile(99)), max: milliseconds(delay.max) };
  delay.reset();
  const { version, store, does, sources } = about?.() ?? {};
  const runs = { version: version ?? null, node: process.versions.node, uptime_s: Math.round(process.uptime()), event_loop_ms: loop };
  return { ...runs, kept_in: store ?? null, does: does ?? [], sources: sources ?? [] };
}

/** How far conversations and their search are behind, and how much of what an earlier version has left is still to be taken in. */
export function indexingView({ behind, filled, toFill }: Projected) {
  return { done: behind === 0 && filled >= toFill, behind, filled, to_fill: toFill };
}
