/** What the numbers and names in the tables mean. */

/** The mark of a database that `migrate` has begun to fill. */
export const unfinishedMove = "moving";

/** Events of one session are always in the same lane, and a lane is evaluated by one process at a time. */
export const laneCount = 64;

/** Counts are kept in so many rows, so that connections seldom wait for each other's. */
export const slots = 64;

/** The row of counts that a connection writes to. */
export const slot = `pg_backend_pid() % ${slots}`;

/** Tables in which something of visitors stands. */
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
] as const;
