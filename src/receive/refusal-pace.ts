/**
 * Delays the refusals of a sender who is refused again and again, so that their cost leaves time for others. A sender who
 * waits for each answer, as a flood of requests does, is slowed by that. A right request is never delayed, whoever sends it.
 */

import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";
import { type Duration, second } from "../core/time.ts";

export interface RefusalPace {
  /** Calls `answer` now or later. */
  wait(request: IncomingMessage, answer: () => void): void;
  /** From now on nothing is delayed. */
  end(): void;
}

export interface PaceOptions {
  /** Milliseconds that only go forward. */
  readonly now: () => number;
  /** The sender's address by trusted proxies; the peer's where it is left out or unknown. */
  readonly addressOf?: (request: IncomingMessage) => string | undefined;
  /** The most senders that are remembered. */
  readonly senders?: number;
  /** The most refusals that wait. Beyond that the oldest is given at once. */
  readonly waiting?: number;
}

/** Refusals of one sender that are given at once. The same number expires every ten seconds. */
const atOnce = 20;
const forgivenWithin: Duration = 10 * second;

/** The share of time for such senders' requests, and how much of it can be saved. */
const share = 0.1;
const saved: Duration = 100;

/** The rough cost of a refused request: the request itself, and each byte that was read and hashed. */
function costOf({ headers }: IncomingMessage): Duration {
  const unknown = headers["transfer-encoding"] === undefined ? 0 : longestBody;
  return 0.1 + Math.min(Number(headers["content-length"] ?? unknown), longestBody) * 4e-6;
}

const longestBody = 262_144;

/** The longest delay, so that a sender with a wrong secret still learns that. */
const longest: Duration = 5 * second;

interface Waiting {
  readonly since: number;
  readonly cost: Duration;
  readonly answer: () => void;
}

export function createRefusalPace({ now, addressOf, senders = 10_000, waiting: most = 2_048 }: PaceOptions): RefusalPace {
  const isOften = createTally(now, senders);
  const waiting: Waiting[] = [];
  let credit = saved;
  let countedAt = now();
  let timer: NodeJS.Timeout | undefined;
  let isEnding = false;

  function earn(): void {
    credit = Math.min(saved, credit + (now() - countedAt) * share);
    countedAt = now();
  }

  function release(): void {
    clearTimeout(timer);
    earn();
    for (let next = waiting[0]; next !== undefined && isDue(next); next = waiting[0]) {
      waiting.shift();
      credit -= next.cost;
      next.answer();
    }
    const [next] = waiting;
    timer = next === undefined ? undefined : setTimeout(release, Math.max(1, (next.cost - credit) / share));
  }

  function isDue({ since, cost }: Waiting): boolean {
    return isEnding || waiting.length > most || credit >= cost || now() - since >= longest;
  }

  return {
    wait(request, answer) {
      if (!isOften(senderKey(addressOf?.(request) ?? request.socket.remoteAddress))) {
        answer();
        return;
      }
      waiting.push({ since: now(), cost: costOf(request), answer });
      if (timer === undefined || waiting.length > most) release();
    },
    end() {
      isEnding = true;
      release();
    },
  };
}

/** Counts the recent refusals of each sender. Beyond the limit, the sender without refusals for longest is dropped. */
function createTally(now: () => number, senders: number): (sender: string) => boolean {
  const refused = new Map<string, { level: number; at: number }>();
  return (sender) => {
    const { level, at } = refused.get(sender) ?? { level: 0, at: now() };
    const next = Math.max(0, level - ((now() - at) / forgivenWithin) * atOnce) + 1;
    refused.delete(sender);
    refused.set(sender, { level: Math.min(next, 3 * atOnce), at: now() });
    if (refused.size > senders) for (const [oldest] of refused.entries()) return refused.delete(oldest) && next > atOnce;
    return next > atOnce;
  };
}

/** An address; for IPv6 its network of 64 bits, which is what one sender has. */
function senderKey(address = ""): string {
  if (!address.includes(":") || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toNormalizedString().split(":").slice(0, 4).join(":");
}
