/**
 * Refusals of a sender who is refused again and again wait for their turn, so that what they cost leaves the others their time. A sender who
 * waits for an answer before it goes on, as a flood of requests does, is slowed by that; a right request never waits, whoever sends it.
 */

import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";
import { type Duration, second } from "../core/time.ts";

export interface RefusalPace {
  /** Calls `answer` now or later. */
  wait(request: IncomingMessage, answer: () => void): void;
  /** From now on nothing waits. */
  end(): void;
}

export interface PaceOptions {
  /** Milliseconds that only go forward. */
  readonly now: () => number;
  /** Who sent, as far as trusted proxies say so; the peer where it is left out or says nothing. */
  readonly addressOf?: (request: IncomingMessage) => string | undefined;
  /** How many senders are remembered. */
  readonly senders?: number;
  /** How many refusals wait; the one that waits for longest is given where there are more. */
  readonly waiting?: number;
}

/** Refusals of one sender that are given at once; as many are forgiven in ten seconds. */
const atOnce = 20;
const forgivenWithin: Duration = 10 * second;

/** The share of the time that may go into requests of such senders, and how much of it may be saved up. */
const share = 0.1;
const saved: Duration = 100;

/** What a refused request costs, roughly: the request itself, and each byte that was read and hashed. */
function costOf({ headers }: IncomingMessage): Duration {
  const unknown = headers["transfer-encoding"] === undefined ? 0 : longestBody;
  return 0.1 + Math.min(Number(headers["content-length"] ?? unknown), longestBody) * 4e-6;
}

const longestBody = 262_144;

/** Nobody waits longer: a sender with a wrong secret still learns it. */
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

/** Whether a sender was refused often lately. Of too many senders the one that was silent for longest is forgotten. */
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

/** An address; of IPv6 the network of 64 bits, which is what one sender has. */
function senderKey(address = ""): string {
  if (!address.includes(":") || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toNormalizedString().split(":").slice(0, 4).join(":");
}
