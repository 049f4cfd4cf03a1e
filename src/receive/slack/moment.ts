/** Moments in a form for people. */

import { localText } from "../../core/clock/wall-time.ts";
import type { Instant } from "../../core/time.ts";

/** By the clock of the rules' time zone, e.g. `2026-03-02 10:00 CET`. */
export function momentOf(at: Instant, timezone: string): string {
  return localText(at, timezone).replace(/(\d{2}:\d{2}):\d{2} /, "$1 ");
}
