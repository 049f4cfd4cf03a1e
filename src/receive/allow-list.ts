/** Which addresses may send, and which address a request came from. */

import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

export type AllowList = (address: Address) => boolean;

/** Takes CIDR ranges and single addresses. Whatever is neither lets nobody in. */
export function allowList(ranges: readonly string[]): AllowList {
  const known = ranges.map(rangeOf).filter((range) => range !== undefined);
  return (address) => known.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

/** Who sent: the peer, or what the last of `trustedHops` proxies says of its own peer. Undefined where one of them says nothing usable. */
export function senderOf(peer: string | undefined, forwardedFor: string | undefined, trustedHops: number): Address | undefined {
  if (trustedHops === 0) return addressOf(peer);
  // Each proxy adds its peer at the right; what is left of the hops we trust is the sender's own claim.
  const hops = [...(forwardedFor?.split(",") ?? []), peer];
  return addressOf(hops.at(-1 - trustedHops));
}

/** Reads one address, an IPv4 one in its IPv6 form included. */
function addressOf(text: string | undefined): Address | undefined {
  const plain = text?.trim() ?? "";
  return isIP(plain) === 0 ? undefined : ipaddr.process(plain);
}

function rangeOf(text: string): readonly [Address, number] | undefined {
  const [, start, size] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  if (start === undefined || isIP(start) === 0) return undefined;
  const mapped = isIP(start) === 6 && ipaddr.IPv6.parse(start).isIPv4MappedAddress();
  const network = ipaddr.process(start);
  const widest = network.kind() === "ipv4" ? 32 : 128;
  const bits = size === undefined ? widest : Number(size) - (mapped ? 96 : 0);
  return bits >= 0 && bits <= widest ? [network, bits] : undefined;
}
