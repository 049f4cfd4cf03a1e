/** Claims messages for a lane, never more than its gate has room for. */

import type { Mode, Sending } from "../core/delivery.ts";
import type { Configured, Sender } from "../core/destination.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, second } from "../core/time.ts";
import type { Gate } from "./gate.ts";
import { shareOf, type Take } from "./shares.ts";

/** A lease lasts this much longer than an attempt, before another process may claim the delivery. */
const leaseSlack: Duration = 30 * second;

const clearedAtOnce = 500;

export interface ClaimsOptions {
  readonly name: string;
  readonly configured: Configured;
  readonly store: Pick<Store, "claimDeliveries" | "backlog" | "release">;
  readonly gate: Pick<Gate, "took" | "gaveBack">;
  readonly now: Clock;
}

export interface Claims {
  readonly lease: Duration;
  /** Due messages, as far as there is room. */
  within(take: Take): Promise<readonly Sending[]>;
  /** Messages to send as one, where more are due than can be sent one by one. */
  overflow(): Promise<readonly Sending[]>;
  /** Due messages that need no request, many at a time. */
  needless(mode: Mode, sender: Sender): Promise<readonly Sending[]>;
}

export function createClaims({ name, configured: { policy }, store, gate, now }: ClaimsOptions): Claims {
  const lease = policy.timeout + leaseSlack;

  function claim(max: number, mode: Mode | undefined): Promise<readonly Sending[]> {
    return store.claimDeliveries({ to: name, max, lease, now: now(), ...(mode !== undefined && { mode }) });
  }

  async function claimFirst({ max, modes }: Take): Promise<readonly Sending[]> {
    for (const mode of modes) {
      const claimed = await claim(max, mode);
      if (claimed.length > 0) return claimed;
    }
    return [];
  }

  return {
    lease,
    /** The room is spent before the claim, so that another lane with the same limit does not count on it. */
    async within(take) {
      let claimed: readonly Sending[] = [];
      for (const share of take.shares) gate.took(take.max, share);
      try {
        claimed = await claimFirst(take);
      } finally {
        for (const share of take.shares) {
          const used = claimed.filter(({ message }) => shareOf(policy, message.mode) === share).length;
          gate.gaveBack(take.max - used, share);
        }
      }
      return claimed;
    },
    async overflow() {
      const { overflow } = policy;
      if (overflow === undefined || (await store.backlog(name, now(), overflow.over + 1)) <= overflow.over) return [];
      const claimed = await claim(overflow.most, "new");
      if (claimed.length > 0) gate.took(1, "posts");
      return claimed;
    },
    async needless(mode, sender) {
      const claimed = await claim(clearedAtOnce, mode);
      const free = claimed.filter(({ message, reference }) => sender.isNeedless?.(message, reference));
      await store.release(claimed.filter((each) => !free.includes(each)));
      gate.took(free.length, shareOf(policy, mode));
      return free;
    },
  };
}
