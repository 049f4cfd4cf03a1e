/** The memory that all unfinished bodies share. Where it is used up, the body that is unfinished for longest is given up. */

export interface BodyBudget {
  /** A body begins. `giveUp` is called where its memory is needed for others: it was under way for longest. */
  enter(giveUp: () => void): BodyShare;
  /** Bytes that unfinished bodies hold now. */
  used(): number;
}

export interface BodyShare {
  grow(bytes: number): void;
  /** The body has ended, one way or the other. May be called again. */
  leave(): void;
}

/** Bytes of all unfinished bodies together, where the operator says nothing. */
export const usualBodyBudget = 64 * 1_024 * 1_024;

export function createBodyBudget(limit: number): BodyBudget {
  const unfinished = new Map<object, { bytes: number; readonly giveUp: () => void }>(); // the oldest first
  let used = 0;

  function giveUpOldest(): void {
    const [oldest] = unfinished;
    oldest?.[1].giveUp();
  }

  return {
    used: () => used,
    enter(giveUp) {
      const body = { bytes: 0, giveUp };
      unfinished.set(body, body);
      return {
        grow(bytes) {
          if (!unfinished.has(body)) return;
          body.bytes += bytes;
          used += bytes;
          while (used > limit && unfinished.size > 0) giveUpOldest();
        },
        leave() {
          if (unfinished.delete(body)) used -= body.bytes;
        },
      };
    },
  };
}
