/** The memory that all unfinished bodies share. When it is full, the oldest unfinished body is dropped. */

export interface BodyBudget {
  /** A body begins. `giveUp` is called when it is the oldest and others need its memory. */
  enter(giveUp: () => void): BodyShare;
  /** Bytes of unfinished bodies now. */
  used(): number;
}

export interface BodyShare {
  grow(bytes: number): void;
  /** The body has ended, in any way. It may be called again. */
  leave(): void;
}

/** The default for the bytes of all unfinished bodies together. */
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
