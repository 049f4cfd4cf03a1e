/** Events that were under evaluation when a process ended. One of them may have ended it. */

/** After a start the embedded store tries this many of the oldest one by one. */
export const suspectLimit = 256;

/** How many starts an event may end before it is quarantined. */
export const triesAllowed = 3;

/** The reason, for people. */
export const crashLoopDetail = `the process ended ${triesAllowed} times while this event was evaluated`;

/** One of the events that were taken together, in the order of their evaluation. */
export interface TriedEvent {
  /** Its order is kept within the lane. */
  readonly lane: number;
  /** How many processes ended during its evaluation. */
  readonly tries: number;
}

export interface Apart<Each> {
  readonly now: readonly Each[];
  /** To be taken again later. */
  readonly later: readonly Each[];
}

/**
 * An event that was tried before is evaluated alone, so that it affects no other and its next count is its own. It lets one batch of
 * others go first (`waited` says that it did), so that the same early end does not count against innocent ones again.
 */
export function apart<Each extends TriedEvent>(taken: readonly Each[], waited: boolean): Apart<Each> {
  const first = new Map<number, Each>();
  const held = new Set<number>();
  const ahead: Each[] = [];
  const behind: Each[] = [];
  for (const each of taken) {
    if (!first.has(each.lane)) first.set(each.lane, each);
    if (each.tries > 0) held.add(each.lane);
    (held.has(each.lane) ? behind : ahead).push(each);
  }
  const alone = behind.find((each) => first.get(each.lane) === each);
  if (alone === undefined || (ahead.length > 0 && !waited)) return { now: ahead, later: behind };
  return { now: [alone], later: taken.filter((each) => each !== alone) };
}
