/** Which addresses may send, and which address a request came from. */

import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

export type ClientAddress = ipaddr.IPv4 | ipaddr.IPv6;

export type AllowList = (address: ClientAddress) => boolean;

/** Takes CIDR ranges and single addresses. Whatever is neither lets nobody in. */
export function allowList(ranges: readonly string[]): AllowList {
  const known = ranges.map(rangeOf).filter((range) => range !== undefined);
  return (address) => known.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

/** Which proxies may speak for the sender. */
export interface TrustedProxies {
  /** So many proxies in front, whatever their addresses. */
  readonly hops: number;
  /** Beyond them, every proxy with such an address. */
  readonly isProxy: AllowList;
}

/** Who sent: the peer, or what the last trusted proxy says of its own peer. Undefined where a trusted proxy says nothing usable. */
export function senderOf(
  peer: string | undefined,
  forwardedFor: string | undefined,
  { hops, isProxy }: TrustedProxies,
): ClientAddress | undefined {
  // Each proxy adds its peer at the right; what is left of the proxies we trust is the sender's own claim.
  const hopsSeen = [...(forwardedFor?.split(",") ?? []), peer ?? ""];
  let at = hopsSeen.length - 1 - hops;
  let sender = addressOf(hopsSeen[at]);
  while (at > 0 && sender !== undefined && isProxy(sender)) {
    at -= 1;
    sender = addressOf(hopsSeen[at]);
  }
  return sender;
}

/** What a request says of the way it came: the headers `X-Forwarded-For` and `Forwarded`. */
export interface RequestWay {
  readonly forwardedFor: string | undefined;
  readonly forwarded: string | undefined;
}

/**
 * The same by whichever header is there. A proxy writes one of them and passes the other on as the client sent it, so that nobody is
 * believed where they name two senders.
 */
export function senderBy(
  peer: string | undefined,
  { forwardedFor, forwarded }: RequestWay,
  trust: TrustedProxies,
): ClientAddress | undefined {
  if (forwarded === undefined) return senderOf(peer, forwardedFor, trust);
  const named = senderOf(peer, forIn(forwarded).join(","), trust);
  if (forwardedFor === undefined) return named;
  const listed = senderOf(peer, forwardedFor, trust);
  return named?.toString() === listed?.toString() ? listed : undefined;
}

/** What `for=` says in each element of `Forwarded` (RFC 7239, 4); nothing usable where it is not there, or hidden (`_gateway`). */
function forIn(forwarded: string): readonly string[] {
  return unquotedParts(forwarded, ",").map((element) => {
    const pairs = unquotedParts(element, ";").map((pair) => pair.trim());
    const named = pairs.find((pair) => /^for\s*=/i.test(pair)) ?? "";
    return named.slice(named.indexOf("=") + 1).replaceAll(",", " ");
  });
}

/** Split where the sign does not stand in quotes. */
function unquotedParts(text: string, sign: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (isQuoted && text[at] === "\\") at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === sign && !isQuoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** An address as proxies write it: in quotes, in brackets, with a port behind it (RFC 7239, 6). */
const written = /^"?(?:\[([^[\]"]*)\](?::\d{1,5})?|(\d[\d.]*):\d{1,5}|([^[\]"]*))"?$/;

/** Reads one address, an IPv4 one in its IPv6 form included. The zone of a link-local address (`%eth0`) says nothing of who it is. */
function addressOf(text = ""): ClientAddress | undefined {
  const [, bracketed, beforePort, bare] = written.exec(text.trim()) ?? [];
  return parsed((bracketed ?? beforePort ?? bare ?? "").replace(/%.*$/s, ""));
}

/** Undefined for what either of both parsers refuses: each of them takes texts on which the other throws. */
function parsed(text: string): ClientAddress | undefined {
  return isIP(text) !== 0 && ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

function rangeOf(text: string): readonly [ClientAddress, number] | undefined {
  const [, start, size] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const network = parsed(start ?? "");
  if (start === undefined || network === undefined) return undefined;
  const mapped = isIP(start) === 6 && network.kind() === "ipv4";
  const widest = network.kind() === "ipv4" ? 32 : 128;
  const bits = size === undefined ? widest : Number(size) - (mapped ? 96 : 0);
  return bits >= 0 && bits <= widest ? [network, bits] : undefined;
}
