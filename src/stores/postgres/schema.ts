/** The meaning of numbers and names in the tables. */

/** The mark of a database that `migrate` has begun to fill. */
export const unfinishedMove = "moving";

/** Events of one session are always in the same lane, and one process at a time evaluates a lane. */
export const laneCount = 64;

/** Counts are divided over this many rows, so that connections seldom wait for each other. */
export const slots = 64;

/** The row of counts that a connection writes to. */
export const slot = `pg_backend_pid() % ${slots}`;

/** Tables with texts of visitors. */
export const tablesWithTexts = [
  "inbox",
  "evaluations",
  "memory",
  "timers",
  "outbox",
  "attempts",
  "incidents",
  "conversations",
  "event_index",
  "questions",
  "answers",
] as const;
