/** Events that were under way when a process ended: one of them may have ended it. */

/** After a start the embedded store tries this many of the oldest one by one. */
export const suspectLimit = 256;

/** So many starts may an event end before it is put aside. */
export const triesAllowed = 3;

/** Why it was put aside, for people. */
export const crashLoopDetail = `the process ended ${triesAllowed} times while this event was evaluated`;

/** One of the events that were taken together, in the order in which they are evaluated. */
export interface TriedEvent {
  /** Its order is kept within the lane. */
  readonly lane: number;
  /** So often a process ended while it was under way. */
  readonly tries: number;
}

export interface Apart<Each> {
  readonly now: readonly Each[];
  /** To be taken again later. */
  readonly later: readonly Each[];
}

/**
 * An event that was tried before is evaluated alone, so that it takes no other along and the next count is its own. It lets one batch of
 * others go first (`waited` says that it did): whoever is innocent is then not caught by the same early end again.
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
