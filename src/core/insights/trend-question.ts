/** What a rule with `trend:` asks: whether a count of the last hour has left its usual range. */

/** The counts that can be asked about. */
export const trendFigures = ["sessions", "messages", "frustrated", "unanswered", "wants_human"] as const;

export type TrendFigure = (typeof trendFigures)[number];

/** What a rule with `trend:` asks about each agent. */
export interface TrendQuestion {
  readonly of: TrendFigure;
  /** A share of what is usual, below 1; undefined: falls do not matter. */
  readonly fallsBelow: number | undefined;
  /** The same above 1, for rises. */
  readonly risesAbove: number | undefined;
  /** How many weeks are compared. */
  readonly weeks: number;
  /** Smaller hours are not judged: by what is usual for a fall, by the count itself for a rise. */
  readonly atLeast: number;
  /** Calendars whose days are left out on both sides. */
  readonly except: readonly string[];
}

/** A question, and the agents that it is about; all where they are undefined. */
export interface WatchedTrend {
  readonly question: TrendQuestion;
  readonly agents: readonly string[] | undefined;
}

/** The same text for the same question. It stands in the events that answer it. */
export function trendKey({ of, fallsBelow, risesAbove, weeks, atLeast, except }: TrendQuestion): string {
  return [of, fallsBelow ?? "-", risesAbove ?? "-", weeks, atLeast, ...except].join(" ");
}
