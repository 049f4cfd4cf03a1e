/** Limits the wrong tokens of an address: each uses one of a budget that refills over minutes. */

import { type Clock, minute } from "../../core/time.ts";

export interface Tries {
  /** Whether the address has some left. */
  hasLeft(address: string): boolean;
  /** One was wrong. */
  take(address: string): void;
}

/** Addresses in the cache; the oldest is dropped. */
const mostAddresses = 2_000;

export const defaultTries = 20;

export function createTries(each: number, now: Clock): Tries {
  const addresses = new Map<string, { readonly since: number; taken: number }>();
  const current = (address: string) => {
    const known = addresses.get(networkOf(address));
    return known !== undefined && now() - known.since < minute ? known : undefined;
  };
  return {
    hasLeft: (address) => (current(address)?.taken ?? 0) < each,
    take(address) {
      const entry = current(address) ?? { since: now(), taken: 0 };
      entry.taken += 1;
      const network = networkOf(address);
      addresses.delete(network);
      addresses.set(network, entry);
      const [oldest] = addresses.keys();
      if (addresses.size > mostAddresses && oldest !== undefined) addresses.delete(oldest);
    },
  };
}

/** One IPv6 sender has a network of 64 bits. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  return [...groups, ...Array<string>(Math.max(0, missing)).fill("0"), ...(tail ?? "").split(":")].slice(0, 4).join(":");
}
