/** Decides when to ask bitHuman again, and about which conversations. Pure. */

import { type Duration, type Instant, minute, plus, second } from "../../core/time.ts";
import type { BithumanTrouble } from "../../net/bithuman/trouble.ts";
import type { TranscriptConversation } from "./transcripts.ts";

const looksEach: Duration = minute;
/** Younger events may still come as webhooks: bitHuman's older sender repeats for half a minute. */
export const settled: Duration = minute;
/** A running conversation is compared again after this long. */
const liveEach: Duration = 5 * minute;

/** The state of a conversation when it was compared. */
export interface Compared {
  readonly at: Instant;
  readonly lastSeen: Instant;
  /** Until then a missing event may still come as a webhook. */
  readonly openUntil: Instant | undefined;
}

export function isDue({ lastSeen }: TranscriptConversation, before: Compared | undefined, now: Instant): boolean {
  if (before === undefined) return true;
  if (before.openUntil !== undefined && now >= before.openUntil) return true;
  const over = lastSeen <= now - settled;
  const wasOver = before.lastSeen === lastSeen && before.lastSeen <= before.at - settled;
  return !wasOver && (over || now - before.at >= liveEach);
}

/** When the first of these moments is settled; undefined where all are. */
export function openUntil(moments: readonly Instant[], now: Instant): Instant | undefined {
  const open = moments.filter((moment) => moment > now - settled && moment <= now);
  return open.length === 0 ? undefined : plus(Math.min(...open) as Instant, settled); // the minimum of instants
}

/** How the earlier looks ended. */
export interface BackfillStanding {
  /** Failed looks in a row. */
  readonly failures: number;
  readonly trouble: BithumanTrouble | undefined;
  /** When there is more to do, where that is known. */
  readonly openUntil: Instant | undefined;
}

/** The wait before the next look: short and growing after failures, otherwise at most a minute. */
export function pauseUntilLook({ failures, trouble, openUntil: until }: BackfillStanding, now: Instant): Duration {
  if (trouble !== undefined) return Math.max(trouble.after ?? 0, Math.min(looksEach, second * 2 ** (failures - 1)));
  return until === undefined ? looksEach : Math.min(looksEach, Math.max(second, until - now));
}
