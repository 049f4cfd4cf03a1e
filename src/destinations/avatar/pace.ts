/** How often rules may speak in one session: an avatar that interrupts all the time is worse than none. */

import type { Duration, Instant } from "../../core/time.ts";

export interface PaceSettings {
  readonly pause: Duration;
  readonly most: number;
}

export interface SessionPace {
  /** Why it would be too much; undefined where it may be said, and it is then counted. */
  refusal(session: string, now: Instant): string | undefined;
}

/** Sessions in the cache; the oldest are dropped first. */
const remembered = 10_000;

export function sessionPace({ pause, most }: PaceSettings): SessionPace {
  const sessions = new Map<string, { readonly count: number; readonly last: Instant }>();
  return {
    refusal(session, now) {
      const before = sessions.get(session);
      if (before !== undefined && before.count >= most) return `rules have spoken ${most} times to this session already`;
      if (before !== undefined && now - before.last < pause) return "a rule has spoken to this session just before";
      sessions.delete(session);
      sessions.set(session, { count: (before?.count ?? 0) + 1, last: now });
      const [oldest] = sessions.keys();
      if (sessions.size > remembered && oldest !== undefined) sessions.delete(oldest);
      return undefined;
    },
  };
}
